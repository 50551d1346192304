//! Hydrate: claimed events that only refer to something come in; what they ask for goes out, or how
//! they end.
//! Holds: the objects, their budgets, their keys.

mod document;
mod get;
mod reference;
mod stage;

pub(crate) use stage::{Hydrate, Known};
