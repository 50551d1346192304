//! The handlers, driven over doubles; the doubles and the tables kept to one conformance suite.
//!
//! The doubles stand for networks only, and can fail as networks do. What they promise is what
//! [`conformance`] checks, on them and on `DynamoDB`'s stand-in alike.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test may fail"
)]

pub mod chaos;
pub mod conformance;
pub mod doubles;
pub mod drain;
pub mod dynamo;
pub mod scene;
