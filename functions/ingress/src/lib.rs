//! The door: verify, seal, queue, answer 202.
//!
//! `main` opens the clients; [`lambda`] turns API Gateway's events into requests; [`Door`] walks
//! one request through the checks of design §2, in their order; [`Answer`] is what the sender is
//! told. The acknowledgement path does nothing else: no database, no API.

mod answer;
mod config;
mod door;
mod knock;
pub mod lambda;
mod outbox;
mod route;

pub use answer::Answer;
pub use config::Config;
pub use door::{BUDGET, Door, Links, PATIENCE};
pub use knock::Knock;
pub use outbox::{NotSent, Outbox, SqsOutbox};
