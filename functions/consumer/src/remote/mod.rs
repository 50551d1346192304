//! What every way out of the worker to an API shares: permits of the fleet, the trace context, a
//! memory of the last minutes, and why a call gave nothing.
//! Holds: the budget's table.

mod failed;
mod permit;
mod recent;
mod trace;

pub(crate) use failed::CallFailed;
pub(crate) use permit::{Permits, Permitted, rate};
pub(crate) use recent::{Recent, Seen};
pub(crate) use trace::traceparent;
