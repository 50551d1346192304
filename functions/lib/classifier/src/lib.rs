//! The client of the classification API (design §4, Calling the API).
//!
//! [`Classifier`] asks for one or many items in one call. What comes back is read by
//! [`read_answers`], pure: every item asked for is answered exactly once, or the whole answer is
//! nonsense. Errors are named for what the caller can do about them.

mod answer;
mod call;
mod error;
mod extract;
mod found;
mod http;
mod told;

pub use answer::{Answer, Answers, read_answers};
pub use call::{Call, Classifier, Question};
pub use error::{CallError, sort_status};
pub use found::{Found, LookUp, read_found};
pub use http::{HttpClassifier, MAX_ANSWER_BYTES};
pub use outbound::{Key, Outage, retry_after};
pub use told::{Named, Told, read_result};
