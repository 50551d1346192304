//! The worker: claim, classify, record, acknowledge.
//!
//! A folder a stage, in the order in which an event passes them:
//!
//! `open` → `plan` → `claim` → `held` → `hydrate` → `read` → `call` → `record` → `settle`
//!
//! [`Consumer`] composes them (`worker`); no stage knows it, or a later stage.
//! `event` and `plan` are pure. `remote` is what `hydrate` and `call` share.

mod call;
mod claim;
mod clock;
mod config;
mod event;
mod held;
mod hydrate;
mod isolate;
pub mod lambda;
mod measure;
mod open;
mod outside;
mod plan;
mod read;
mod record;
mod remote;
mod settle;
mod worker;

pub use clock::{Clock, LEASE_MARGIN, PATIENCE, SKEW, SLOW, closing};
pub use config::Config;
pub use event::{
    Company, Disposal, Disposition, Event, Finding, ItemRef, MAX_HIDE, MAX_RECEIVES, Message,
    NotRead, Origin, Record, Size, Task,
};
pub use open::{DEPLOYING, MustWait, Opened, Unfetched, Unopenable, open};
pub use outside::{Aws, Outside};
pub use plan::{Group, Pack, Plan, plan};
pub use settle::{Inbox, NotHidden, SqsInbox, Wait};
pub use worker::{Consumer, Links};
