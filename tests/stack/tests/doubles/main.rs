//! The conformance suite on the deployed tables and bucket and on Secrets Manager: they keep the
//! promises that the doubles keep.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod keeper;

use bodies::S3Bodies;
use budget::{DynamoBudget, DynamoSpend};
use classifications::DynamoIndex;
use cursors::DynamoCursors;
use dispatcher::DynamoLanes;
use keeper::AwsKeeper;
use pipeline::conformance;
use pipeline::conformance::orders::Tables;
use reconcile::DynamoKnown;
use secrets::AwsStore;
use stack::{Stack, unique};

#[tokio::test]
async fn the_deployed_tables_keep_the_promises_of_the_ledger_and_the_answers() {
    let stack = Stack::open().await;
    conformance::ledger::suite(stack.ledger.clone(), &unique("suite")).await;
    conformance::waiting::suite(stack.ledger.clone(), &unique("suite")).await;
    conformance::answers::suite(stack.answers.clone(), &unique("suite")).await;
    let tables = Tables {
        orders: stack.orders.clone(),
        ledger: stack.ledger.clone(),
        answers: stack.answers.clone(),
    };
    conformance::orders::suite(tables, &unique("suite")).await;
}

#[tokio::test]
async fn the_deployed_ledger_keeps_the_promises_of_the_rows_beside_its_events() {
    let stack = Stack::open().await;
    let (client, table) = (stack.dynamo.clone(), stack.file.ledger_table.clone());
    let index = DynamoIndex::new(client.clone(), table.clone());
    conformance::index::suite(index, &unique("suite")).await;
    let budget = DynamoBudget::new(client.clone(), table.clone());
    conformance::budget::suite(budget, &unique("suite")).await;
    let spend = DynamoSpend::new(client.clone(), table.clone());
    conformance::spend::suite(spend, &unique("suite")).await;
    let lanes = DynamoLanes::new(client, table);
    conformance::lanes::suite(lanes, &unique("suite")).await;
}

#[tokio::test]
async fn the_deployed_ledger_keeps_the_promises_that_reconcile_counts_on() {
    let stack = Stack::open().await;
    let (client, table) = (stack.dynamo.clone(), stack.file.ledger_table.clone());
    let cursors = DynamoCursors::new(client.clone(), table.clone());
    conformance::cursors::suite(cursors, &unique("suite")).await;
    let known = DynamoKnown::new(client, table);
    conformance::known::suite(known, stack.ledger.clone(), &unique("suite")).await;
}

#[tokio::test]
async fn the_deployed_bucket_keeps_the_promises_of_the_bodies() {
    let stack = Stack::open().await;
    let (client, bucket) = (stack.s3.clone(), stack.file.bodies_bucket.clone());
    conformance::bodies::suite(S3Bodies::new(move || client, bucket), &unique("suite")).await;
}

#[tokio::test]
async fn secrets_manager_keeps_the_promises_of_its_double() {
    let stack = Stack::open().await;
    let (store, keeper) = (AwsStore::new(stack.vault.clone()), AwsKeeper(stack.vault.clone()));
    conformance::secrets::suite(store, keeper, &unique("suite")).await;
}
