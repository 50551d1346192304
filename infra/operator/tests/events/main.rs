//! Every file under `events/` is what it claims to be, and `events/README.md` says where it is
//! from.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

mod bodies;
mod consumer;
mod files;
mod ingress;
mod samples;
