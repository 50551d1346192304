//! The lanes that events ever waited in: one row of the ledger's table.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::dynamo::DynamoLedger;
use crate::unavailable::Unavailable;
use crate::waiting_index::text;

/// The row's key. No event has it: an event's key holds a `#`.
const KEY: &str = "lanes";

/// `names` is a reserved word of `DynamoDB`'s.
const NAMES: &str = "names";

impl DynamoLedger {
    pub(crate) async fn add_lane(&self, lane: &str) -> Result<(), Unavailable> {
        let update = self.client.update_item().table_name(&self.table).key("event", text(KEY));
        let update = update
            .update_expression("ADD #names :lane")
            .expression_attribute_names("#names", NAMES)
            .expression_attribute_values(":lane", AttributeValue::Ss(vec![lane.to_owned()]));
        let response = update.send().await;
        response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        Ok(())
    }

    pub(crate) async fn read_lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        let request = self.client.get_item().table_name(&self.table).key("event", text(KEY));
        let response = request.consistent_read(true).send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        let names = response.item.and_then(|mut item| item.remove(NAMES));
        match names {
            None => Ok(BTreeSet::new()),
            Some(AttributeValue::Ss(names)) => Ok(names.into_iter().collect()),
            Some(_) => Err(Unavailable("the row of the lanes holds no set of names".to_owned())),
        }
    }
}
