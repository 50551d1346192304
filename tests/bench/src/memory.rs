//! The consumer's memory: the largest batch that the mapping may hand over.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use consumer::Message;
use pipeline::dynamo;
use pipeline::scene::{Scene, message, start};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::usage::peak_rss_mib;
use crate::{Figure, Lab, Launch};

/// The most records of one batch: Lambda hands over 6 MB, and a sealed event of one item has 1.6 KB
/// there.
pub const RECORDS: usize = 3_700;

/// MiB: half of what the template gives the consumer.
const MOST_MIB: f64 = 128.0;

/// Long enough for the tables of this process to take everything.
const PATIENCE: Duration = Duration::from_mins(10);

const LEDGER: &str = "ledger";
const ANSWERS: &str = "classifications";

/// The sources as they are deployed by default.
const SOURCES: &str = include_str!("../../../infra/sources.toml");

/// What a consumer answers: the messages that stay in the queue.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    batch_item_failures: Vec<Value>,
}

/// `consumer_rss_mib_6mb`.
pub async fn measure(lab: &Lab) -> Result<Vec<Figure>> {
    let peak = peak(lab, RECORDS).await?;
    let how = format!(
        "VmHWM of the real consumer after one batch of {RECORDS} single-item events, {:.1} MB as \
         Lambda hands them over, in {} calls of the API; all of them recorded",
        peak.megabytes, peak.calls
    );
    Ok(vec![Figure::new("consumer_rss_mib_6mb", peak.mib, MOST_MIB, how)])
}

/// What one batch came to.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    /// The most memory that was ever resident.
    pub mib: f64,
    /// The event's own size.
    pub megabytes: f64,
    /// Calls of the API.
    pub calls: usize,
}

/// Hands one batch of so many events to the real consumer, and sees all of them recorded.
pub async fn peak(lab: &Lab, records: usize) -> Result<Peak> {
    let scene = Scene::new().await;
    let endpoint = dynamo::serve().await;
    let tables = dynamo::client_of(&endpoint);
    dynamo::create(&tables, LEDGER, "event", None).await;
    dynamo::create(&tables, ANSWERS, "item", Some("state")).await;
    let event = batch(&waiting(&scene, records).await);
    let megabytes = size(&event);
    let mut function = launch(lab, &endpoint, scene.standin.url())?.start().await?;
    let (answer, _) = function.hand(event, PATIENCE).await?;
    let answer: Response = serde_json::from_slice(&answer).context("no answer of a batch")?;
    ensure!(answer.batch_item_failures.is_empty(), "{:?}", answer.batch_item_failures.first());
    let recorded = classifications::DynamoAnswers::new(tables, ANSWERS.to_owned());
    let recorded = recorded.rows(None, usize::MAX).await?.len();
    ensure!(recorded == records, "{recorded} of {records} are recorded");
    let calls = scene.standin.calls().len();
    Ok(Peak { mib: peak_rss_mib(function.pid())?, megabytes, calls })
}

/// The consumer, its sources beside it, with these tables and this API.
fn launch(lab: &Lab, dynamo: &str, api: &str) -> Result<Launch> {
    let mut launch = lab.launch("consumer", "consumer")?;
    std::fs::write(launch.task_root.join("sources.toml"), SOURCES)?;
    let variables = [
        ("LEDGER_TABLE", LEDGER),
        ("CLASSIFICATIONS_TABLE", ANSWERS),
        ("CLASSIFIER_URL", api),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamo),
    ];
    launch.variables.extend(variables.map(|(name, value)| (name.to_owned(), value.to_owned())));
    Ok(launch)
}

/// Events of one item each, as the door seals them.
async fn waiting(scene: &Scene, count: usize) -> Vec<Message> {
    for number in 0..count {
        let (sku, description) = (format!("SKU-{number}"), format!("Ceramic mug {number}"));
        scene.post(&format!("msg_{number}"), &[(&sku, &description)]).await;
    }
    let sealed = scene.outbox.sent().into_iter().enumerate();
    sealed.map(|(place, sealed)| message(&format!("{place:036}"), sealed.json())).collect()
}

/// The batch, as Lambda hands it over.
fn batch(messages: &[Message]) -> Bytes {
    let records: Vec<Value> = messages.iter().map(record).collect();
    Bytes::from(json!({"Records": records}).to_string())
}

fn record(Message { record, body }: &Message) -> Value {
    let sent = start().as_millisecond().to_string();
    json!({
        "messageId": record.message_id,
        "receiptHandle": record.receipt_handle,
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": sent},
        "messageAttributes": {},
        "md5OfBody": "00000000000000000000000000000000",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:events",
        "awsRegion": "us-east-1",
    })
}

#[expect(clippy::cast_precision_loss, reason = "a size, to be read by people")]
fn size(event: &Bytes) -> f64 {
    event.len() as f64 / 1e6
}
