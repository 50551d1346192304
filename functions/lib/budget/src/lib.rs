//! How fast an API may be called, and when not at all: shared by the whole fleet.
//!
//! One row per API key holds a rate budget (GCRA), a pause, and whether the API is held to be down.
//! A call takes from the budget by one conditional write. If its turn comes a little later, it has it
//! from then on, and nobody has to ask again. What the API then says is told back only where it changes
//! the row: a `Retry-After`, a failure, and the answers that follow a failure. The rules are pure
//! ([`State`]); the network is behind [`BudgetTable`], one compare-and-swap.
//!
//! [`Caps`] keeps the other budget, that of money: how many items may be paid for in a period.

mod dynamo;
mod gate;
mod rate;
mod spend;
mod state;
mod table;

pub use dynamo::DynamoBudget;
pub use gate::{Gate, Health, Pass, Permit};
pub use rate::Rate;
pub use spend::{
    ApiCaps, Cap, CapPeriod, Capped, Caps, DynamoSpend, Reservation, Reserved, Shares, SpendError,
    SpendRow, SpendTable, Spent, Used,
};
pub use state::{
    Cause, FAILING, FAILURES, LONGEST_PAUSE, PROBE, Purpose, Standing, State, WINDOW, Wait,
};
pub use table::{BudgetTable, Stamped, Swapped, Unavailable};
