//! What the queue carries from a door to its consumer.

use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::clock::now;
use crate::delivery::Sender;
use crate::receives::{left, until_none};
use crate::{Function, Lab, Launch, Sent};

/// Long enough for a batch of calls that take their time.
const PATIENCE: Duration = Duration::from_mins(10);

/// A message that waits.
#[derive(Clone, Debug)]
pub struct Queued {
    id: String,
    sent: Sent,
    sent_at: Timestamp,
    receives: u32,
}

/// Posts these bodies to a door, each of which it must accept; what it sent.
pub async fn through(
    lab: &Lab,
    door: &mut Function,
    sender: &mut Sender,
    bodies: &[String],
) -> Result<Vec<Queued>> {
    lab.sink.queue().keep();
    for body in bodies {
        door.accepts(sender.post(body, now())).await?;
    }
    let sent = lab.sink.queue().take();
    ensure!(sent.len() == bodies.len(), "{} of {} were sent", sent.len(), bodies.len());
    Ok(sent.into_iter().map(queued).collect())
}

/// The same, by a door that is started for it.
pub async fn through_new(lab: &Lab, door: &Launch, bodies: &[String]) -> Result<Vec<Queued>> {
    through(lab, &mut door.start().await?, &mut Sender::new()?, bodies).await
}

fn queued(sent: Sent) -> Queued {
    let digest = format!("{:x}", md5::compute(&sent.body));
    let id = format!("{digest}-msg");
    Queued { id, sent, sent_at: now(), receives: 0 }
}

/// Hands them over as one batch: those that stay in the queue. A consumer may also fail as a whole,
/// and then all of them stay.
pub async fn hand(function: &mut Function, batch: &mut [Queued]) -> Result<Vec<Queued>> {
    for message in batch.iter_mut() {
        message.receives += 1;
    }
    let answer = match function.hand(event(batch), PATIENCE).await {
        Ok((answer, _)) => answer,
        Err(error) if format!("{error:#}").contains("the function failed") => {
            return Ok(batch.to_vec());
        }
        Err(error) => return Err(error),
    };
    let left = left(&answer)?;
    Ok(batch.iter().filter(|message| left.contains(&message.id)).cloned().collect())
}

/// The same in batches of `size`; what comes back is handed over again, as the queue does.
pub async fn hand_all(function: &mut Function, messages: &[Queued], size: usize) -> Result<()> {
    for batch in messages.chunks(size) {
        let again = async |mut batch: Vec<Queued>| hand(function, &mut batch).await;
        until_none(batch.to_vec(), again).await?;
    }
    Ok(())
}

fn event(batch: &[Queued]) -> Bytes {
    let records: Vec<Value> = batch.iter().map(Queued::record).collect();
    Bytes::from(json!({"Records": records}).to_string())
}

impl Queued {
    /// As Lambda hands it over.
    fn record(&self) -> Value {
        let sent = self.sent_at.as_millisecond().to_string();
        json!({
            "messageId": self.id,
            "receiptHandle": format!("AQEB{}", self.id),
            "body": self.sent.body,
            "attributes": {
                "ApproximateReceiveCount": self.receives.to_string(),
                "SentTimestamp": sent,
                "SenderId": "AROASAMPLE:door",
                "ApproximateFirstReceiveTimestamp": sent,
            },
            "messageAttributes": attributes(&self.sent.attributes),
            "md5OfBody": format!("{:x}", md5::compute(&self.sent.body)),
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:events",
            "awsRegion": "us-east-1",
        })
    }
}

/// Lambda writes their fields with a small letter.
fn attributes(sent: &Value) -> Map<String, Value> {
    let each = sent.as_object().into_iter().flatten();
    let each = each.map(|(name, value)| {
        let (kind, text) = (value.get("DataType"), value.get("StringValue"));
        (name.clone(), json!({"dataType": kind, "stringValue": text}))
    });
    each.collect()
}
