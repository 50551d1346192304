//! Logs and metrics: JSON, one line per event per step.
//!
//! Never logged, and never a metric's dimension: bodies, secrets, signatures, descriptions,
//! personal data, anything that a stranger chose. A line names an event by its id and its request
//! by its id; what went wrong is named by its place.

mod counts;
mod document;
mod metrics;

pub use metrics::{FLUSH_EVERY, Metrics, NAMESPACE};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{fmt, registry};

/// Sends this process's log to standard output as JSON, from `level` up (`error` … `trace`, or a
/// filter such as `info,ledger=debug`). A level that is none counts as `info`.
///
/// `debug` is the most there is, whatever is asked for: at `trace` the AWS SDK writes whole
/// requests and answers.
pub fn init(level: &str) {
    let filter: Targets =
        level.parse().unwrap_or_else(|_| Targets::new().with_default(LevelFilter::INFO));
    let json = fmt::layer().json().flatten_event(true);
    // Which module wrote a line is the same for all lines of one message.
    let json = json.with_current_span(false).with_span_list(false).with_target(false);
    registry().with(filter).with(LevelFilter::DEBUG).with(json).init();
    std::panic::set_hook(Box::new(|panic| {
        // Where, and never what was said: a panic's message may quote a body.
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "panicked");
    }));
}
