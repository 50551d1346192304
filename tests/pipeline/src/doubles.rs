//! Doubles of the networks.

mod answers;
mod bodies;
mod budget;
mod fault;
mod inbox;
mod ledger;
mod outbox;
mod vault;

pub use answers::MemoryAnswers;
pub use bodies::MemoryBodies;
pub use budget::MemoryBudget;
pub use fault::Fault;
pub use inbox::MemoryInbox;
pub use ledger::MemoryLedger;
pub use outbox::MemoryOutbox;
pub use vault::MemoryVault;
