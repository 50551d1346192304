//! Where everything is.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The stack file: where everything of a local stack is.
#[derive(Clone, Debug, Deserialize)]
pub struct StackFile {
    /// The HTTP API.
    pub api_url: String,
    /// The local AWS.
    pub endpoint_url: String,
    /// Its region.
    pub region: String,
    /// The queue.
    pub queue_url: String,
    /// The dead-letter queue.
    pub dlq_url: String,
    /// The ledger's table.
    pub ledger_table: String,
    /// The answers' table.
    pub classifications_table: String,
    /// The bucket for bodies that are too long for the queue.
    pub bodies_bucket: String,
    /// Its name.
    pub stack_name: String,
    /// The bus that recorded classifications go to.
    pub event_bus: String,
    /// Where the functions' own metrics go.
    pub metrics_namespace: String,
    /// Each function's log group.
    pub log_groups: BTreeMap<String, String>,
    /// The stand-in API.
    pub classifier_url: String,
    /// What each source's sender signs with.
    pub secrets: BTreeMap<String, String>,
    /// The sources file it was deployed with.
    pub sources: String,
}

impl StackFile {
    #[expect(
        clippy::disallowed_methods,
        reason = "how `make test` tells a test where the stack is"
    )]
    pub(crate) fn read() -> Self {
        let path = std::env::var("TIDEWAITER_STACK");
        let path =
            path.expect("TIDEWAITER_STACK names a stack file: run these tests by `make test`");
        let text = std::fs::read_to_string(&path).expect("the stack file of a running stack");
        serde_json::from_str(&text).expect("a stack file")
    }
}
