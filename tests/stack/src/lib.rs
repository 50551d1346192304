//! The deployed system, driven as its users drive it.
//!
//! `make test` deploys the real template on the local stack and names its stack file in
//! `TIDEWAITER_STACK`. All tests share the stack: each uses events and items of its own, and has
//! the stand-in misbehave for those only.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test may fail"
)]

mod aws;
mod file;
mod observe;
mod sender;
mod stack;
mod watch;

pub use aws::Service;
pub use file::StackFile;
pub use observe::{eventually, unique};
pub use sender::{Delivery, Reply, now};
pub use stack::Stack;
