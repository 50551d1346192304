//! Who waits for something: one row for each number or job, with a set of names.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::awaited::Awaited;
use crate::dynamo::row::{text, unavailable};
use crate::dynamo::tables::DynamoOrders;
use crate::table::{Unavailable, Waiter};

impl DynamoOrders {
    pub(super) async fn read_waiters(&self, awaited: &Awaited) -> Result<Vec<Waiter>, Unavailable> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let request = request.key("event", text(awaited.key()));
        let Some(item) = request.send().await.map_err(unavailable)?.item else {
            return Ok(Vec::new());
        };
        let names = item.get("waiters").and_then(|names| names.as_ss().ok());
        Ok(names.into_iter().flatten().filter_map(|name| waiter(name)).collect())
    }

    /// Others may have been named since: only these go.
    pub(super) async fn remove_waiters(
        &self,
        awaited: &Awaited,
        waiters: &[Waiter],
    ) -> Result<(), Unavailable> {
        if waiters.is_empty() {
            return Ok(());
        }
        let names = AttributeValue::Ss(waiters.iter().map(name).collect());
        let request = self.client.update_item().table_name(&self.table);
        let request = request
            .key("event", text(awaited.key()))
            .update_expression("DELETE waiters :waiters")
            .expression_attribute_values(":waiters", names);
        request.send().await.map(|_| ()).map_err(unavailable)
    }
}

/// A waiter in the set: no token holds a `#`.
pub(super) fn name(Waiter { event, token }: &Waiter) -> String {
    format!("{token}#{event}")
}

fn waiter(name: &str) -> Option<Waiter> {
    let (token, event) = name.split_once('#')?;
    Some(Waiter { event: event.to_owned(), token: token.to_owned() })
}
