//! Lambda's Runtime API (version 2018-06-01), for one function.
//!
//! The function asks for its next invocation and gets it as soon as there is one; what it posts
//! back goes to whoever invoked it, with the time at which it came.

mod desk;

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use tokio::net::TcpListener;

use desk::{Desk, Outcome};

/// The emulator. It serves until the runtime ends.
#[derive(Debug)]
pub struct RuntimeApi {
    address: String,
    desk: Arc<Desk>,
}

impl RuntimeApi {
    /// Serves on a free loopback port.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        let desk = Arc::new(Desk::default());
        let router = router(Arc::clone(&desk));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, desk })
    }

    /// Host and port (`AWS_LAMBDA_RUNTIME_API`).
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the function answers to `event`, and when it did.
    pub async fn invoke(&self, event: Bytes) -> Result<(Bytes, Instant)> {
        let outcome = self.desk.enqueue(event).await?;
        match outcome {
            Outcome::Answered { payload, at } => Ok((payload, at)),
            Outcome::Failed(error) => anyhow::bail!("the function failed: {error}"),
        }
    }
}

fn router(desk: Arc<Desk>) -> Router {
    let invocation = "/2018-06-01/runtime/invocation";
    Router::new()
        .route(&format!("{invocation}/next"), get(next))
        .route(&format!("{invocation}/{{id}}/response"), post(response))
        .route(&format!("{invocation}/{{id}}/error"), post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .with_state(desk)
}

/// A long poll: Lambda freezes a function here until there is work.
async fn next(State(desk): State<Arc<Desk>>) -> Response {
    let invocation = desk.next().await;
    let headers = [
        ("lambda-runtime-aws-request-id", invocation.id),
        ("lambda-runtime-deadline-ms", invocation.deadline_ms.to_string()),
        ("lambda-runtime-invoked-function-arn", desk::ARN.to_owned()),
        ("lambda-runtime-trace-id", invocation.trace_id),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, invocation.event).into_response()
}

async fn response(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    payload: Bytes,
) -> StatusCode {
    let at = Instant::now();
    desk.settle(&id, Outcome::Answered { payload, at })
}

async fn error(State(desk): State<Arc<Desk>>, Path(id): Path<String>, error: String) -> StatusCode {
    desk.settle(&id, Outcome::Failed(error))
}

/// Whoever waits for the first answer is told.
async fn init_error(State(desk): State<Arc<Desk>>, error: String) -> StatusCode {
    let first = desk.next().await;
    desk.settle(&first.id, Outcome::Failed(error))
}
