//! HTTP as it leaves this system: to classification APIs, and to systems that keep objects.
//!
//! One way to open a client, to send a key, to read a body with an end, and to read how long the
//! other side wants to be left alone. What a status means is for those who ask to say.

mod body;
mod client;
mod key;
mod outage;
mod retry_after;
mod sent;
mod trust;

pub use body::{Broken, bounded};
pub use client::{USER_AGENT, client};
pub use key::{Key, NoHeader};
pub use outage::Outage;
pub use retry_after::{retry_after, wait};
pub use sent::Sent;
