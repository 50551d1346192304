//! What each action answers: the AWS JSON protocols name it in a header.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::post;
use serde_json::{Value, json};

use super::{Queue, Sent, Tally};
use crate::delivery::SECRET;

/// What all services share.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    pub tally: Arc<Tally>,
    pub queue: Arc<Queue>,
}

/// Every service at one path: whatever is asked, its answer is told by the target.
pub fn router(shared: Shared) -> Router {
    Router::new().route("/", post(answer)).with_state(shared)
}

async fn answer(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let action = target.and_then(|target| target.rsplit('.').next()).unwrap_or("unnamed");
    shared.tally.add(action);
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return refusal("SerializationException");
    };
    match action {
        "SendMessage" => send_message(&shared.queue, &request),
        "ChangeMessageVisibilityBatch" => all_hidden(&request),
        "GetQueueAttributes" => queue_attributes(),
        "GetSecretValue" => secret_value(&request),
        "GetItem" | "PutItem" | "UpdateItem" => Json(json!({})).into_response(),
        "Query" => Json(json!({"Items": [], "Count": 0, "ScannedCount": 0})).into_response(),
        _ => refusal("UnknownOperationException"),
    }
}

fn send_message(queue: &Queue, request: &Value) -> Response {
    let Some(body) = request.get("MessageBody").and_then(Value::as_str) else {
        return refusal("InvalidParameterValue");
    };
    let attributes = request.get("MessageAttributes").cloned().unwrap_or_default();
    if !queue.push(Sent { body: body.to_owned(), attributes }) {
        return refusal("RequestThrottled");
    }
    Json(json!({
        "MessageId": "5fea7756-0ea4-451a-a703-a558b933e274",
        "MD5OfMessageBody": format!("{:x}", md5::compute(body)),
    }))
    .into_response()
}

fn all_hidden(request: &Value) -> Response {
    let entries = request.get("Entries").and_then(Value::as_array).into_iter().flatten();
    let hidden: Vec<_> = entries.map(|entry| json!({"Id": entry.get("Id")})).collect();
    Json(json!({"Successful": hidden, "Failed": []})).into_response()
}

fn queue_attributes() -> Response {
    let arn = "arn:aws:sqs:us-east-1:123456789012:bench";
    Json(json!({"Attributes": {"QueueArn": arn}})).into_response()
}

/// A secret that was never rotated: it has no `AWSPREVIOUS`.
fn secret_value(request: &Value) -> Response {
    if request.get("VersionStage") == Some(&json!("AWSPREVIOUS")) {
        return refusal("ResourceNotFoundException");
    }
    let name = request.get("SecretId");
    Json(json!({
        "ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:bench-AbCdEf",
        "Name": name,
        "SecretString": SECRET,
        "VersionId": "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1",
        "VersionStages": ["AWSCURRENT"],
        "CreatedDate": 1_700_000_000, // so long ago that nobody asks what it was before
    }))
    .into_response()
}

fn refusal(kind: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"__type": kind, "message": kind}))).into_response()
}
