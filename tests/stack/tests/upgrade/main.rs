//! An upgrade while events flow, by the flow of `make deploy`; what that refuses; and a first
//! deployment, which may fail, or go on with what another stack has left behind.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod events;
mod first;
mod operator;
mod refused;

/// One after the other: they pack for one local AWS, and have its consumers rest meanwhile.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
