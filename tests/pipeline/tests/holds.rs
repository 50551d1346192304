//! Holds in `DynamoDB`: of operators who change them at once, none loses another's.
#![allow(clippy::expect_used, reason = "a test may fail")]

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::{StreamExt, stream};
use holds::{DynamoHolds, HOLDS_KEY, Hold, HoldTable, Kind, Set};
use pipeline::dynamo;

async fn table() -> (Client, DynamoHolds) {
    let client = dynamo::client().await;
    dynamo::create_ledger(&client, "ledger").await;
    (client.clone(), DynamoHolds::new(client, "ledger".to_owned()))
}

fn hold(name: &str, reason: &str) -> Hold {
    let (name, reason) = (name.to_owned(), reason.to_owned());
    Hold { kind: Kind::Tenant, name, reason, since: None, by: Some("ann".to_owned()) }
}

#[tokio::test]
async fn ten_operators_at_once_set_ten_holds() {
    let (_client, table) = table().await;
    let names: Vec<String> = (0..10).map(|n| format!("tenant-{n}")).collect();
    let set = stream::iter(&names).map(|name| {
        let (table, hold) = (table.clone(), hold(name, "why"));
        async move { table.set(&hold).await }
    });
    let set: Vec<_> = set.buffer_unordered(10).collect().await;
    assert!(set.iter().all(|set| *set == Ok(Set::Yes)), "{set:?}");
    let mut held: Vec<_> = table.read().await.expect("holds").0;
    held.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(held.into_iter().map(|hold| hold.name).collect::<Vec<_>>(), names);
}

#[tokio::test]
async fn the_first_reason_stands() {
    let (_client, table) = table().await;
    assert_eq!(table.set(&hold("acme", "first")).await, Ok(Set::Yes));
    let second = table.set(&hold("acme", "second")).await;
    assert_eq!(second, Ok(Set::Already(hold("acme", "first"))));
    assert_eq!(table.read().await.expect("holds").0, [hold("acme", "first")]);
}

#[tokio::test]
async fn lifting_takes_that_hold_alone_and_says_which() {
    let (_client, table) = table().await;
    let api = Hold { kind: Kind::Api, ..hold("acme", "another kind") };
    for hold in [&hold("acme", "why"), &hold("other", "stays"), &api] {
        assert_eq!(table.set(hold).await, Ok(Set::Yes));
    }
    assert_eq!(table.lift(Kind::Tenant, "acme").await, Ok(vec![hold("acme", "why")]));
    assert_eq!(table.lift(Kind::Tenant, "acme").await, Ok(Vec::new()));
    assert_eq!(table.read().await.expect("holds").0, [hold("other", "stays"), api]);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept() {
    let (client, table) = table().await;
    let odd = AttributeValue::S("planet acme".to_owned());
    let put = client.put_item().table_name("ledger");
    let put = put.item("event", AttributeValue::S(HOLDS_KEY.to_owned()));
    put.item("held", AttributeValue::L(vec![odd.clone()])).send().await.expect("a row");
    assert_eq!(table.set(&hold("acme", "why")).await, Ok(Set::Yes));
    assert_eq!(table.lift(Kind::Tenant, "acme").await.map(|lifted| lifted.len()), Ok(1));
    let key = AttributeValue::S(HOLDS_KEY.to_owned());
    let row = client.get_item().table_name("ledger").key("event", key).send().await;
    let row = row.expect("an answer").item.expect("a row");
    assert_eq!(row.get("held"), Some(&AttributeValue::L(vec![odd])));
}
