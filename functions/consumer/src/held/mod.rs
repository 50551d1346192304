//! Held: claimed events come in; those that an operator has stopped end here, for now.
//! Holds: what operators have stopped.

mod stage;

pub(crate) use stage::Held;
