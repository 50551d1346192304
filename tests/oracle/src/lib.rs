//! What must be on record after chaos, worked out without a line of the system's code.
//!
//! [`deal()`] makes up what senders say, and knows what must become of it. A [`Provider`] answers
//! as the classification API does, misbehaves by chance, and keeps the books of what it was paid
//! for; a [`Store`] keeps what events only point to. [`judge()`] reads the tables' final rows, the
//! queues and those books, and tells what was lost, doubled, or paid for twice.
//!
//! # Identity and order
//!
//! A state is told by the plain columns of its row: tenant, item, lineage, kind of version,
//! version, what was asked, and of which API. The table's sort key is not looked at. States follow
//! each other within one lineage and one kind of version, and nowhere else. At one version, other
//! content is another state, and neither stands above the other.
//!
//! # Limits
//!
//! How fast an API is asked, and how much it is paid for in an hour, is read from the provider's
//! books. What an operator holds is not asked for, either.
//!
//! # Repayment
//!
//! The rule stands at the head of `judge/payment.rs`, beside the code that holds it.
#![allow(
    clippy::indexing_slicing,
    reason = "places are those of the lists they come from, and a test may fail"
)]

mod content;
mod deal;
mod event;
mod evidence;
mod fault;
mod judge;
mod provider;
mod state;
mod store;
mod time;

pub use content::{Content, End};
pub use deal::{Deal, Share, deal};
pub use event::{Event, Expected, Finding, Forgery, Tells, Told};
pub use evidence::{Evidence, Invocation, Limit, Message, Number, Pause, Place, Whole};
pub use judge::{Kind, Verdict, judge};
pub use provider::{
    Ask, CLASSIFIER, Called, LookedUp, Provider, Reply, Request, Spell, TRACKED, most_items,
};
pub use state::{Line, Numbering, Seconds, State};
pub use store::Store;
pub use time::Millis;
