//! The template, beside the code that it deploys and the runbook that explains it: what is written
//! in two places says the same in both. Nothing is deployed here.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test may fail"
)]

mod linked;
mod metrics;
mod runbook;
mod template;
mod yaml;

use std::path::{Path, PathBuf};

pub use linked::linked_actions;
pub use metrics::{Metric, counted};
pub use runbook::{alarm_sections, slug};
pub use template::{Resource, Template};
pub use yaml::parse;

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// A file of it.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
