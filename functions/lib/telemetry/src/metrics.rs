//! Metrics as log lines that CloudWatch reads (the embedded metric format).

use std::io::Write;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use crate::counts::{Counts, Registrar};
use crate::document;

/// The namespace in CloudWatch where the environment names none. The template names one for each
/// stack, so that two stacks of one account raise no alarm for each other.
pub const NAMESPACE: &str = "Tidewaiter";

/// How often metrics are written while an invocation runs. An alarm looks at minutes, so none is
/// late by as long as an invocation takes; a process that dies loses its last seconds only.
pub const FLUSH_EVERY: Duration = Duration::from_secs(10);

/// What this process counted: no call to anybody, and nothing on an event's way.
#[derive(Debug)]
pub struct Metrics {
    namespace: String,
    counts: Arc<Counts>,
}

impl Metrics {
    /// Takes over the process's metrics, for this namespace. A second call in one process gets
    /// none of them.
    pub fn init(namespace: String) -> Self {
        let counts = Arc::new(Counts::default());
        // The first is the only one: a process takes no second recorder.
        let _ = metrics::set_global_recorder(Registrar(Arc::clone(&counts)));
        Self { namespace, counts }
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
        let counted = self.counts.take();
        if counted.is_empty() {
            return;
        }
        let lines = document::write(&counted, &self.namespace, now()).map_err(Into::into);
        // One write, however many lines: each costs a request some microseconds.
        let written = lines.and_then(|lines| std::io::stdout().write_all(&lines));
        if let Err(error) = written {
            tracing::warn!(%error, "metrics not written");
        }
    }
}

/// Milliseconds since 1970, as CloudWatch wants them.
#[expect(clippy::disallowed_methods, reason = "when a line is written, which decides nothing")]
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}
