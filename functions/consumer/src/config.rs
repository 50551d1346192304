//! What this function is told by its environment.

use settings::{Env, Misconfigured, Reader};

/// The consumer's environment, all of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The queue whose messages are hidden (`QUEUE_URL`).
    pub queue_url: String,
    /// The ledger's table (`LEDGER_TABLE`).
    pub ledger_table: String,
    /// The answers' table (`CLASSIFICATIONS_TABLE`).
    pub classifications_table: String,
    /// The bucket with the bodies that were too long for the queue (`BODIES_BUCKET`).
    pub bodies_bucket: String,
    /// What stands in for every API's own address: a staging system, or the local stand-in
    /// (`CLASSIFIER_URL`, may be empty).
    pub classifier_url: Option<String>,
    /// What stands in likewise for every address that objects are fetched from (`OBJECTS_URL`, may
    /// be empty).
    pub objects_url: Option<String>,
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
            classifications_table: reader.required("CLASSIFICATIONS_TABLE"),
            bodies_bucket: reader.required("BODIES_BUCKET"),
            classifier_url: reader.optional("CLASSIFIER_URL"),
            objects_url: reader.optional("OBJECTS_URL"),
            sources: reader.sources_file(),
            log_level: reader.optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            metrics_namespace: reader
                .optional("METRICS_NAMESPACE")
                .unwrap_or_else(|| telemetry::NAMESPACE.to_owned()),
        };
        reader.finish(config)
    }
}
