//! What an event only points to, fetched: the object behind a trigger, the batch behind a job id.
//!
//! [`Objects`] makes one GET. The path is given segment by segment, and each segment stays one,
//! whatever stands in it: an id from a stranger's body reaches no other place. Errors are named
//! for what the caller can do about them.

mod error;
mod get;
mod http;

pub use error::{GetError, sort_status};
pub use get::{Get, Objects};
pub use http::{HttpObjects, MAX_OBJECT_BYTES};
pub use outbound::{Key, Outage};
