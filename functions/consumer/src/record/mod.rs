//! Record: answers and results come in; each becomes one row, and goes out as the end of its item.
//! Holds: the answers, the index of contents.

mod answers;
mod results;

pub(crate) use answers::Records;
