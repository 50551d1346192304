//! How fast an API may be called, and when not at all: shared by the whole fleet (design §4).
//!
//! One row per API key holds a rate budget (GCRA) and a pause. A call takes from the budget by
//! one conditional write; what the API then says is told back only where it changes the row: a
//! `Retry-After`, a failure, or the first success after one. The rules are pure ([`State`]); the
//! network is behind [`BudgetTable`], one compare-and-swap.

mod dynamo;
mod gate;
mod rate;
mod state;
mod table;

pub use dynamo::DynamoBudget;
pub use gate::{Gate, Health, Pass, Permit};
pub use rate::Rate;
pub use state::{Cause, FAILURES, LONGEST_PAUSE, State, Wait};
pub use table::{BudgetTable, Stamped, Swapped, Unavailable};
