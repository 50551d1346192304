//! The outputs of a stack on AWS, read as a stack. Pure.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::stack::Stack;

/// The functions that have an output each, by the words that a stack file has for them.
const FUNCTIONS: [(&str, &str); 5] = [
    ("ingress", "IngressFunction"),
    ("consumer", "ConsumerFunction"),
    ("dispatcher", "DispatcherFunction"),
    ("reconcile", "ReconcileFunction"),
    ("publish", "PublishFunction"),
];

/// A stack of this name is there, and is none of ours.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "the stack {stack} has no output {output}: it is no Tidewaiter, or one of an older version \
     (`make deploy` brings it up to date), or its first deployment is not finished"
)]
pub(crate) struct NotOurs {
    stack: String,
    output: &'static str,
}

/// What `CloudFormation` says of a stack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Described {
    /// Its name.
    pub name: String,
    /// `arn:aws:cloudformation:REGION:ACCOUNT:stack/…`
    pub id: String,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
}

impl Described {
    /// The stack that these outputs describe.
    pub fn stack(&self) -> Result<Stack, NotOurs> {
        let functions = self.functions();
        let log_group = |(name, function): (&String, &String)| {
            (name.clone(), format!("/aws/lambda/{function}"))
        };
        Ok(Stack {
            name: self.name.clone(),
            api_url: self.required("ApiUrl")?,
            endpoint_url: None,
            region: self.part_of_id(3),
            account: self.part_of_id(4),
            queue_url: self.required("QueueUrl")?,
            dlq_url: self.required("DlqUrl")?,
            ledger_table: self.required("LedgerTable")?,
            classifications_table: self.required("ClassificationsTable")?,
            classifier_url: None,
            bodies_bucket: self.outputs.get("BodiesBucket").cloned(),
            metrics_namespace: self.outputs.get("MetricsNamespace").cloned(),
            log_groups: functions.iter().map(log_group).collect(),
            functions,
            secrets: BTreeMap::new(),
            sources: None,
        })
    }

    fn required(&self, output: &'static str) -> Result<String, NotOurs> {
        let found = self.outputs.get(output).cloned();
        found.ok_or_else(|| NotOurs { stack: self.name.clone(), output })
    }

    fn functions(&self) -> BTreeMap<String, String> {
        let function = |(name, output): &(&str, &str)| {
            Some(((*name).to_owned(), self.outputs.get(*output)?.clone()))
        };
        FUNCTIONS.iter().filter_map(function).collect()
    }

    fn part_of_id(&self, place: usize) -> Option<String> {
        self.id.split(':').nth(place).filter(|part| !part.is_empty()).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(without: &str) -> Described {
        let outputs = [
            ("ApiUrl", "https://api.example"),
            ("QueueUrl", "https://sqs/queue"),
            ("DlqUrl", "https://sqs/dlq"),
            ("LedgerTable", "ledger"),
            ("ClassificationsTable", "answers"),
            ("ConsumerFunction", "tidewaiter-consumer"),
        ];
        let outputs = outputs.into_iter().filter(|(name, _)| *name != without);
        Described {
            name: "tidewaiter".to_owned(),
            id: "arn:aws:cloudformation:eu-central-1:111122223333:stack/tidewaiter/5".to_owned(),
            outputs: outputs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }

    #[test]
    fn outputs_and_id_say_where_everything_is() {
        let stack = described("").stack().expect("a stack of ours");
        assert_eq!(stack.label(), "tidewaiter, account 111122223333, eu-central-1");
        assert_eq!(
            (stack.queue_url.as_str(), stack.dlq_url.as_str()),
            ("https://sqs/queue", "https://sqs/dlq")
        );
        let log = stack.log_groups.get("consumer").map(String::as_str);
        assert_eq!(log, Some("/aws/lambda/tidewaiter-consumer"));
        assert!(!stack.is_local());
    }

    #[test]
    fn a_stack_that_is_another_system_is_named_as_such() {
        for output in ["ApiUrl", "QueueUrl", "DlqUrl", "LedgerTable", "ClassificationsTable"] {
            let refused = described(output).stack().expect_err(output);
            assert_eq!(refused, NotOurs { stack: "tidewaiter".to_owned(), output });
        }
    }
}
