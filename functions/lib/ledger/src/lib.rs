//! Who works on an event, and what became of it: claims in DynamoDB.
//!
//! ```text
//! absent ──claim──▶ claimed(token, lease) ──complete──▶ done ──retention──▶ forgotten
//!                     │ lease over, or released: claimable again
//!                     ├─park──▶ waiting(token, due, envelope) ──dispatched──▶ claimable again
//!                     └─ refused(reason): claimable by messages sent after the refusing claim
//! ```
//!
//! [`Ledger::claim`] hands the winner a [`Claim`], which [`Ledger::complete`],
//! [`Ledger::release`], [`Ledger::park`] and [`Ledger::refuse`] spend. The rules are pure ([`judge`]); the network
//! is behind [`LedgerTable`], two conditional writes, a read, and the set of the lanes. What waits
//! is found and ended through [`WaitingTable`]. The crate's README has the rules, and how they are
//! checked.

mod again;
mod bid;
mod claim;
mod dynamo;
mod judge;
mod lanes;
mod missing;
mod opened;
mod protocol;
mod row;
mod unavailable;
mod wait;
mod waiting;
mod waiting_index;
mod waiting_page;

pub use bid::{Bid, OnReuse};
pub use claim::{Claim, Release};
pub use dynamo::DynamoLedger;
pub use judge::{MAX_ABANDONED, Verdict, judge};
pub use missing::{Gap, Missing, lane_key};
pub use protocol::{Claiming, Ending, Ledger, MAX_TRIES, Noted, Parked};
pub use row::{Fresh, LedgerTable, Phase, Row, Spent, Written};
pub use unavailable::Unavailable;
pub use wait::{MAX_MESSAGE_BYTES, Priority, SEQUENCE_LANE, Wait, WaitCause, backoff, turn, turns};
pub use waiting::{Marked, WAITING_INDEX, Waiter, WaitingTable};
pub use waiting_page::{Place, Seen, WaitingPages, past, tenant_of};
