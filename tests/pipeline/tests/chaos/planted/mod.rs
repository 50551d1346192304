//! Tables, and a way to the API, that break a promise.

mod answers;
mod api;
mod ledger;

pub use answers::{Forgetful, Overwriting, Unlined};
pub use api::AllOrNothing;
pub use ledger::{Broken, Bug};
