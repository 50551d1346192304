//! The waiting rows in the order of their turns: what a dispatcher chooses from.
//!
//! Each row is read by itself. One that this build cannot read holds up no other: it has its place,
//! and the next one follows.

use std::collections::HashMap;
use std::future::Future;

use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::dynamo::DynamoLedger;
use crate::unavailable::Unavailable;
use crate::wait::{Priority, turns};
use crate::waiting::{WAITING_INDEX, Waiter};
use crate::waiting_index::text;

/// Where a waiting row stands in its lane. Rows may share a turn, so the event is a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Its turn.
    pub turn: String,
    /// Its event.
    pub event: String,
}

/// A waiting row as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands.
    pub place: Place,
    /// What it says; nothing where another build wrote what this one cannot read.
    pub waiter: Option<Waiter>,
}

/// The waiting rows, lane by lane, in the order of their turns. Read eventually consistent: a row
/// may show up late, or once too often.
pub trait WaitingPages: Send + Sync {
    /// The first row of `lane` whose turn is greater than `beyond`, which is not empty.
    fn head(
        &self,
        lane: &str,
        beyond: &str,
    ) -> impl Future<Output = Result<Option<Seen>, Unavailable>> + Send;

    /// The rows of `lane` whose turns begin with `turns` (all, if that is empty), those after
    /// `behind` only, at most `limit`. Fewer than `limit` are the last ones.
    fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Seen>, Unavailable>> + Send;
}

/// A text that stands behind every turn of this tenant and priority, and before those of the next
/// tenant: no tenant's name holds a character below `-`.
pub fn past(priority: Priority, tenant: &str) -> String {
    format!("{}$", turns(priority, tenant))
}

/// Whose turn it is; nothing where it is none.
pub fn tenant_of(turn: &str) -> Option<&str> {
    let (_, behind_priority) = turn.split_once('#')?;
    behind_priority.rsplit_once('#').map(|(tenant, _)| tenant)
}

/// Rows of one request: about 300 bytes each, and 1 MB is the most that one returns.
const MOST: usize = 1_000;

impl DynamoLedger {
    fn lane(&self, lane: &str, condition: &str, limit: usize) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.table).index_name(WAITING_INDEX);
        query
            .key_condition_expression(condition)
            .expression_attribute_values(":lane", text(lane))
            .limit(i32::try_from(limit.min(MOST)).unwrap_or(i32::MAX))
    }
}

impl WaitingPages for DynamoLedger {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, Unavailable> {
        let query = self.lane(lane, "lane = :lane AND turn > :beyond", 1);
        let query = query.expression_attribute_values(":beyond", text(beyond));
        Ok(seen(query).await?.into_iter().next())
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        let mut query = if turns.is_empty() {
            self.lane(lane, "lane = :lane", limit)
        } else {
            let query = self.lane(lane, "lane = :lane AND begins_with(turn, :turns)", limit);
            query.expression_attribute_values(":turns", text(turns))
        };
        if let Some(place) = behind {
            query = query
                .exclusive_start_key("event", text(&place.event))
                .exclusive_start_key("lane", text(lane))
                .exclusive_start_key("turn", text(&place.turn));
        }
        seen(query).await
    }
}

async fn seen(query: QueryFluentBuilder) -> Result<Vec<Seen>, Unavailable> {
    let response = query.send().await;
    let response = response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
    Ok(response.items.unwrap_or_default().into_iter().filter_map(read).collect())
}

/// A row without its keys cannot be in the index.
fn read(row: HashMap<String, AttributeValue>) -> Option<Seen> {
    let key = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned();
    let place = Place { turn: key("turn")?, event: key("event")? };
    Some(Seen { place, waiter: serde_dynamo::from_item(row).ok() })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::wait::turn;

    #[test]
    fn past_one_tenant_stands_the_next() {
        let due = Timestamp::MAX;
        let of = |tenant| turn(Priority::Webhook, tenant, due);
        let past = past(Priority::Webhook, "acme");
        assert!(of("acme") < past);
        for other in ["acme-2", "acme.eu", "acme0", "acme:1", "acme_x", "acmf", "b"] {
            assert!(past < of(other), "{other}");
        }
        for before in ["ACME", "acm", "acm.e", "ab"] {
            assert!(of(before) < past, "{before}");
        }
    }

    #[test]
    fn a_turn_names_its_tenant() {
        assert_eq!(
            tenant_of(&turn(Priority::Person, "a:b-1", Timestamp::UNIX_EPOCH)),
            Some("a:b-1")
        );
        assert_eq!(tenant_of("0#"), None);
        assert_eq!(tenant_of(""), None);
    }
}
