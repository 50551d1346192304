//! Calls to the local AWS whose clients would take longer to build than the tests to run.

use serde_json::Value;

use crate::stack::Stack;

/// The target names that services of the JSON protocol go by.
#[derive(Clone, Copy, Debug)]
pub enum Service {
    /// `CloudWatch` metrics and alarms.
    Monitoring,
    /// `CloudWatch` Logs.
    Logs,
    /// `DynamoDB`, for what is no row.
    Tables,
}

impl Service {
    /// Its name in a signature, and the prefix of its targets.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Monitoring => ("monitoring", "GraniteServiceVersion20100801"),
            Self::Logs => ("logs", "Logs_20140328"),
            Self::Tables => ("dynamodb", "DynamoDB_20120810"),
        }
    }
}

impl Stack {
    /// One call of a service that speaks JSON.
    pub async fn call(&self, service: Service, operation: &str, input: Value) -> Value {
        let (name, prefix) = service.names();
        let request = self
            .http
            .post(&self.file.endpoint_url)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("{prefix}.{operation}"))
            .header("authorization", signed_as(name, &self.file.region));
        let response = request.body(input.to_string()).send().await.expect("an answer");
        let status = response.status();
        let text = response.text().await.expect("a body");
        assert!(status.is_success(), "{operation}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// All rows that a scan finds: one answer has at most 1 MB of what it looked at.
    pub async fn scan(&self, mut input: Value) -> Vec<Value> {
        let mut rows = Vec::new();
        loop {
            let page = self.call(Service::Tables, "Scan", input.clone()).await;
            rows.extend(page.get("Items").and_then(Value::as_array).expect("rows").iter().cloned());
            let last = page.get("LastEvaluatedKey").filter(|last| !last.is_null());
            let Some(last) = last else { return rows };
            input.as_object_mut().expect("fields").insert("ExclusiveStartKey".into(), last.clone());
        }
    }

    /// Creates a stack from a template, and returns its one output.
    pub async fn create_stack(
        &self,
        name: &str,
        template: &str,
        parameters: &[(&str, &str)],
    ) -> String {
        let mut fields =
            vec![("StackName".to_owned(), name), ("TemplateBody".to_owned(), template)];
        for (number, (key, value)) in (1..).zip(parameters) {
            fields.push((format!("Parameters.member.{number}.ParameterKey"), key));
            fields.push((format!("Parameters.member.{number}.ParameterValue"), value));
        }
        self.cloudformation("CreateStack", &fields).await;
        let described = self.stack_that_is(name, "_COMPLETE").await;
        assert!(described.contains("CREATE_COMPLETE"), "{described}");
        between(&described, "<OutputValue>", "</")
    }

    /// Creates a stack that fails, and waits until it is taken back.
    pub async fn create_dead_stack(&self, name: &str, template: &str) {
        let fields = [("StackName".to_owned(), name), ("TemplateBody".to_owned(), template)];
        self.cloudformation("CreateStack", &fields).await;
        self.stack_that_is(name, ">ROLLBACK_COMPLETE<").await;
    }

    /// Removes a stack, and waits until it is gone.
    pub async fn delete_stack(&self, name: &str) {
        let fields = [("StackName".to_owned(), name)];
        self.cloudformation("DeleteStack", &fields).await;
        self.stack_that_is(name, "does not exist").await;
    }

    /// What is said of a stack once it is in a state.
    async fn stack_that_is(&self, name: &str, state: &str) -> String {
        crate::observe::eventually(state, || async {
            let fields = [("StackName".to_owned(), name)];
            let described = self.cloudformation("DescribeStacks", &fields).await;
            described.contains(state).then_some(described)
        })
        .await
    }

    /// One call of `CloudFormation`, which speaks forms and XML.
    async fn cloudformation(&self, action: &str, fields: &[(String, &str)]) -> String {
        let fields = fields.iter().map(|(name, value)| format!("&{name}={}", escaped(value)));
        let form = format!("Action={action}&Version=2010-05-15{}", fields.collect::<String>());
        let request = self
            .http
            .post(&self.file.endpoint_url)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("authorization", signed_as("cloudformation", &self.file.region));
        let response = request.body(form).send().await.expect("an answer");
        response.text().await.expect("a body")
    }
}

/// The local AWS looks at no signature, only at whom it is for.
fn signed_as(service: &str, region: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

fn escaped(text: &str) -> String {
    let bytes = text.bytes().map(|byte| hex::encode_upper([byte]));
    bytes.fold(String::new(), |text, byte| text + "%" + &byte)
}

fn between(text: &str, start: &str, end: &str) -> String {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}: {text}"));
    rest.split_once(end).expect("its end").0.to_owned()
}
