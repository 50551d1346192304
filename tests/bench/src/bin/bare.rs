//! The least that a Rust function can do with a delivery: send its body on.
//!
//! It is what the ingress is measured against: the same runtime, the same SDK with the same
//! features, the same TLS, the same profile; no checks, no logs, no settings of its own.

use aws_config::BehaviorVersion;
use aws_sdk_sqs::Client;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use lambda_http::{Body, Error, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let https = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let aws = aws_config::defaults(BehaviorVersion::latest()).http_client(https).load().await;
    let client = Client::new(&aws);
    let queue_url = queue_url()?;
    lambda_http::run(service_fn(|request| send(&client, &queue_url, request))).await
}

#[expect(clippy::disallowed_methods, reason = "it has no settings of its own")]
fn queue_url() -> Result<String, Error> {
    Ok(std::env::var("QUEUE_URL")?)
}

async fn send(client: &Client, queue_url: &str, request: Request) -> Result<Response<Body>, Error> {
    let body = std::str::from_utf8(request.body())?;
    client.send_message().queue_url(queue_url).message_body(body).send().await?;
    Ok(Response::builder().status(202).body(Body::Empty)?)
}
