//! The door: verify, seal, queue, answer 202.
//!
//! `main` opens the clients; [`lambda`] turns API Gateway's events into requests; [`Door`] walks
//! one request through its checks, in their order; [`Answer`] is what was decided, and [`render`]
//! words it as the sender wants. The acknowledgement path does nothing else: no database, no API.

mod address;
mod answer;
mod challenge;
mod config;
mod door;
pub mod lambda;
mod log;
mod outbox;
mod render;
mod request;
mod route;

pub use answer::Answer;
pub use config::Config;
pub use door::{BUDGET, Door, Links, PATIENCE};
pub use outbox::{NotSent, Outbox, SqsOutbox};
pub use render::render;
pub use request::Request;
