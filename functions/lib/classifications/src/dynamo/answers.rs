//! The table of answers.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put};
use jiff::Timestamp;
use serde::Deserialize;

use crate::dynamo::failed::{Item, unavailable, unreadable};
use crate::key::{ItemKey, Scope, StateKey};
use crate::row::{Outcome, Row};
use crate::table::{AnswerTable, NotRecorded, Recorded, Seen, Select, Unavailable};

/// No answer yet, or a failed classification, which gives way to a later answer.
const WRITABLE: &str = "attribute_not_exists(#item) OR outcome = :failed";

/// How many states are read at once where the newest good one is wanted: failures seldom follow
/// each other.
const GOOD_PAGE: i32 = 16;

/// A `DynamoDB` table with the string keys `item` (partition) and `state` (sort).
#[derive(Clone, Debug)]
pub struct DynamoAnswers {
    client: Client,
    table: String,
}

/// What [`AnswerTable::list`] projects.
#[derive(Deserialize)]
struct Projected {
    state: StateKey,
    outcome: Outcome,
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    answered_at: Timestamp,
}

impl DynamoAnswers {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Rows for people: of one item (all states, the last keys first), or of all items in no
    /// order. At most `limit`.
    pub async fn rows(
        &self,
        item: Option<&ItemKey>,
        limit: usize,
    ) -> Result<Vec<Row>, Unavailable> {
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let (items, next) = match item {
                Some(item) => self.query_page(item, start).await?,
                None => self.scan_page(start).await?,
            };
            rows.extend(items.into_iter().map(read_row).collect::<Result<Vec<_>, _>>()?);
            start = next;
            if start.is_none() || rows.len() >= limit {
                rows.truncate(limit);
                return Ok(rows);
            }
        }
    }

    /// The write of [`AnswerTable::record`], as a part of a transaction.
    pub fn put_in_transaction(&self, row: &Row) -> Result<Put, NotRecorded> {
        let item = serde_dynamo::to_item(row).map_err(|error| unreadable(&error))?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(WRITABLE)
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":failed", text("failed"));
        Ok(put.build().map_err(unavailable)?)
    }

    async fn query_page(&self, item: &ItemKey, start: Option<Item>) -> Result<Page, Unavailable> {
        let request = self.query(item).key_condition_expression("#item = :item");
        let page = request.set_exclusive_start_key(start).send().await.map_err(unavailable)?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    async fn scan_page(&self, start: Option<Item>) -> Result<Page, Unavailable> {
        let request = self.client.scan().table_name(&self.table).set_exclusive_start_key(start);
        let page = request.send().await.map_err(unavailable)?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    /// An item's rows, the last keys first.
    fn query(&self, item: &ItemKey) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":item", text(item.as_str()))
            .scan_index_forward(false)
            .consistent_read(true)
    }

    /// The states of a scope, and of these only what a claim needs to know.
    fn states(&self, item: &ItemKey, scope: &Scope, select: Select) -> QueryFluentBuilder {
        let query = self
            .query(item)
            .key_condition_expression("#item = :item AND begins_with(#state, :scope)")
            .projection_expression("#state, outcome, answered_at")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":scope", text(scope.prefix()));
        match select {
            Select::Newest => query.limit(1),
            Select::NewestGood => query
                .limit(GOOD_PAGE)
                .filter_expression("outcome = :good")
                .expression_attribute_values(":good", text("completed")),
            Select::All => query,
        }
    }
}

type Page = (Vec<Item>, Option<Item>);

impl AnswerTable for DynamoAnswers {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, Unavailable> {
        let mut seen = Vec::new();
        let mut start = None;
        loop {
            let query = self.states(item, scope, select).set_exclusive_start_key(start);
            let page = query.send().await.map_err(unavailable)?;
            for item in page.items.unwrap_or_default() {
                seen.push(read_state(item)?);
            }
            start = page.last_evaluated_key;
            let enough = match select {
                Select::Newest => true,
                Select::NewestGood => !seen.is_empty(),
                Select::All => false,
            };
            if enough || start.is_none() {
                return Ok(seen);
            }
        }
    }

    async fn row(&self, item: &ItemKey, state: &StateKey) -> Result<Option<Row>, Unavailable> {
        let request = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("item", text(item.as_str()))
            .key("state", text(state.as_str()))
            .consistent_read(true);
        let found = request.send().await.map_err(unavailable)?.item;
        found.map(read_row).transpose()
    }

    async fn record(&self, row: &Row) -> Result<Recorded, NotRecorded> {
        let item = serde_dynamo::to_item(row).map_err(|error| unreadable(&error))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(WRITABLE)
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":failed", text("failed"));
        put.send().await.map_or_else(not_written, |_| Ok(Recorded::New))
    }
}

/// A row that is not valid never will be; whatever else goes wrong may pass.
fn not_written(error: SdkError<PutItemError>) -> Result<Recorded, NotRecorded> {
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(Recorded::Kept),
        Some(error) if error.code() == Some("ValidationException") => {
            Err(NotRecorded::Unacceptable)
        }
        _ => Err(unavailable(error).into()),
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn read_state(item: Item) -> Result<Seen, Unavailable> {
    let projected = serde_dynamo::from_item(item).map_err(|error| unreadable(&error))?;
    let Projected { state, outcome, answered_at } = projected;
    Ok(Seen { state, outcome, answered_at })
}

fn read_row(item: Item) -> Result<Row, Unavailable> {
    serde_dynamo::from_item(item).map_err(|error| unreadable(&error))
}
