//! The client over HTTP, against the stand-in for the API.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod bodies;
mod client;
mod look_ups;
mod statuses;
mod waits;
