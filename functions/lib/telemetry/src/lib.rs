//! Logs: JSON, one line per event per step.
//!
//! Never logged: bodies, secrets, signatures, descriptions, personal data. A line names an event
//! by its id and its request by its id; what went wrong is named by its place.

use tracing_subscriber::EnvFilter;

/// Sends this process's log to standard output as JSON, from `level` up (`error` … `trace`, or a
/// filter such as `info,ledger=debug`). A level that is none counts as `info`.
pub fn init(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .init();
}
