//! Spend caps over a `DynamoDB` that gives no answer.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use budget::{DynamoSpend, SpendRow, SpendTable, Unavailable};
use jiff::Timestamp;
use pipeline::dynamo;

/// A `DynamoDB` that fails every request, and how many it had.
async fn failing() -> (DynamoSpend, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let fail = move || async move {
        count.fetch_add(1, Ordering::SeqCst);
        StatusCode::INTERNAL_SERVER_ERROR
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(fail)).await });
    (DynamoSpend::new(dynamo::client_of(&endpoint), "ledger".to_owned()), requests)
}

fn row() -> SpendRow {
    SpendRow { key: "spend:hts#2026-11-16".to_owned(), expires_at: Timestamp::UNIX_EPOCH }
}

/// A server error may hide a write that was done. Done twice, the cap would be passed.
#[tokio::test]
async fn what_is_given_back_is_sent_once() {
    let (table, requests) = failing().await;
    let failed = table.give_back(&row(), 5).await;
    assert!(matches!(failed, Err(Unavailable(_))), "{failed:?}");
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

/// Counted twice, the cap is only reached too early.
#[tokio::test]
async fn what_is_reserved_is_sent_again() {
    let (table, requests) = failing().await;
    let failed = table.reserve(&row(), 5, 100).await;
    assert!(matches!(failed, Err(Unavailable(_))), "{failed:?}");
    assert!(requests.load(Ordering::SeqCst) > 1);
}
