//! Logs and metrics: JSON, one line per event per step.
//!
//! Never logged, and never a metric's dimension: bodies, secrets, signatures, descriptions,
//! personal data, anything that a stranger chose. A line names an event by its id and its request
//! by its id; what went wrong is named by its place.

use metrics_cloudwatch_embedded::{Builder, Collector};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt, registry};

/// The namespace of every metric in CloudWatch.
pub const NAMESPACE: &str = "Tidewaiter";

/// Sends this process's log to standard output as JSON, from `level` up (`error` … `trace`, or a
/// filter such as `info,ledger=debug`). A level that is none counts as `info`.
///
/// `debug` is the most there is, whatever is asked for: at `trace` the AWS SDK writes whole
/// requests and answers.
pub fn init(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let json = fmt::layer().json().flatten_event(true);
    let json = json.with_current_span(false).with_span_list(false);
    registry().with(filter).with(LevelFilter::DEBUG).with(json).init();
    std::panic::set_hook(Box::new(|panic| {
        // Where, and never what was said: a panic's message may quote a body.
        let location = panic.location().map(ToString::to_string);
        tracing::error!(location, "panicked");
    }));
}

/// What this process counted, written as log lines that CloudWatch reads (the embedded metric
/// format): no call to anybody, and nothing on an event's way.
pub struct Metrics(Option<&'static Collector>);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Takes over the process's metrics. A second call in one process gets none of them.
    pub fn init() -> Self {
        Self(Builder::new().cloudwatch_namespace(NAMESPACE).init().ok())
    }

    /// Metrics that go nowhere, for tests.
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// Writes what was counted since the last time. At the end of an invocation: after it, the
    /// process may be frozen for ever.
    pub fn flush(&self) {
        let Some(collector) = self.0 else { return };
        if let Err(error) = collector.flush(std::io::stdout()) {
            tracing::warn!(%error, "metrics not written");
        }
    }
}
