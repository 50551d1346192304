//! The stand-in as its clients meet it: every behaviour over real HTTP.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a failed test may panic")]

mod answers;
mod binary;
mod calls;
mod client;
mod controls;
mod dress;
mod feeds;
mod items;
mod nonsense;
mod objects;
mod refusals;
mod requests;
mod rules;
mod silence;
