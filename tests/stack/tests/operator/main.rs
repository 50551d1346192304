//! The operator's command on the deployed system: what it says, and what it changes.
//!
//! Whoever looks into the dead-letter queue hides its messages for a moment, so one test does all of
//! that.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod audit;
mod command;
mod dead;
mod fed;
mod logged;
mod named;
mod paused;
