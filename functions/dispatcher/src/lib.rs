//! The dispatcher: what waited, back to the queue.
//!
//! Every minute [`Dispatcher::run`] looks at each lane (an API, or a store of objects) and sends
//! what may be sent now: nothing while the API is paused, one event a minute while it is down, else
//! as much as its rate allows (`lane`), in turn among tenants (`choose`). It sends first, then
//! marks the row (`send`): a row that is sent and not marked is sent again, and a copy is
//! harmless. What is promised, and what each rule is there for, is in functions/SEMANTICS.md.

mod census;
mod choose;
mod clock;
mod config;
mod dispatcher;
mod dynamo;
pub mod lambda;
mod lane;
mod look;
mod measure;
mod outside;
mod send;
mod table;

use std::time::Duration;

pub use clock::{CLOSING, Clock, LOOK, RUN};
use cloud::Patience;
pub use config::Config;
pub use dispatcher::{Dispatcher, Failed};
pub use dynamo::DynamoLanes;
pub use lane::{LaneState, Served};
pub use outside::{Aws, Links, Outside};
pub use send::{Letter, NotSent, Outbox, SqsOutbox};
pub use table::{LaneTable, Stamped, Swapped, Unavailable};

/// How long a table or the queue may take. Three times that is a portion: read, sent, marked.
pub const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(2), operation: Duration::from_secs(5), attempts: 3 };
