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
mod repository;
mod runbook;
mod template;
mod yaml;

pub use linked::linked_actions;
pub use metrics::{Metric, counted};
pub use repository::{read, root};
pub use runbook::{alarm_sections, slug};
pub use template::{Resource, Template};
pub use yaml::parse;
