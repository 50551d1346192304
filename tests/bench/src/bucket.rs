//! S3, as far as the consumer needs it: what the door of a scene has stored.

use anyhow::Result;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use pipeline::doubles::MemoryBodies;

/// Serves the bucket `bench` until the runtime ends; its address.
pub async fn serve(bodies: MemoryBodies) -> Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    let service = Router::new().route("/bench/{*key}", get(object)).with_state(bodies);
    tokio::spawn(async move { axum::serve(listener, service).await });
    Ok(endpoint)
}

async fn object(State(bodies): State<MemoryBodies>, Path(key): Path<String>) -> Response {
    match bodies.objects().get(&key) {
        Some(body) => body.clone().into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
