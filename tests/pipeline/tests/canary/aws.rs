//! What the real clients of AWS talk to: SQS, Secrets Manager and S3 in one small server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::canaries::{API_KEY, ERP_SECRET, catalog_secret};

/// A service that can be told to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    Sqs,
    Secrets,
    S3,
}

/// What the server has, and what it is told. Clones share it.
#[derive(Clone, Default)]
pub struct Cloud {
    sent: Arc<Mutex<Vec<Value>>>,
    objects: Arc<Mutex<BTreeMap<String, Bytes>>>,
    failing: Arc<Mutex<Option<Service>>>,
}

impl Cloud {
    /// Starts a server on a free port, and returns its address.
    pub async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let app = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        format!("http://{address}")
    }

    /// Every `SendMessage` since the last time, as it was requested.
    pub fn take_sent(&self) -> Vec<Value> {
        std::mem::take(&mut self.sent.lock().expect("a lock"))
    }

    /// Lets every call to `service` fail until told otherwise.
    pub fn fail(&self, service: Option<Service>) {
        *self.failing.lock().expect("a lock") = service;
    }

    fn fails(&self, service: Service) -> bool {
        *self.failing.lock().expect("a lock") == Some(service)
    }
}

/// The clients' common settings: one attempt, so that nothing waits.
pub fn config(endpoint: &str) -> aws_config::SdkConfig {
    aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(aws_sdk_sqs::config::SharedCredentialsProvider::new(
            Credentials::for_tests(),
        ))
        .http_client(cloud::http_client())
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .endpoint_url(endpoint)
        .build()
}

async fn answer(State(cloud): State<Cloud>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").cloned();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let body = to_bytes(request.into_body(), usize::MAX).await.expect("a body");
    let target = target.and_then(|target| target.to_str().ok().map(str::to_owned));
    match target.as_deref().and_then(|target| target.split_once('.')) {
        Some(("AmazonSQS", operation)) => sqs(&cloud, operation, &body),
        Some(("secretsmanager", _)) => secret(&cloud, &body),
        _ => object(&cloud, &method, path, body),
    }
}

fn refusal(status: StatusCode, kind: &str) -> Response {
    (status, json!({"__type": kind, "message": "told to fail"}).to_string()).into_response()
}

fn sqs(cloud: &Cloud, operation: &str, body: &[u8]) -> Response {
    if cloud.fails(Service::Sqs) {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable");
    }
    let request: Value = serde_json::from_slice(body).expect("JSON");
    if operation == "SendMessage" {
        cloud.sent.lock().expect("a lock").push(request);
        return json!({"MessageId": "m", "MD5OfMessageBody": "x"}).to_string().into_response();
    }
    let entries = request["Entries"].as_array().expect("entries").iter();
    let ids: Vec<_> = entries.map(|entry| json!({"Id": entry["Id"]})).collect();
    json!({"Successful": ids, "Failed": []}).to_string().into_response()
}

fn secret(cloud: &Cloud, body: &[u8]) -> Response {
    if cloud.fails(Service::Secrets) {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceError");
    }
    let request: Value = serde_json::from_slice(body).expect("JSON");
    let name = request["SecretId"].as_str().expect("a name");
    if request["VersionStage"] == "AWSPREVIOUS" {
        return refusal(StatusCode::BAD_REQUEST, "ResourceNotFoundException");
    }
    let value = match name {
        "tidewaiter/catalog" => catalog_secret(),
        "tidewaiter/classifier" => API_KEY.to_owned(),
        _ => ERP_SECRET.to_owned(),
    };
    let secret = json!({"Name": name, "SecretString": value, "CreatedDate": 1_700_000_000});
    secret.to_string().into_response()
}

fn object(cloud: &Cloud, method: &Method, path: String, body: Bytes) -> Response {
    if cloud.fails(Service::S3) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut objects = cloud.objects.lock().expect("a lock");
    if method == Method::PUT {
        objects.insert(path, body);
        return StatusCode::OK.into_response();
    }
    match objects.get(&path) {
        Some(body) => body.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
