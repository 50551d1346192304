//! Runs over networks in memory, on a clock that jumps.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod deaths;
mod faults;
mod gaps;
mod pages;
mod world;
