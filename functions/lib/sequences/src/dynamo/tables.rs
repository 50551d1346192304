//! The tables that everything is kept in.

use aws_sdk_dynamodb::Client;
use classifications::{DynamoAnswers, NotRecorded};
use ledger::DynamoLedger;

use crate::table::Unavailable;

/// The ledger's table, and the table of answers.
#[derive(Clone, Debug)]
pub struct DynamoOrders {
    pub(super) client: Client,
    /// The name of the ledger's table.
    pub(super) table: String,
    pub(super) ledger: DynamoLedger,
    pub(super) answers: DynamoAnswers,
}

impl DynamoOrders {
    /// The order kept in these tables.
    pub fn new(client: Client, ledger_table: String, answers_table: String) -> Self {
        let ledger = DynamoLedger::new(client.clone(), ledger_table.clone());
        let answers = DynamoAnswers::new(client.clone(), answers_table);
        Self { client, table: ledger_table, ledger, answers }
    }
}

pub(super) fn not_recorded(error: Unavailable) -> NotRecorded {
    classifications::Unavailable(error.0).into()
}
