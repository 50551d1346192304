//! Metrics as log lines that CloudWatch reads (the embedded metric format).

use std::io::Write;
use std::pin::pin;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use metrics::Histogram;
use metrics_cloudwatch_embedded::{Builder, Collector};
use tokio::time::timeout;

/// The namespace in CloudWatch where the environment names none. The template names one for each
/// stack, so that two stacks of one account raise no alarm for each other.
pub const NAMESPACE: &str = "Tidewaiter";

/// How often metrics are written while an invocation runs: an alarm looks at minutes, so none is
/// late by as long as an invocation takes; and whoever dies has told all but its last seconds.
pub const FLUSH_EVERY: Duration = Duration::from_secs(10);

/// How many values one line may hold of one metric. More are dropped by the library.
const VALUES_PER_LINE: usize = 100;

static COLLECTOR: OnceLock<&'static Collector> = OnceLock::new();
static OBSERVED: AtomicUsize = AtomicUsize::new(0);

/// What this process counted: no call to anybody, and nothing on an event's way.
pub struct Metrics(Option<&'static Collector>);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Takes over the process's metrics, for this namespace. A second call in one process gets
    /// none of them.
    pub fn init(namespace: String) -> Self {
        let collector = Builder::new().cloudwatch_namespace(namespace).init().ok();
        if let Some(collector) = collector {
            // The first is the only one: the library takes no second recorder.
            let _ = COLLECTOR.set(collector);
        }
        Self(collector)
    }

    /// Metrics that go nowhere, for tests.
    pub fn nowhere() -> Self {
        Self(None)
    }

    /// Does an invocation's work, and writes its metrics meanwhile (each [`FLUSH_EVERY`]) and at
    /// its end. The work must yield now and then, as anything does that waits for a network.
    pub async fn during<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        loop {
            let ended = timeout(FLUSH_EVERY, work.as_mut()).await;
            self.flush();
            if let Ok(output) = ended {
                return output;
            }
        }
    }

    /// Writes what was counted since the last time. At the end of an invocation: after it, the
    /// process may be frozen for ever.
    pub fn flush(&self) {
        let Some(collector) = self.0 else { return };
        write(collector);
    }
}

/// Records one of many values: a batch may bring thousands, and what does not fit a line is
/// written before more comes.
pub fn observe(histogram: &Histogram, value: f64) {
    let observed = OBSERVED.fetch_add(1, Ordering::Relaxed).saturating_add(1);
    if observed.is_multiple_of(VALUES_PER_LINE)
        && let Some(collector) = COLLECTOR.get()
    {
        write(collector);
    }
    histogram.record(value);
}

fn write(collector: &Collector) {
    let mut lines = Vec::new();
    // One write, however many lines: each costs a request some microseconds.
    let written = collector.flush(&mut lines).and_then(|()| std::io::stdout().write_all(&lines));
    if let Err(error) = written {
        tracing::warn!(%error, "metrics not written");
    }
}
