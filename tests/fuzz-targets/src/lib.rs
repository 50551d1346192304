//! What is done with a stranger's bytes, one function for each parser that meets them.
//!
//! `tests/fuzz` hands these functions to the fuzzer, and `tests/corpus.rs` runs them over the
//! corpus that it found, on any toolchain. They fail by a panic, of their own or of the code.
#![allow(clippy::expect_used, clippy::missing_panics_doc, reason = "a finding is a panic")]

mod answers;
mod body;
mod contents;
mod doubles;
mod envelope;
mod event;
mod headers;
mod proofs;
mod sources;
mod times;

pub use answers::{answers, retry_after};
pub use body::body;
pub use contents::contents;
pub use envelope::envelope;
pub use event::event;
pub use headers::headers;
pub use proofs::proofs;
pub use sources::sources;
pub use times::times;

/// A function that takes any bytes.
pub type Target = fn(&[u8]);

/// Every target, by the name of its folder in the corpus.
pub const TARGETS: [(&str, Target); 10] = [
    ("answers", answers),
    ("body", body),
    ("contents", contents),
    ("envelope", envelope),
    ("event", event),
    ("headers", headers),
    ("proofs", proofs),
    ("retry_after", retry_after),
    ("sources", sources),
    ("times", times),
];
