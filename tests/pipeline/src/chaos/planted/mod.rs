//! Doubles that break a promise, if a bug is planted; else they are as they were.

mod answers;
mod api;
mod budget;
mod bug;
mod cursors;
mod double;
mod ledger;
mod orders;
mod spend;

pub use bug::Bug;

pub(crate) use answers::PlantedAnswers;
pub(crate) use api::{PlantedApi, Shared};
pub(crate) use budget::NotedBudget;
pub(crate) use cursors::PlantedCursors;
pub(crate) use double::Planted;
pub(crate) use orders::PlantedOrders;
