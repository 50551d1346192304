use serde_json::{from_value, json, to_value};

use super::*;
use crate::control::Rule;

fn refusal(rule: Value) -> String {
    from_value::<Rule>(rule).unwrap_err().to_string()
}

#[test]
fn every_rule_is_written_as_it_was_read() {
    for rule in [
        json!({"status": 503, "retry_after": "2", "body": {"busy": true}, "times": 2}),
        json!({"status": 503, "retry_after": "5s", "without_date": true}),
        json!({"accept": 2, "when_described": "mug"}),
        json!({"hang": true, "when_item": "sku-1"}),
        json!({"close": true, "after_work": true}),
        json!({"trickle_ms": 200}),
        json!({"nonsense": "duplicate_items"}),
    ] {
        let read: Rule = from_value(rule.clone()).unwrap();
        assert_eq!(to_value(read).unwrap(), rule);
    }
}

#[test]
fn a_rule_has_exactly_one_behaviour() {
    let none = FormError::NoBehaviour.to_string();
    assert_eq!(refusal(json!({"times": 1})), none);
    assert_eq!(refusal(json!({"hang": false})), none);
    let several = FormError::SeveralBehaviours.to_string();
    assert_eq!(refusal(json!({"hang": true, "close": true})), several);
}

#[test]
fn details_that_would_have_no_effect_are_refused() {
    let stray = FormError::StrayDetail.to_string();
    assert_eq!(refusal(json!({"hang": true, "retry_after": "1"})), stray);
    assert_eq!(refusal(json!({"accept": 1, "without_date": true})), stray);
    assert_eq!(refusal(json!({"status": 100})), FormError::Status(100).to_string());
    assert!(refusal(json!({"status": 500, "retry-after": "1"})).contains("unknown field"));
    assert!(refusal(json!({"status": 500, "times": 0})).contains("nonzero"));
}
