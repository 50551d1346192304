//! The functions as deployed, over real clients, and everything that they write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use aws_lambda_events::sqs::SqsEvent;
use aws_sdk_dynamodb::types::AttributeValue;
use bodies::S3Bodies;
use budget::{DynamoBudget, DynamoSpend};
use classifications::{DynamoAnswers, DynamoIndex};
use classifier::{Answers, Call, CallError, Classifier, Found, HttpClassifier, LookUp};
use consumer::{Consumer, Outside, SqsInbox};
use holds::DynamoHolds;
use ingress::{Door, Request, SqsOutbox};
use lambda_runtime::{Context, LambdaEvent};
use ledger::DynamoLedger;
use objects::HttpObjects;
use pipeline::dynamo;
use secrets::AwsStore;
use sequences::DynamoOrders;
use serde_json::{Value, json};
use settings::Settings;
use standin::Standin;

use crate::aws::{self, Cloud};

type AwsDoor = Door<SqsOutbox, AwsStore, S3Bodies>;

/// The deployed consumer, but for an API client that can be made to panic.
#[derive(Debug)]
pub struct Deployed;

impl Outside for Deployed {
    type Ledger = DynamoLedger;
    type Answers = DynamoAnswers;
    type Index = DynamoIndex;
    type Orders = DynamoOrders;
    type Api = Panicky;
    type Objects = HttpObjects;
    type Budget = DynamoBudget;
    type Spend = DynamoSpend;
    type Holds = DynamoHolds;
    type Inbox = SqsInbox;
    type Secrets = AwsStore;
    type Bodies = S3Bodies;
}

/// The HTTP client, or a panic in its place.
#[derive(Clone, Debug)]
pub struct Panicky {
    client: HttpClassifier,
    panics: Arc<AtomicBool>,
}

impl Classifier for Panicky {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        assert!(!self.panics.load(Ordering::Relaxed), "told to panic");
        self.client.classify(call).await
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        self.client.look_up(look_up).await
    }
}

/// Everything that is played on.
pub struct Stage {
    pub cloud: Cloud,
    pub standin: Standin,
    pub dynamo: aws_sdk_dynamodb::Client,
    settings: Settings,
    config: aws_config::SdkConfig,
    panics: Arc<AtomicBool>,
    /// What was said to senders, and sent to the queue: everything but the body.
    pub said: Vec<(String, String)>,
    /// What the consumer has still to work on.
    waiting: Vec<String>,
}

impl Stage {
    pub async fn new() -> Self {
        let cloud = Cloud::default();
        let config = aws::config(&cloud.start().await);
        let standin = Standin::start("127.0.0.1:0").await.expect("a free port");
        let text = include_str!("../../../../infra/sources.toml");
        let mut settings = Settings::parse(text).expect("the sample file");
        settings.redirect_apis(standin.url());
        settings.redirect_objects(&format!("{}/objects", standin.url()));
        settings.sources.get_mut("erp").expect("the ERP").body_limit = 2 * 1024 * 1024;
        let dynamo = dynamo::client().await;
        dynamo::create_ledger(&dynamo, "ledger").await;
        dynamo::create(&dynamo, "answers", "item", Some("state")).await;
        let panics = Arc::default();
        let (said, waiting) = (Vec::new(), Vec::new());
        Self { cloud, standin, dynamo, settings, config, panics, said, waiting }
    }

    pub fn source(&self, name: &str) -> &settings::Source {
        &self.settings.sources[name]
    }

    /// Lets every call of the API panic, or none.
    pub fn panic(&self, panics: bool) {
        self.panics.store(panics, Ordering::Relaxed);
    }

    /// A door that has just started: it remembers no secret.
    fn door(&self) -> Arc<AwsDoor> {
        let s3 = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(true)
            .request_checksum_calculation(
                aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired,
            )
            .build();
        let links = ingress::Links {
            outbox: SqsOutbox::new(aws_sdk_sqs::Client::new(&self.config), "http://q/1/q".into()),
            secrets: AwsStore::new(aws_sdk_secretsmanager::Client::new(&self.config)),
            bodies: S3Bodies::new(move || aws_sdk_s3::Client::from_conf(s3), "bodies".into()),
        };
        Arc::new(Door::new(self.settings.sources.clone(), links))
    }

