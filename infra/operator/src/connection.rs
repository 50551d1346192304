//! A stack, and clients for all of it.

use aws_config::SdkConfig;
use budget::{DynamoBudget, DynamoSpend};
use classifications::DynamoAnswers;
use cursors::DynamoCursors;
use holds::DynamoHolds;
use ledger::DynamoLedger;
use sequences::DynamoOrders;

use crate::stack::Stack;

/// A stack, and clients for all of it. They share their connections and credentials.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// Where everything is.
    pub stack: Stack,
    /// How it is reached.
    pub config: SdkConfig,
}

impl Connection {
    /// Its queues.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.config)
    }

    /// Its tables, as they are.
    pub fn dynamo(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    /// Who works on an event, and what became of it.
    pub fn ledger(&self) -> DynamoLedger {
        DynamoLedger::new(self.dynamo(), self.stack.ledger_table.clone())
    }

    /// The answers.
    pub fn answers(&self) -> DynamoAnswers {
        DynamoAnswers::new(self.dynamo(), self.stack.classifications_table.clone())
    }

    /// How fast an API may be called, and when not at all.
    pub fn budget(&self) -> DynamoBudget {
        DynamoBudget::new(self.dynamo(), self.stack.ledger_table.clone())
    }

    /// What counts as spent.
    pub fn spend(&self) -> DynamoSpend {
        DynamoSpend::new(self.dynamo(), self.stack.ledger_table.clone())
    }

    /// Which numbers stand, where order is kept.
    pub fn orders(&self) -> DynamoOrders {
        let Stack { ledger_table, classifications_table, .. } = &self.stack;
        DynamoOrders::new(self.dynamo(), ledger_table.clone(), classifications_table.clone())
    }

    /// How far each feed was read.
    pub fn cursors(&self) -> DynamoCursors {
        DynamoCursors::new(self.dynamo(), self.stack.ledger_table.clone())
    }

    /// What operators have stopped.
    pub fn holds(&self) -> DynamoHolds {
        DynamoHolds::new(self.dynamo(), self.stack.ledger_table.clone())
    }
}
