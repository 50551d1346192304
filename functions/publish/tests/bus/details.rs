//! What a subscriber is told.

use serde_json::{Value, json};

use crate::double::{DoubleBus, handle, record, row, written};

/// The detail that is published for one row.
async fn told(change: &str, image: &Value) -> Value {
    let bus = DoubleBus::default();
    assert_eq!(handle(&bus, vec![record("1", change, image)]).await, Ok(None));
    let mut published = bus.published();
    assert_eq!(published.len(), 1, "{published:?}");
    published.remove(0)
}

#[tokio::test]
async fn a_whole_row_is_told_with_numbers_as_numbers_and_lists_as_lists() {
    let row = json!({
        "item": {"S": "acme#sku-1"},
        "state": {"S": "shop#sequence#00000000000000000008#00f0"},
        "tenant": {"S": "acme"},
        "item_id": {"S": "sku-1"},
        "lineage": {"S": "shop"},
        "version": {"S": "8"},
        "version_kind": {"S": "sequence"},
        "mark": {"S": "00f0"},
        "source": {"S": "shop-updates"},
        "event_id": {"S": "evt-1"},
        "request_id": {"S": "req-1"},
        "description": {"S": "Cotton T-shirt"},
        "country_of_origin": {"S": "CN"},
        "api": {"S": "tariff"},
        "outcome": {"S": "completed"},
        "hts_code": {"S": "6109.10.00.40"},
        "hts_digits": {"S": "6109100040"},
        "duty": {"S": "16.5%"},
        "model": {"S": "m-2"},
        "schedule": {"S": "2026-11"},
        "confidence": {"N": "0.97"},
        "components": {"L": [{"S": "6109.10"}, {"S": "6110.20"}]},
        "answer": {"S": "{\"verbatim\": true}"},
        "api_request_id": {"S": "call-1"},
        "attempts": {"N": "1"},
        "received_at": {"N": "1772366400000"},
        "answered_at": {"N": "1772366401000"},
        "recorded_at": {"N": "1772366402000"},
        "carried_from": {"M": {"item_id": {"S": "sku-1"}, "lineage": {"S": "shop"}, "version": {"S": "7"}}},
    });
    let expected = json!({
        "detail_version": 2,
        "tenant": "acme",
        "item_id": "sku-1",
        "lineage": "shop",
        "version": "8",
        "version_kind": "sequence",
        "outcome": "completed",
        "hts_code": "6109.10.00.40",
        "hts_digits": "6109100040",
        "duty": "16.5%",
        "schedule": "2026-11",
        "model": "m-2",
        "confidence": 0.97,
        "components": ["6109.10", "6110.20"],
        "country_of_origin": "CN",
        "source": "shop-updates",
        "event_id": "evt-1",
        "request_id": "req-1",
        "api_request_id": "call-1",
        "carried_from": {"item_id": "sku-1", "lineage": "shop", "version": "7"},
        "answered_at_ms": 1_772_366_401_000_i64,
        "recorded_at_ms": 1_772_366_402_000_i64,
        "change": "INSERT",
        "change_id": "change-1",
    });
    assert_eq!(told("INSERT", &row).await, expected);
}

#[tokio::test]
async fn what_a_row_does_not_have_or_has_empty_is_left_out() {
    let expected = json!({
        "detail_version": 2,
        "tenant": "acme",
        "item_id": "sku-1",
        "outcome": "completed",
        "change": "MODIFY",
        "change_id": "change-1",
    });
    assert_eq!(told("MODIFY", &row("sku-1")).await, expected);
    let mut empty = row("sku-1");
    empty["lineage"] = json!({"S": ""});
    empty["api_request_id"] = json!({"S": ""});
    assert_eq!(told("MODIFY", &empty).await, expected);
}

#[tokio::test]
async fn texts_arrive_as_they_stand_in_the_row() {
    for odd in [
        r#"12" tube"#,
        r"C:\new\table",
        "line\nbreak\tand\u{0}",
        "<$.x>",
        "Größe 8 ½ 🧵",
        "\u{feff}",
    ] {
        assert_eq!(told("INSERT", &row(odd)).await["item_id"], json!(odd));
    }
}

#[tokio::test]
async fn a_row_that_was_removed_is_no_news() {
    let bus = DoubleBus::default();
    let mut removed = record("1", "REMOVE", &row("sku-1"));
    removed["dynamodb"].as_object_mut().expect("an object").remove("NewImage");
    assert_eq!(handle(&bus, vec![removed, written("2", "sku-2")]).await, Ok(None));
    assert_eq!(bus.items(), ["sku-2"]);
}

#[tokio::test]
async fn attributes_that_nobody_is_told_may_be_of_any_kind() {
    let mut image = row("sku-1");
    image["answer"] = json!({"B": "AAEC"});
    image["tags"] = json!({"SS": ["a", "b"]});
    assert_eq!(told("INSERT", &image).await["item_id"], "sku-1");
}

#[tokio::test]
async fn a_record_that_no_event_can_be_made_of_holds_up_no_other() {
    let [mut no_tenant, mut odd_kind, mut odd_number] = ["a", "b", "c"].map(row);
    no_tenant.as_object_mut().expect("an object").remove("tenant");
    odd_kind["duty"] = json!({"B": "AAEC"});
    odd_number["confidence"] = json!({"N": "NaN"});
    let bad = [json!("no record"), json!({"eventName": "INSERT"})];
    let rows = [no_tenant, odd_kind, odd_number].map(|row| record("9", "INSERT", &row));
    for bad in bad.into_iter().chain(rows) {
        let bus = DoubleBus::default();
        let records = vec![written("1", "sku-1"), bad, written("3", "sku-3")];
        assert_eq!(handle(&bus, records).await, Ok(None));
        assert_eq!(bus.items(), ["sku-1", "sku-3"]);
    }
}
