//! The figures to reach, measured on the programs that are deployed.
//!
//! A [`Function`] is a real binary, started as Lambda starts it, against an emulated Runtime API;
//! its AWS is a [`Sink`]: TLS, and just enough of each service to be answered. A [`Figure`] says
//! what came of it, and how it was measured. Each group of figures is a module with one
//! `measure`; `main` runs the groups and hands their figures to the [`report`].
#![allow(clippy::expect_used, reason = "a benchmark that cannot go on stops")]

mod bucket;
pub mod clock;
pub mod cold;
pub mod consumer;
pub mod delivery;
pub mod door;
mod figure;
mod lab;
mod lambda;
pub mod load;
pub mod logs;
pub mod memory;
pub mod package;
pub mod peers;
mod process;
mod receives;
pub mod report;
mod sink;
pub mod stats;
pub mod usage;

pub use figure::Figure;
pub use lab::{Functions, Lab};
pub use lambda::{Answer, Fleet, Function, Launch, Response};
pub use sink::{Queue, Sent, Sink, Tally, tables};
