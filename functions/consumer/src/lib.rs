//! The worker: claim, classify, record, acknowledge (design §4).
//!
//! [`Consumer::consume`] takes one SQS batch through its stages: open each record → plan the
//! calls → claim → read what is recorded → call and record → end the claims → say what becomes
//! of each message. Every stage works on one record at a time, or on one call: what fails, or
//! panics, fails alone.

mod ask;
mod backoff;
mod batch;
mod carry;
mod case;
mod cause;
mod claim;
mod clock;
mod config;
mod consume;
mod dispose;
mod fate;
mod fetch;
mod fetched;
mod finding;
mod follow;
mod get;
mod inbox;
mod isolate;
mod job;
mod keep;
mod known;
pub mod lambda;
mod look_up;
mod measure;
mod open;
mod outside;
mod pack;
mod permit;
mod plan;
mod pointer;
mod recall;
mod recent;
mod record;
mod round;
mod row;
mod seat;
mod settle;
mod splits;
mod state;
mod told;
mod trace;

pub use backoff::MAX_RECEIVES;
pub use clock::{CLOSING, Clock, LEASE_MARGIN, PATIENCE, SKEW};
pub use config::Config;
pub use consume::{Consumer, Links};
pub use fate::{Disposal, Fate};
pub use finding::{Finding, NotRead};
pub use inbox::{Inbox, NotHidden, SqsInbox, Wait};
pub use job::{Job, Origin, Task};
pub use open::{DEPLOYING, MustWait, Opened, Unfetched, open};
pub use outside::{Aws, Outside};
pub use pack::Pack;
pub use plan::{ItemRef, Plan, plan};
pub use record::{MAX_HIDE, Message, Record};
pub use round::Round;
