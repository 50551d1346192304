//! What this function is told by its environment.

use settings::{Env, Misconfigured, Reader};

/// The environment, all of it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The bus that events go to (`EVENT_BUS`).
    pub event_bus: String,
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
            event_bus: reader.required("EVENT_BUS"),
            log_level: reader.optional("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()),
            metrics_namespace: reader
                .optional("METRICS_NAMESPACE")
                .unwrap_or_else(|| telemetry::NAMESPACE.to_owned()),
        };
        reader.finish(config)
    }
}
