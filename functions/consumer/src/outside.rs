//! Everything beyond this process that a consumer talks to.

use bodies::{BodyStore, S3Bodies};
use budget::{BudgetTable, DynamoBudget, DynamoSpend, SpendTable};
use classifications::{AnswerTable, ContentIndex, DynamoAnswers, DynamoIndex};
use classifier::{Classifier, HttpClassifier};
use holds::{DynamoHolds, HoldTable};
use ledger::{DynamoLedger, LedgerTable};
use objects::{HttpObjects, Objects};
use secrets::{AwsStore, SecretStore};
use sequences::{DynamoOrders, OrderTable};

use crate::settle::{Inbox, SqsInbox};

/// One name for the twelve networks, so that a consumer has one parameter.
pub trait Outside: Send + Sync + 'static {
    /// Who works on what.
    type Ledger: LedgerTable;
    /// What was answered.
    type Answers: AnswerTable;
    /// Where a tenant's contents were answered.
    type Index: ContentIndex;
    /// Which numbers stand, where order is kept.
    type Orders: OrderTable;
    /// Who answers.
    type Api: Classifier;
    /// Where objects are kept that events only point to.
    type Objects: Objects;
    /// How fast, and when not at all.
    type Budget: BudgetTable;
    /// How many items may be paid for.
    type Spend: SpendTable;
    /// What an operator has stopped.
    type Holds: HoldTable;
    /// Where messages wait.
    type Inbox: Inbox;
    /// Where keys are kept.
    type Secrets: SecretStore;
    /// Where bodies are kept that were too long for the queue.
    type Bodies: BodyStore;
}

/// The real ones.
#[derive(Clone, Copy, Debug)]
pub struct Aws;

impl Outside for Aws {
    type Ledger = DynamoLedger;
    type Answers = DynamoAnswers;
    type Index = DynamoIndex;
    type Orders = DynamoOrders;
    type Api = HttpClassifier;
    type Objects = HttpObjects;
    type Budget = DynamoBudget;
    type Spend = DynamoSpend;
    type Holds = DynamoHolds;
    type Inbox = SqsInbox;
    type Secrets = AwsStore;
    type Bodies = S3Bodies;
}
