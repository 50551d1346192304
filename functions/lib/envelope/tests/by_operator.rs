//! What an operator sends: told from what the door sealed, and never taken for a sender's.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use envelope::{Body, ByOperator, NotSendable, SentBy, open};
use mapping::{ItemError, OPERATORS_EVENT, Product};
use settings::{Settings, Source, Tenant};

fn source(name: &str) -> Source {
    let text = include_str!("../../../../infra/sources.toml");
    Settings::parse(text).expect("the sample file").sources[name].clone()
}

fn tenant(name: &str) -> Tenant {
    Tenant::try_from(name.to_owned()).expect("a tenant")
}

fn product(description: &str) -> Product {
    Product {
        item_id: "A-1".to_owned(),
        description: description.to_owned(),
        country_of_origin: None,
        version: Some("7".to_owned()),
        round: None,
    }
}

fn sent(name: &str, of: &str, description: &str) -> Result<ByOperator, NotSendable> {
    let (source, tenant) = (source(name), tenant(of));
    let now = "2026-11-26T12:00:00Z".parse().expect("a time");
    ByOperator::new(&product(description), (&source, &tenant), SentBy::Backfill, "run-1", now)
}

#[test]
fn it_says_who_sent_it_and_holds_the_product_byte_for_byte() {
    let sent = sent("erp", "acme", "Mug").expect("a good product");
    let opened = open(&sent.message()).expect("an envelope");
    assert_eq!(&opened, sent.envelope());
    assert_eq!((opened.sent_by, opened.event_type.as_str()), (SentBy::Backfill, OPERATORS_EVENT));
    let body = opened.body.bytes().expect("its body");
    assert_eq!(Product::read(&body), Ok(product("Mug")));
    assert!(matches!(opened.body, Body::Utf8(_)));
}

#[test]
fn a_build_that_does_not_know_products_waits_for_one_that_does() {
    let message = sent("erp", "acme", "Mug").expect("a good product").message();
    let head: serde_json::Value =
        serde_json::from_str(message.lines().next().expect("a line")).expect("JSON");
    assert_eq!(head["v"], 3, "the door's are of version 2");
}

#[test]
fn what_its_source_could_not_tell_of_is_not_sent() {
    assert_eq!(sent("erp", "globex", "Mug"), Err(NotSendable::Tenant));
    assert_eq!(sent("callbacks", "acme", "Mug"), Err(NotSendable::NoStates));
    assert_eq!(sent("erp", "acme", "4711"), Err(NotSendable::Item(ItemError::NoLetter)));
}
