//! The HTTP side: the classification API's endpoints, and those that direct the stand-in.
//!
//! Each endpoint of the API has its own file here; what several share has one too.

mod body;
mod clock;
mod direct;
mod dress;
mod feeds;
mod misbehave;
mod nonsense;
mod objects;
mod refusal;
mod reply;
mod request;
mod requests;
mod streams;
mod tariff;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::{get, post};

use crate::desk::Desk;

pub use clock::now;
pub use refusal::Refusal;
pub use request::Product;

/// Bodies beyond this get 413. Two hundred items with generous descriptions are far below.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// All endpoints over one desk.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/openapi/v1/tariff/batch", post(tariff::batch))
        .route("/openapi/v1/tariff", post(tariff::single))
        .route("/openapi/v1/tariff/async", post(tariff::job))
        .route(
            "/openapi/v1/tariff/async/{request_id}",
            get(requests::look_up).delete(requests::lose),
        )
        .route("/openapi/v1/tariff/requests/{request_id}", get(requests::look_up))
        .route(
            "/openapi/v1/tariff/batch/{id}",
            get(objects::get).put(objects::put).delete(objects::delete),
        )
        .route("/objects/{*path}", get(objects::get).put(objects::put).delete(objects::delete))
        .route("/feeds/{name}", get(feeds::get).post(feeds::post))
        .route(
            "/_control",
            get(direct::control).put(direct::set_control).delete(direct::reset_control),
        )
        .route("/_calls", get(direct::calls).delete(direct::clear_calls))
        .route("/_health", get(direct::health))
        .fallback(direct::nowhere)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(map_response(dress::date))
        .with_state(desk)
}
