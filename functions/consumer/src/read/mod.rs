//! Read: a claimed event comes in; for each item goes out what is on record of it: nothing yet, its
//! answer, a newer state, or an answer to the same content that is to be carried.
//! Holds: the answers, the index of contents.

mod carried;
mod known;
mod lineages;

pub(crate) use known::{Read, Reads};
