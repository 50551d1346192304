//! What reaches the bus of what the table's stream brings, and what comes again.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod details;
mod double;
mod refusals;
