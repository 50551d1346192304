//! How invocations end: killed by one of their events, or at their deadline.
//!
//! The clock is paused and the API is in this process, so that calls of minutes take no time.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod api;
mod closing;
mod culprit;
mod killers;
mod slow;
mod world;
