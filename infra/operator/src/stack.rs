//! Where everything of a stack is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;
use settings::SourceName;

/// Where everything of a stack is: what the local stack's file says, or the outputs of one on AWS.
/// Fields of the file that nobody here needs are not read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Stack {
    /// Its name in `CloudFormation`.
    #[serde(rename = "stack_name", default)]
    pub name: String,
    /// The HTTP API.
    pub api_url: String,
    /// The local AWS; without it the stack is in the cloud.
    pub endpoint_url: Option<String>,
    /// The region it is in; without it, the one the environment names.
    pub region: Option<String>,
    /// The AWS account.
    pub account: Option<String>,
    /// Where events wait for the consumer.
    pub queue_url: String,
    /// The dead-letter queue.
    pub dlq_url: String,
    /// The ledger.
    pub ledger_table: String,
    /// The answers.
    pub classifications_table: String,
    /// Where bodies are that are too long for the queue.
    pub bodies_bucket: Option<String>,
    /// The stand-in for the classification API, on a local stack.
    pub classifier_url: Option<String>,
    /// Where the functions' own metrics are.
    pub metrics_namespace: Option<String>,
    /// The functions' names: `ingress`, `consumer`, `dispatcher`, `reconcile`, `publish`.
    #[serde(default)]
    pub functions: BTreeMap<String, String>,
    /// Where each function's log is, by the same words.
    #[serde(default)]
    pub log_groups: BTreeMap<String, String>,
    /// What each source's sender signs with, on a local stack.
    #[serde(default)]
    pub secrets: BTreeMap<String, Secret>,
    /// The sources file it was deployed with, where that is on this machine.
    pub sources: Option<PathBuf>,
}

/// A secret as its sender holds it. Never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(pub String);

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}

impl Stack {
    /// Reads a stack file, or says how to get one.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| {
            let path = path.display();
            format!("no stack file {path}: start a stack with `make up`, or name another file with --stack")
        })?;
        // serde quotes what it did not expect, and there are secrets in this file.
        serde_json::from_str(&text).map_err(|error| {
            let (path, line) = (path.display(), error.line());
            anyhow::anyhow!(
                "{path} is not a stack file: see its line {line}, or start a stack with `make up`"
            )
        })
    }

    /// Whether it is on this machine, and nobody's production.
    pub fn is_local(&self) -> bool {
        self.endpoint_url.is_some()
    }

    /// Which stack this is, for every output: `tidewaiter, local, http://127.0.0.1:4566`.
    pub fn label(&self) -> String {
        let name = if self.name.is_empty() { "unnamed" } else { &self.name };
        let place = match &self.endpoint_url {
            Some(endpoint) => format!(", local, {endpoint}"),
            None => self.place(),
        };
        format!("{name}{place}")
    }

    fn place(&self) -> String {
        let account = self.account.as_ref().map(|account| format!(", account {account}"));
        let region = self.region.as_ref().map(|region| format!(", {region}"));
        [account, region].into_iter().flatten().collect()
    }

    /// Where a source's events are posted.
    pub fn webhook_url(&self, source: &SourceName) -> String {
        format!("{}/webhook/v1/{source}", self.api_url.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STACK: &str = r#"{
        "api_url": "http://127.0.0.1:1/x", "endpoint_url": "http://127.0.0.1:1", "region": "us-east-1",
        "queue_url": "q", "dlq_url": "d", "ledger_table": "l", "classifications_table": "c",
        "secrets": {"erp": "hunter2-hunter2"}, "sources": "infra/sources.toml", "future": [1]
    }"#;

    #[test]
    fn fields_of_later_versions_are_ignored() {
        let stack: Stack = serde_json::from_str(STACK).expect("a stack file");
        assert_eq!(stack.dlq_url, "d");
    }

    #[test]
    fn secrets_are_not_printed() {
        let stack: Stack = serde_json::from_str(STACK).expect("a stack file");
        assert!(!format!("{stack:?}").contains("hunter2"));
    }

    #[test]
    fn a_missing_file_says_how_to_get_one() {
        let refused = Stack::read(Path::new("/nowhere/stack.json")).expect_err("no file");
        assert!(refused.to_string().contains("make up"), "{refused}");
    }

    #[test]
    fn a_label_tells_production_from_its_twins() {
        let local: Stack = serde_json::from_str(STACK).expect("a stack file");
        assert_eq!(local.label(), "unnamed, local, http://127.0.0.1:1");
        let on_aws = Stack {
            name: "tidewaiter".to_owned(),
            account: Some("111122223333".to_owned()),
            region: Some("eu-central-1".to_owned()),
            ..Stack::default()
        };
        assert_eq!(on_aws.label(), "tidewaiter, account 111122223333, eu-central-1");
    }
}
