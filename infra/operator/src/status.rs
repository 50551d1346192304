//! What is going on: read from the queues and the ledger's table, and put on one screen.

mod api;
mod gather;
mod groups;
mod rates;
mod shown;
mod text;

pub(crate) use api::ShownApi;
pub(crate) use gather::gather;
pub(crate) use groups::Group;
#[cfg(test)]
pub(crate) use groups::groups;
#[cfg(test)]
pub(crate) use shown::Counts;
pub(crate) use shown::Status;
