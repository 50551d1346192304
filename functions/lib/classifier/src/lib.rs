//! The client of the classification API.
//!
//! [`Classifier`] asks for one or many items in one call. What comes back is read by
//! [`read_answers`], pure: each item is judged by itself, and only an answer that cannot be read
//! as a whole is an error. Errors are named for what the caller can do about them. What an API has
//! to be like is in the crate's `README.md`.

mod answer;
mod call;
mod code;
mod columns;
mod error;
mod failure;
mod fields;
mod found;
mod http;
mod item;
mod json;
mod named;
mod read;
mod status;
mod told;
mod whole;
mod words;

pub use answer::{Answer, Answers};
pub use call::{Call, Classifier, Question};
pub use code::hts_digits;
pub use error::{CallError, sort_status};
pub use found::{Found, LookUp, read_found};
pub use http::{HttpClassifier, MAX_ANSWER_BYTES, MAX_FOUND_BYTES};
pub use named::Named;
pub use outbound::{Key, Outage, retry_after};
pub use read::read_answers;
pub use told::{Told, read_result};
