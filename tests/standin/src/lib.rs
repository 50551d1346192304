//! A stand-in for the classification API, which can be told to misbehave.
//!
//! It answers as the real API does, the same question always alike, and keeps a list of the calls
//! it had. By [`Control`] it is made slow, strict, failing or absurd. A test in the same process
//! holds a [`Standin`] and needs no HTTP to direct it; anything else uses `PUT /_control` and
//! `GET /_calls`.

mod answer;
mod api;
mod calls;
mod catalogue;
mod control;
mod desk;
mod feeds;
mod kept;
mod line;
mod objects;
mod server;

pub use axum::http::StatusCode;
pub use calls::{Call, Outcome};
pub use control::{
    Behaviour, Control, ItemAnswer, ItemRule, LateEvents, Nonsense, RateLimit, Rule,
};
pub use feeds::Listed;
pub use server::Standin;
