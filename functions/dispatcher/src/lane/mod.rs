//! Pure: what the settings say of a lane, what a dispatcher remembers of it, and how much of it may
//! be sent now.
//!
//! In: the settings, the lane's own row, the API's budget row, the time. Out: an [`Allowance`].
//! No ports.

mod allowance;
mod known;
mod pace;
mod state;

pub use allowance::{Allowance, allowance};
pub use known::{Gaps, Lane, Lanes};
pub use state::{LaneState, Served};
