//! One suite, on the doubles and on `DynamoDB`'s stand-in. On the deployed tables and on Secrets
//! Manager it runs in `tests/stack`.
#![allow(clippy::expect_used, reason = "a test may fail")]

mod keeper;

use aws_sdk_dynamodb::types::AttributeValue;
use budget::{DynamoBudget, DynamoSpend};
use classifications::{DynamoAnswers, DynamoIndex};
use cursors::DynamoCursors;
use dispatcher::DynamoLanes;
use jiff::Timestamp;
use keeper::MemoryKeeper;
use ledger::{DynamoLedger, WaitingTable};
use pipeline::conformance::orders::Tables;
use pipeline::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryCursors, MemoryIndex, MemoryKnown,
    MemoryLanes, MemoryLedger, MemoryOrders, MemorySpend,
};
use pipeline::{conformance, dynamo};
use reconcile::{DynamoGaps, DynamoKnown};
use sequences::DynamoOrders;

/// `DynamoDB`'s stand-in with an empty ledger.
async fn with_ledger() -> aws_sdk_dynamodb::Client {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
    client
}

#[tokio::test]
async fn the_double_of_the_ledger_keeps_the_ledgers_promises() {
    conformance::ledger::suite(MemoryLedger::default(), "double").await;
}

#[tokio::test]
async fn the_ledger_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    conformance::ledger::suite(DynamoLedger::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_waiting_room_keeps_its_promises() {
    conformance::waiting::suite(MemoryLedger::default(), "double").await;
}

#[tokio::test]
async fn the_waiting_room_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    conformance::waiting::suite(DynamoLedger::new(client, "ledger".into()), "dynamo").await;
}

/// It would be passed over without a word, and wait for ever.
#[tokio::test]
async fn a_waiting_row_of_another_build_is_an_error() {
    let client = with_ledger().await;
    let table = DynamoLedger::new(client.clone(), "ledger".into());
    conformance::waiting::park(table.clone(), "other").await;
    assert!(matches!(table.waiting("other#build").await, Ok(Some(_))));
    let key = AttributeValue::S("other#build".to_owned());
    let update = client.update_item().table_name("ledger").key("event", key);
    update.update_expression("REMOVE units").send().await.expect("an update");
    let row = table.waiting("other#build").await;
    assert!(row.is_err_and(|error| error.0.contains("another build")));
    let woken = table.wake("other#build", "token", Timestamp::UNIX_EPOCH).await;
    assert!(woken.is_err_and(|error| error.0.contains("another build")));
}

#[tokio::test]
async fn the_double_of_the_answers_keeps_their_promises() {
    conformance::answers::suite(MemoryAnswers::default(), "double").await;
}

#[tokio::test]
async fn the_answers_in_dynamodb_keep_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create(&client, "answers", "item", Some("state")).await;
    conformance::answers::suite(DynamoAnswers::new(client, "answers".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_order_keeps_its_promises() {
    let (ledger, answers) = (MemoryLedger::default(), MemoryAnswers::default());
    let orders = MemoryOrders::over(&ledger, &answers);
    conformance::orders::suite(Tables { orders, ledger, answers }, "double").await;
}

#[tokio::test]
async fn the_order_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    dynamo::create(&client, "answers", "item", Some("state")).await;
    let tables = Tables {
        orders: DynamoOrders::new(client.clone(), "ledger".into(), "answers".into()),
        ledger: DynamoLedger::new(client.clone(), "ledger".into()),
        answers: DynamoAnswers::new(client, "answers".into()),
    };
    conformance::orders::suite(tables, "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_index_keeps_its_promises() {
    conformance::index::suite(MemoryIndex::default(), "double").await;
}

#[tokio::test]
async fn the_index_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    conformance::index::suite(DynamoIndex::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_budget_keeps_its_promises() {
    conformance::budget::suite(MemoryBudget::default(), "double").await;
}

#[tokio::test]
async fn the_budget_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    conformance::budget::suite(DynamoBudget::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_spend_caps_keeps_their_promises() {
    conformance::spend::suite(MemorySpend::default(), "double").await;
}

#[tokio::test]
async fn the_spend_caps_in_dynamodb_keep_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create(&client, "ledger", "event", None).await;
    conformance::spend::suite(DynamoSpend::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_lanes_keeps_their_promises() {
    conformance::lanes::suite(MemoryLanes::default(), "double").await;
}

#[tokio::test]
async fn the_lanes_in_dynamodb_keep_the_same_promises() {
    let client = with_ledger().await;
    conformance::lanes::suite(DynamoLanes::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_cursors_keeps_their_promises() {
    conformance::cursors::suite(MemoryCursors::default(), "double").await;
}

#[tokio::test]
async fn the_cursors_in_dynamodb_keep_the_same_promises() {
    let client = with_ledger().await;
    conformance::cursors::suite(DynamoCursors::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_what_is_known_keeps_its_promises() {
    let ledger = MemoryLedger::default();
    conformance::known::suite(MemoryKnown::new(ledger.clone()), ledger, "double").await;
}

#[tokio::test]
async fn what_is_known_in_dynamodb_keeps_the_same_promises() {
    let client = with_ledger().await;
    let known = DynamoKnown::new(client.clone(), "ledger".into());
    conformance::known::suite(known, DynamoLedger::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_secrets_keeps_their_promises() {
    let keeper = MemoryKeeper::default();
    conformance::secrets::suite(keeper.secrets.clone(), keeper, "double").await;
}

#[tokio::test]
async fn the_double_of_the_bodies_keeps_their_promises() {
    conformance::bodies::suite(MemoryBodies::default(), "double").await;
}

#[tokio::test]
async fn the_double_tells_reconcile_the_gaps_that_a_dispatcher_counts() {
    let lanes = MemoryLanes::default();
    conformance::lanes::gaps(lanes.clone(), lanes).await;
}

#[tokio::test]
async fn the_gaps_that_a_dispatcher_counts_are_those_that_reconcile_reads() {
    let client = with_ledger().await;
    let lanes = DynamoLanes::new(client.clone(), "ledger".into());
    conformance::lanes::gaps(lanes, DynamoGaps::new(client, "ledger".into())).await;
}
