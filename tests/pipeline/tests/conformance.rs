//! One suite, on the doubles and on `DynamoDB`'s stand-in.

use budget::{DynamoBudget, DynamoSpend};
use classifications::{DynamoAnswers, DynamoIndex};
use ledger::DynamoLedger;
use pipeline::doubles::{MemoryAnswers, MemoryBudget, MemoryIndex, MemoryLedger, MemorySpend};
use pipeline::{conformance, dynamo};

#[tokio::test]
async fn the_double_of_the_ledger_keeps_the_ledgers_promises() {
    conformance::ledger::suite(MemoryLedger::default(), "double").await;
}

#[tokio::test]
async fn the_ledger_in_dynamodb_keeps_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
    conformance::ledger::suite(DynamoLedger::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_waiting_room_keeps_its_promises() {
    conformance::waiting::suite(MemoryLedger::default(), "double").await;
}

#[tokio::test]
async fn the_waiting_room_in_dynamodb_keeps_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
    conformance::waiting::suite(DynamoLedger::new(client, "ledger".into()), "dynamo").await;
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
async fn the_double_of_the_index_keeps_its_promises() {
    conformance::index::suite(MemoryIndex::default(), "double").await;
}

#[tokio::test]
async fn the_index_in_dynamodb_keeps_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
    conformance::index::suite(DynamoIndex::new(client, "ledger".into()), "dynamo").await;
}

#[tokio::test]
async fn the_double_of_the_budget_keeps_its_promises() {
    conformance::budget::suite(MemoryBudget::default(), "double").await;
}

#[tokio::test]
async fn the_budget_in_dynamodb_keeps_the_same_promises() {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
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
