//! The way to the bus: every change of a recorded classification, from the table's stream to
//! `EventBridge`.
//!
//! [`lambda`] takes what the stream brought; [`publish`] makes an event of each record and hands
//! them to the [`Bus`], in order, as many at once as it takes. What the bus did not take is
//! returned to Lambda from the first such record on, so that the changes of one item stay in
//! order. What a subscriber sees is in infra/README.md, "Subscribing to what is recorded".

mod attribute;
mod bus;
mod config;
mod detail;
pub mod lambda;
mod pack;
mod publish;
mod record;

pub use attribute::Attribute;
pub use bus::{Bus, Entry, EventBridge, MAX_ENTRIES, NotPut, PATIENCE};
pub use config::Config;
pub use detail::{DETAIL_VERSION, detail};
pub use pack::{MAX_BYTES, packs};
pub use publish::publish;
pub use record::{Change, Image, Record, Unreadable};