    fn consumer(&self) -> Arc<Consumer<Deployed>> {
        let s3 = aws_sdk_s3::config::Builder::from(&self.config).force_path_style(true).build();
        let links = consumer::Links {
            ledger: DynamoLedger::new(self.dynamo.clone(), "ledger".into()),
            answers: DynamoAnswers::new(self.dynamo.clone(), "answers".into()),
            index: DynamoIndex::new(self.dynamo.clone(), "ledger".into()),
            orders: DynamoOrders::new(self.dynamo.clone(), "ledger".into(), "answers".into()),
            api: Panicky {
                client: HttpClassifier::new().expect("a client"),
                panics: Arc::clone(&self.panics),
            },
            objects: HttpObjects::new().expect("a client"),
            budget: DynamoBudget::new(self.dynamo.clone(), "ledger".into()),
            spend: DynamoSpend::new(self.dynamo.clone(), "ledger".into()),
            holds: DynamoHolds::new(self.dynamo.clone(), "ledger".into()),
            inbox: SqsInbox::new(aws_sdk_sqs::Client::new(&self.config), "http://q/1/q".into()),
            secrets: AwsStore::new(aws_sdk_secretsmanager::Client::new(&self.config)),
            bodies: S3Bodies::new(move || aws_sdk_s3::Client::from_conf(s3), "bodies".into()),
        };
        Arc::new(Consumer::new(self.settings.clone(), links))
    }

    /// One event of API Gateway, as Lambda hands it over. Its status is returned.
    pub async fn request(&mut self, act: &str, event: Value) -> u64 {
        let payload = serde_json::from_value(event).expect("an event of an HTTP API");
        let event = LambdaEvent::new(payload, context());
        let response = ingress::lambda::handle(self.door(), event).await.expect("an answer");
        let response = serde_json::to_value(response).expect("JSON");
        self.said.push((format!("the answer to {act}"), response.to_string()));
        self.keep_what_was_sent(act);
        response["statusCode"].as_u64().expect("a status")
    }

    /// The same for a request of another time.
    pub async fn request_at(&mut self, act: &str, request: Request) -> u16 {
        let answer = self.door().answer(request).await;
        let response = ingress::render(&answer, &settings::AnswerProfile::default(), "request-1");
        self.said.push((format!("the answer to {act}"), format!("{response:?}")));
        self.keep_what_was_sent(act);
        response.status().as_u16()
    }

    /// The message's body waits for the consumer; all of it but the event's own body is looked at.
    fn keep_what_was_sent(&mut self, act: &str) {
        for mut message in self.cloud.take_sent() {
            let body = message["MessageBody"].take();
            let body = body.as_str().expect("a message body").to_owned();
            let head = body.split_once('\n').map_or(&*body, |(head, _)| head);
            let mut envelope: Value = serde_json::from_str(head).expect("an envelope");
            envelope["body"].take();
            self.said.push((format!("the message of {act}"), message.to_string()));
            self.said.push((format!("the envelope of {act}"), envelope.to_string()));
            self.waiting.push(body);
        }
    }

    /// Works on everything that waits, and on these; tells how many messages stay.
    pub async fn work(&mut self, others: &[&str]) -> usize {
        let waiting = std::mem::take(&mut self.waiting);
        self.work_on(waiting.iter().map(String::as_str).chain(others.iter().copied())).await
    }

    async fn work_on(&self, bodies: impl Iterator<Item = &str>) -> usize {
        let record = |(place, body): (usize, &str)| {
            json!({
                "messageId": format!("m{place}"),
                "receiptHandle": format!("receipt-{place}"),
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1794824200137"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
            })
        };
        let records: Vec<_> = bodies.enumerate().map(record).collect();
        let event: SqsEvent =
            serde_json::from_value(json!({"Records": records})).expect("an SQS event");
        let event = LambdaEvent::new(event, context());
        let handled = consumer::lambda::handle(self.consumer(), event).await;
        handled.expect("an answer").batch_item_failures.len()
    }

    /// Lets the API be called again after it failed several times in a row.
    pub async fn forget_pauses(&self) {
        let key = AttributeValue::S("budget:classifier".to_owned());
        let request = self.dynamo.delete_item().table_name("ledger").key("event", key);
        request.send().await.expect("a deletion");
    }

    /// Every row of a table, as JSON, without these attributes.
    pub async fn rows(&self, table: &str, without: &[&str]) -> Vec<String> {
        let scan = self.dynamo.scan().table_name(table).send().await.expect("the rows");
        let row = |mut row: std::collections::HashMap<String, _>| {
            row.retain(|name, _| !without.contains(&name.as_str()));
            format!("{row:?}")
        };
        scan.items.unwrap_or_default().into_iter().map(row).collect()
    }
}

/// An invocation with fifteen minutes to go, as deployed.
#[expect(clippy::disallowed_methods, reason = "Lambda names the deadline by the wall clock")]
fn context() -> Context {
    let deadline = SystemTime::now() + Duration::from_mins(15);
    let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let mut context = Context::default();
    context.deadline = u64::try_from(deadline.as_millis()).expect("before the year 500,000,000");
    context
}
