//! Runs of the dispatcher over doubles in memory, on a clock that jumps.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod copies;
mod gaps;
mod lanes;
mod rates;
mod trouble;
mod turns;
mod worker;
mod world;
