//! A bus that remembers, and refuses what it is told to; records as the stream writes them.

use std::sync::Mutex;

use lambda_runtime::{Context, LambdaEvent};
use publish::lambda::{self, StreamResponse};
use publish::{Bus, Entry, NotPut};
use serde_json::{Value, json};

/// What goes wrong with a request that holds an item.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// This one entry is refused, with `EventBridge`'s code for it.
    Entry(&'static str),
    /// The request as a whole is not answered.
    Request,
}

#[derive(Debug, Default)]
pub struct DoubleBus {
    pub trouble: Option<(&'static str, Trouble)>,
    pub requests: Mutex<Vec<Vec<Value>>>,
}

impl DoubleBus {
    pub fn with(item: &'static str, trouble: Trouble) -> Self {
        Self { trouble: Some((item, trouble)), ..Self::default() }
    }

    /// The details that were published, in their order.
    pub fn published(&self) -> Vec<Value> {
        self.requests.lock().expect("no panic").concat()
    }

    /// The items that were published, in their order.
    pub fn items(&self) -> Vec<String> {
        let published = self.published();
        let items = published.iter().map(|detail| detail["item_id"].as_str().expect("a text"));
        items.map(str::to_owned).collect()
    }

    fn trouble_of(&self, detail: &Value) -> Option<Trouble> {
        self.trouble.filter(|(item, _)| detail["item_id"] == *item).map(|(_, trouble)| trouble)
    }
}

impl Bus for DoubleBus {
    async fn put(&self, entries: &[Entry]) -> Result<Vec<Option<String>>, NotPut> {
        let details: Vec<Value> =
            entries.iter().map(|entry| serde_json::from_str(&entry.0).expect("JSON")).collect();
        let troubles: Vec<_> = details.iter().map(|detail| self.trouble_of(detail)).collect();
        if troubles.iter().flatten().any(|trouble| matches!(trouble, Trouble::Request)) {
            return Err(NotPut("connection reset".to_owned()));
        }
        let taken = details.iter().zip(&troubles).filter(|(_, trouble)| trouble.is_none());
        let taken = taken.map(|(detail, _)| detail.clone()).collect();
        self.requests.lock().expect("no panic").push(taken);
        let code = |trouble: Option<Trouble>| match trouble? {
            Trouble::Entry(code) => Some(code.to_owned()),
            Trouble::Request => None,
        };
        Ok(troubles.into_iter().map(code).collect())
    }
}

/// A row that was written, at a place in its shard, and nothing in it but what every row has.
pub fn written(place: &str, item: &str) -> Value {
    record(place, "INSERT", &row(item))
}

pub fn row(item: &str) -> Value {
    json!({
        "tenant": {"S": "acme"},
        "item_id": {"S": item},
        "outcome": {"S": "completed"},
    })
}

pub fn record(place: &str, change: &str, image: &Value) -> Value {
    json!({
        "eventID": format!("change-{place}"),
        "eventName": change,
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_772_366_400,
            "Keys": {"item": {"S": "acme#x"}, "state": {"S": "shop#sequence#8#0"}},
            "NewImage": image,
            "SequenceNumber": place,
            "StreamViewType": "NEW_IMAGE",
        },
    })
}

/// Hands a batch to the function, and returns where it wants to begin again.
pub async fn handle(bus: &DoubleBus, records: Vec<Value>) -> Result<Option<String>, String> {
    let event = serde_json::from_value(json!({"Records": records})).expect("an event");
    let answer = lambda::handle(bus, LambdaEvent::new(event, Context::default())).await;
    let answer = answer.map_err(|error| error.to_string())?;
    let StreamResponse { mut failures } = answer;
    assert!(failures.len() <= 1, "{failures:?}");
    Ok(failures.pop().map(|failure| failure.place))
}
