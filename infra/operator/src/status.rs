//! What is going on: read from the queues and the ledger's table, and put on one screen.

mod api;
mod gather;
mod groups;
mod rates;
mod shown;
mod text;

pub(crate) use gather::gather;
