//! Inputs made after public reports of what went wrong between a sender, a queue, an API and a
//! program like this one, through the real door and the real consumer. Each test stands for a
//! kind of fault, and its name says the right behaviour.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod bodies;
mod codes;
mod identity;
mod stage;
mod times;
mod values;
mod xml;
