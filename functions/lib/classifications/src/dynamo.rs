//! The table of answers in `DynamoDB`.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;

use crate::key::{ItemKey, VersionKey};
use crate::row::{Outcome, Row};
use crate::table::{AnswerTable, Newest, Recorded, Unavailable};

/// No answer yet.
const ABSENT: &str = "attribute_not_exists(#item)";

/// A failed classification gives way to a later answer.
const FAILED: &str = "outcome = :failed";

/// A `DynamoDB` table with the string keys `item` (partition) and `version` (sort).
#[derive(Clone, Debug)]
pub struct DynamoAnswers {
    client: Client,
    table: String,
}

/// What [`AnswerTable::newest`] projects.
#[derive(Deserialize)]
struct Projected {
    version: VersionKey,
    outcome: Outcome,
}

impl DynamoAnswers {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// Rows for people: of one item (all versions, newest first), or of all items in no order.
    /// At most `limit`.
    pub async fn list(
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
            rows.extend(items.into_iter().map(row).collect::<Result<Vec<_>, _>>()?);
            start = next;
            if start.is_none() || rows.len() >= limit {
                rows.truncate(limit);
                return Ok(rows);
            }
        }
    }

    async fn query_page(&self, item: &ItemKey, start: Option<Item>) -> Result<Page, Unavailable> {
        let request = self.of_item(item).set_exclusive_start_key(start);
        let page = request.send().await.map_err(unavailable)?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    async fn scan_page(&self, start: Option<Item>) -> Result<Page, Unavailable> {
        let request = self.client.scan().table_name(&self.table).set_exclusive_start_key(start);
        let page = request.send().await.map_err(unavailable)?;
        Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
    }

    /// An item's rows, the newest first.
    fn of_item(
        &self,
        item: &ItemKey,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .key_condition_expression("#item = :item")
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":item", AttributeValue::S(item.as_str().to_owned()))
            .scan_index_forward(false)
            .consistent_read(true)
    }
}

type Item = std::collections::HashMap<String, AttributeValue>;
type Page = (Vec<Item>, Option<Item>);

impl AnswerTable for DynamoAnswers {
    async fn newest(&self, item: &ItemKey) -> Result<Option<Newest>, Unavailable> {
        let request = self
            .of_item(item)
            .limit(1)
            .projection_expression("#version, outcome")
            .expression_attribute_names("#version", "version");
        let page = request.send().await.map_err(unavailable)?;
        let Some(item) = page.items.unwrap_or_default().pop() else {
            return Ok(None);
        };
        let Projected { version, outcome } =
            serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))?;
        Ok(Some(Newest { version, outcome }))
    }

    async fn record(&self, row: &Row) -> Result<Recorded, Unavailable> {
        let item = serde_dynamo::to_item(row).map_err(|error| Unavailable(error.to_string()))?;
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(format!("{ABSENT} OR {FAILED}"))
            .expression_attribute_names("#item", "item")
            .expression_attribute_values(":failed", AttributeValue::S("failed".to_owned()));
        match put.send().await {
            Ok(_) => Ok(Recorded::New),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(Recorded::Kept),
                _ => Err(unavailable(error)),
            },
        }
    }
}

fn row(item: Item) -> Result<Row, Unavailable> {
    serde_dynamo::from_item(item).map_err(|error| Unavailable(error.to_string()))
}

fn unavailable(error: impl std::error::Error) -> Unavailable {
    Unavailable(DisplayErrorContext(error).to_string())
}
