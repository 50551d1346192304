//! The ledger's rules one by one: what a message may do about the row that it finds, and what a
//! write is worth whose answer is lost.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::large_enum_variant,
    clippy::panic,
    reason = "a test may fail, and keeps rows where they are"
)]

mod bids;
mod counts;
mod judging;
mod lanes;
mod lost;
mod notes;
mod stored;
mod table;
mod waits;
