//! The consumer as Lambda runs it, beside tables, a bucket and an API in this process.

use std::time::Duration;

use anyhow::{Result, ensure};
use aws_sdk_dynamodb::Client;
use bytes::Bytes;
use consumer::{Message, Record};
use pipeline::dynamo;
use pipeline::scene::{Scene, message, start};
use serde_json::{Value, json};
use settings::Settings;

use crate::bucket;
use crate::receives::{left, until_none};
use crate::{Function, Lab, Launch};

/// Long enough for the tables of this process to take everything.
const PATIENCE: Duration = Duration::from_mins(10);

const LEDGER: &str = "ledger";
const ANSWERS: &str = "classifications";

/// Everything that a consumer needs.
pub struct Surroundings {
    /// The door, and the API.
    pub scene: Scene,
    tables: Client,
    launch: Launch,
}

impl Surroundings {
    /// Those of a consumer with these sources, which is to be called `name`.
    pub async fn of(lab: &Lab, name: &str, sources: &str) -> Result<Self> {
        let settings = Settings::parse(sources).map_err(|_| anyhow::anyhow!("no such sources"))?;
        let scene = Scene::with(|deployed| *deployed = settings).await;
        let endpoint = dynamo::serve().await;
        let tables = dynamo::client_of(&endpoint);
        dynamo::create_ledger(&tables, LEDGER).await;
        dynamo::create(&tables, ANSWERS, "item", Some("state")).await;
        let bucket = bucket::serve(scene.bodies.clone()).await?;
        let mut launch = lab.own(name, "consumer", sources)?;
        let variables = [
            ("LEDGER_TABLE", LEDGER),
            ("CLASSIFICATIONS_TABLE", ANSWERS),
            ("CLASSIFIER_URL", scene.standin.url()),
            ("AWS_ENDPOINT_URL_DYNAMODB", &endpoint),
            ("AWS_ENDPOINT_URL_S3", &bucket),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        launch.variables.extend(variables);
        Ok(Self { scene, tables, launch })
    }

    /// Starts a consumer.
    pub async fn start(&self) -> Result<Function> {
        self.launch.start().await
    }

    /// How many bytes it has logged so far.
    pub fn logged(&self) -> Result<u64> {
        Ok(std::fs::metadata(&self.launch.log)?.len())
    }

    /// Hands these messages over as one batch, which must all be acknowledged. How long the event
    /// was, in bytes.
    pub async fn hand(&self, function: &mut Function, messages: &[Message]) -> Result<usize> {
        let (bytes, back) = received(function, messages).await?;
        ensure!(back.is_empty(), "{} messages came back", back.len());
        Ok(bytes)
    }

    /// The same; what comes back is handed over again, as the queue does. How many messages did.
    pub async fn hand_again(&self, function: &mut Function, batch: &[Message]) -> Result<usize> {
        let hand = async |batch: Vec<Message>| Ok(received(function, &batch).await?.1);
        until_none(batch.to_vec(), hand).await
    }

    /// How many answers are on record.
    pub async fn recorded(&self) -> Result<usize> {
        let answers = classifications::DynamoAnswers::new(self.tables.clone(), ANSWERS.to_owned());
        Ok(answers.rows(None, usize::MAX).await?.len())
    }

    /// So many events of one item each, as the door seals them.
    pub async fn messages(&self, count: usize) -> Vec<Message> {
        for number in 0..count {
            let (sku, description) = (format!("SKU-{number}"), format!("Ceramic mug {number}"));
            self.scene.post(&format!("msg_{number:024}"), &[(&sku, &description)]).await;
        }
        self.sealed()
    }

    /// What the door has sealed.
    pub fn sealed(&self) -> Vec<Message> {
        sealed(&self.scene)
    }
}

/// How long the event of this batch was, and which of its messages come back.
async fn received(function: &mut Function, messages: &[Message]) -> Result<(usize, Vec<Message>)> {
    let event = batch(messages);
    let bytes = event.len();
    let (answer, _) = function.hand(event, PATIENCE).await?;
    let left = left(&answer)?;
    let back = messages.iter().filter(|message| left.contains(&message.record.message_id));
    let again = back.map(|Message { record, body }| Message {
        record: Record { receives: record.receives + 1, ..record.clone() },
        body: body.clone(),
    });
    Ok((bytes, again.collect()))
}

/// What the door of a scene has sealed.
pub fn sealed(scene: &Scene) -> Vec<Message> {
    let sealed = scene.outbox.sent().into_iter().enumerate();
    sealed.map(|(place, sealed)| message(&format!("{place:036}"), sealed.json())).collect()
}

/// The batch, as Lambda hands it over.
pub fn batch(messages: &[Message]) -> Bytes {
    let records: Vec<Value> = messages.iter().map(record).collect();
    Bytes::from(json!({"Records": records}).to_string())
}

fn record(Message { record, body }: &Message) -> Value {
    let sent = start().as_millisecond().to_string();
    json!({
        "messageId": record.message_id,
        "receiptHandle": record.receipt_handle,
        "body": body,
        "attributes": {"ApproximateReceiveCount": record.receives.to_string(), "SentTimestamp": sent},
        "messageAttributes": {},
        "md5OfBody": "00000000000000000000000000000000",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:events",
        "awsRegion": "us-east-1",
    })
}
