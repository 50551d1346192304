//! Reconcile: what no webhook brought.
//!
//! Every minute [`Reconcile::run`] reads the feed of each source that has one, from its cursor to
//! its end (`cursors`), page by page as fast as its provider allows (`feed`), and sends what
//! the ledger does not know to the queue (`send`). A cursor moves only once the queue has the page:
//! who dies before has sent copies, and copies are harmless. Where strict order lacks a number for
//! too long, the feed is searched for it (`search`): read again from before the gap. What is
//! promised is in functions/SEMANTICS.md.

mod clock;
mod config;
mod feed;
mod gaps;
mod known;
pub mod lambda;
mod measure;
mod outside;
mod reconcile;
mod search;
mod send;
mod source;

use std::time::Duration;

pub use clock::{CLOSING, Clock, RUN};
use cloud::Patience;
pub use config::Config;
pub use feed::{Ask, Feeds, HttpFeeds, MAX_PAGE_BYTES};
pub use gaps::{DynamoGaps, Gaps, NoGaps};
pub use known::{DynamoKnown, Known, UnknownNow};
pub use outside::{Aws, Links, Outside};
pub use reconcile::{Failed, Reconcile};
pub use send::{Letter, NotSent, Outbox, SqsOutbox};

/// How long a table, the queue or the store may take.
pub const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(2), operation: Duration::from_secs(5), attempts: 3 };
