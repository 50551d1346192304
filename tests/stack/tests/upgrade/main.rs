//! An upgrade while events flow, by the flow of `make deploy`; and what that refuses.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod events;
mod operator;
mod refused;
