//! How many items may be paid for: caps for an API and for each tenant, kept by the whole fleet.
//!
//! A row counts what was reserved in one period under one cap. Before a call its items are reserved
//! by one conditional write a cap; what was not paid for is given back after it. So no cap is ever
//! passed: what is not known counts as spent. That is so for a write whose answer was lost, and for
//! a reservation whose holder died. Both end with the period.

mod cap;
mod caps;
mod dynamo;
mod reservation;
mod table;

pub use cap::{ApiCaps, Cap, CapPeriod, Capped, Shares};
pub use caps::{Caps, SpendError, Spent};
pub use dynamo::DynamoSpend;
pub use reservation::{Reservation, Used};
pub use table::{Reserved, SpendRow, SpendTable};
