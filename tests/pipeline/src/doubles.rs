//! Doubles of the networks.

mod answers;
mod bodies;
mod budget;
mod fault;
mod holds;
mod inbox;
mod index;
mod lanes;
mod ledger;
mod life;
mod mortal;
mod orders;
mod outbox;
mod queue;
mod spend;
mod trace;
mod vault;

pub use answers::MemoryAnswers;
pub use bodies::MemoryBodies;
pub use budget::MemoryBudget;
pub use fault::Fault;
pub use holds::MemoryHolds;
pub use inbox::MemoryInbox;
pub use index::MemoryIndex;
pub use lanes::MemoryLanes;
pub use ledger::MemoryLedger;
pub use life::{Death, Life, Moment, Seam};
pub use mortal::{Mortal, MortalDoubles};
pub use orders::MemoryOrders;
pub use outbox::MemoryOutbox;
pub use queue::{MAX_RECEIVES, MemoryQueue, VISIBILITY};
pub use spend::MemorySpend;
pub use trace::Trace;
pub use vault::MemoryVault;
