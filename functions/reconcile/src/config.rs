//! What this function is told by its environment.

use settings::{Env, Misconfigured, Reader};

/// The environment, all of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The queue that events are sent to (`QUEUE_URL`).
    pub queue_url: String,
    /// The ledger's table (`LEDGER_TABLE`).
    pub ledger_table: String,
    /// The bucket for bodies that are too long for the queue (`BODIES_BUCKET`).
    pub bodies_bucket: String,
    /// What stands in for every address that feeds are read from (`FEEDS_URL`, may be empty).
    pub feeds_url: Option<String>,
    /// The file with the sources: `TIDEWAITER_SOURCES`, or `sources.toml` beside the binary
    /// (`LAMBDA_TASK_ROOT`).
    pub sources: String,
    /// The least severe log line that is written (`LOG_LEVEL`).
    pub log_level: String,
    /// Where CloudWatch puts this function's metrics (`METRICS_NAMESPACE`).
    pub metrics_namespace: String,
}

impl Config {
    /// Reads every variable, or says which are missing.
    pub fn read(env: &impl Env) -> Result<Self, Misconfigured> {
        let mut reader = Reader::new(env);
        let config = Self {
            queue_url: reader.required("QUEUE_URL"),
            ledger_table: reader.required("LEDGER_TABLE"),
            bodies_bucket: reader.required("BODIES_BUCKET"),
            feeds_url: reader.optional("FEEDS_URL"),
            sources: reader.sources_file(),
            log_level: reader.optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            metrics_namespace: reader
                .optional("METRICS_NAMESPACE")
                .unwrap_or_else(|| telemetry::NAMESPACE.to_owned()),
        };
        reader.finish(config)
    }
}
