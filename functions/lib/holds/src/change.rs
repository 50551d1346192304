//! Setting and lifting a hold: one conditional write each, so that of two operators who do it at
//! once neither loses the other's.

use aws_sdk_dynamodb::error::{DisplayErrorContext, SdkError};
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::dynamo::{DynamoHolds, HELD, HOLDS_KEY};
use crate::entry::{entry, hold};
use crate::hold::{Hold, Kind};
use crate::table::Unavailable;

/// How often a write is made again that came too late. Each time somebody else's came to pass.
const ATTEMPTS: usize = 20;

/// What came of setting a hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    /// It stands.
    Yes,
    /// One on the same source, tenant or API stands already, as it was: this one.
    Already(Hold),
}

impl DynamoHolds {
    /// Adds a hold, unless there is one on the same source, tenant or API. Entries that this build
    /// cannot read stay as they are.
    pub async fn set(&self, new: &Hold) -> Result<Set, Unavailable> {
        for _attempt in 0..ATTEMPTS {
            let was = self.entries().await?;
            if let Some(there) = find(&was, new.kind, &new.name) {
                return Ok(Set::Already(there));
            }
            let all = was.iter().cloned().chain([entry(new)]).collect();
            if self.swap(was, all).await? {
                return Ok(Set::Yes);
            }
        }
        Err(contended())
    }

    /// Takes every hold on this source, tenant or API away, and returns them; nothing where there
    /// was none.
    pub async fn lift(&self, kind: Kind, name: &str) -> Result<Vec<Hold>, Unavailable> {
        for _attempt in 0..ATTEMPTS {
            let was = self.entries().await?;
            let (lifted, left) = parted(&was, kind, name);
            if lifted.is_empty() || self.swap(was, left).await? {
                return Ok(lifted);
            }
        }
        Err(contended())
    }

    async fn entries(&self) -> Result<Vec<AttributeValue>, Unavailable> {
        let held = self.row().await?.and_then(|mut row| row.remove(HELD));
        match held {
            None => Ok(Vec::new()),
            Some(AttributeValue::L(entries)) => Ok(entries),
            Some(_) => Err(Unavailable(
                "the attribute `held` of the row `holds` is no list: somebody wrote it by hand, and has \
                 to make it one"
                    .to_owned(),
            )),
        }
    }

    /// Writes the list if it is still the one that was read; false where it is another.
    async fn swap(
        &self,
        was: Vec<AttributeValue>,
        new: Vec<AttributeValue>,
    ) -> Result<bool, Unavailable> {
        let key = AttributeValue::S(HOLDS_KEY.to_owned());
        let update = self.client.update_item().table_name(&self.table).key("event", key);
        // A row without the attribute and an empty list are the same to a reader.
        let unchanged = if was.is_empty() {
            "attribute_not_exists(held) OR held = :was"
        } else {
            "held = :was"
        };
        let update = update
            .update_expression("SET held = :new")
            .condition_expression(unchanged)
            .expression_attribute_values(":was", AttributeValue::L(was))
            .expression_attribute_values(":new", AttributeValue::L(new));
        written(update.send().await.map(|_| ()))
    }
}

fn find(entries: &[AttributeValue], kind: Kind, name: &str) -> Option<Hold> {
    entries.iter().filter_map(hold).find(|hold| hold.kind == kind && hold.name == name)
}

/// The holds on this, and the entries of everything else.
fn parted(entries: &[AttributeValue], kind: Kind, name: &str) -> (Vec<Hold>, Vec<AttributeValue>) {
    let of_this =
        |entry: &AttributeValue| hold(entry).filter(|hold| hold.kind == kind && hold.name == name);
    let lifted = entries.iter().filter_map(of_this).collect();
    let left = entries.iter().filter(|entry| of_this(entry).is_none()).cloned().collect();
    (lifted, left)
}

fn written(result: Result<(), SdkError<UpdateItemError>>) -> Result<bool, Unavailable> {
    let error = match result {
        Ok(()) => return Ok(true),
        Err(error) => error,
    };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
        _ => Err(Unavailable(DisplayErrorContext(error).to_string())),
    }
}

fn contended() -> Unavailable {
    Unavailable("many are changing the holds at once: look what stands, and try again".to_owned())
}
