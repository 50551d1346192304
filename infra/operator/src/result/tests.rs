//! What is shown of an answer, and a row for other tests.

use super::*;
use classifications::{ItemKey, Mark, State, Version};
use serde_json::json;

/// A good answer for an item, recorded at this second.
pub(crate) fn row(tenant: &str, item: &str, second: i64) -> Row {
    let at = Timestamp::from_second(second).expect("a time");
    let (version, mark) = (Version::Sequence(7), Mark::new("0123456789abcdef"));
    let state = State { lineage: "erp".to_owned(), version, mark };
    Row {
        item: ItemKey::new(tenant, item),
        state: state.key(),
        tenant: tenant.to_owned(),
        item_id: item.to_owned(),
        lineage: state.lineage.clone(),
        version: state.version.plain(),
        version_kind: state.version.kind(),
        mark: state.mark.clone(),
        description: Some("Mug".to_owned()),
        country_of_origin: None,
        api: Some("classifier".to_owned()),
        source: "erp".to_owned(),
        event_id: "e1".to_owned(),
        request_id: "request-1".to_owned(),
        outcome: Outcome::Completed,
        hts_code: Some("6109.10.00.40".to_owned()),
        hts_digits: Some("6109100040".to_owned()),
        duty: Some("16.5%".to_owned()),
        confidence: Some(0.5),
        components: Vec::new(),
        failure: None,
        answer: r#"{"rate": 16.50}"#.to_owned(),
        api_request_id: "r1".to_owned(),
        model: None,
        schedule: None,
        attempts: 1,
        carried_from: None,
        received_at: Timestamp::UNIX_EPOCH,
        answered_at: at,
        recorded_at: at,
    }
}

#[test]
fn everything_that_is_kept_is_shown() {
    let shown = ShownResult::of(row("acme", "sku-1", 2));
    let expected = json!({
        "tenant": "acme",
        "item": "sku-1",
        "lineage": "erp",
        "version": "7",
        "event_id": "e1",
        "source": "erp",
        "request_id": "request-1",
        "description": "Mug",
        "country_of_origin": null,
        "status": "completed",
        "hts_code": "6109.10.00.40",
        "hts_digits": "6109100040",
        "duty": "16.5%",
        "confidence": 0.5,
        "failure": null,
        "components": [],
        "carried_from": null,
        "attempts": 1,
        "received_at": "1970-01-01T00:00:00Z",
        "answered_at": "1970-01-01T00:00:02Z",
        "recorded_at": "1970-01-01T00:00:02Z",
        "api_request_id": "r1",
        "model": null,
        "schedule": null,
        "answer": {"rate": 16.5},
    });
    assert_eq!(serde_json::to_value(&shown).expect("JSON"), expected);
    assert!(serde_json::to_string(&shown).expect("JSON").contains("16.50"));
}

#[test]
fn an_answer_that_is_no_json_is_shown_as_text() {
    let answer = verbatim("<html>").expect("a text");
    assert_eq!(answer.get(), r#""<html>""#);
}

#[test]
fn a_table_shows_versions_as_people_write_them() {
    let cells = ShownResult::of(row("acme", "sku-1", 2)).cells();
    let expected = [
        "erp#e1",
        "acme",
        "sku-1",
        "erp",
        "7",
        "6109.10.00.40",
        "16.5%",
        "2.0 s",
        "1",
        "completed",
    ];
    assert_eq!(cells, expected);
}
