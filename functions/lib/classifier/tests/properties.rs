//! What holds of any answer and any code.
#![allow(clippy::expect_used, reason = "a test may fail")]

use classifier::{Answer, Question, hts_digits, read_answers};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Any JSON, and often the fields that mean something.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,20}".prop_map(Value::from),
        "[0-9. /-]{1,16}".prop_map(Value::from),
        "(pending|failed|COMPLETED|timeout|n/a|good)".prop_map(Value::from),
    ];
    let name =
        "(item_id|id|status|hts_code|hs_code|code|error|duty|confidence|components|[a-z]{1,3})";
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(name, inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn question(item_id: &str) -> Question {
    Question { item_id: item_id.to_owned(), description: String::new(), country_of_origin: None }
}

fn names(json: &Value, id: &str) -> bool {
    json.get("item_id").or(json.get("id")).and_then(Value::as_str) == Some(id)
}

proptest! {
    #[test]
    fn no_item_whatever_it_is_voids_a_good_neighbour(
        before in prop::collection::vec(any_json(), 0..4),
        after in prop::collection::vec(any_json(), 0..4),
        about in any_json(),
    ) {
        prop_assume!(!before.iter().chain(&after).any(|item| names(item, "a good one")));
        let good = json!({"item_id": "a good one", "status": "completed", "hts_code": "6109.10"});
        let results: Vec<_> = before.into_iter().chain([good.clone()]).chain(after).collect();
        let body = json!({"results": results, "model": about, "schedule": about, "status": about});
        let questions = ["a good one", "good", "pending"].map(question);
        let answers = read_answers(&questions, body.to_string().as_bytes(), &[]).expect("an answer");
        prop_assert_eq!(answers.items.len(), 3);
        let Answer::Completed { hts_code, verbatim, .. } = &answers.items[0] else {
            return Err(TestCaseError::fail(format!("{:?}", answers.items[0])));
        };
        prop_assert_eq!((hts_code.as_str(), verbatim), ("6109.10", &good.to_string()));
    }

    #[test]
    fn a_completed_item_always_has_a_code_with_digits_and_bounded_columns(item in any_json()) {
        let Ok(answers) = read_answers(&[question("good")], item.to_string().as_bytes(), &[]) else {
            return Ok(());
        };
        if let Answer::Completed { hts_code, duty, confidence, components, .. } = &answers.items[0] {
            prop_assert!(hts_digits(hts_code).is_some(), "{}", hts_code);
            prop_assert!(components.iter().all(|code| hts_digits(code).is_some()));
            prop_assert!(duty.as_ref().is_none_or(|duty| duty.len() <= 256));
            prop_assert!(confidence.is_none_or(|sure| (0.0..=100.0).contains(&sure)));
        }
    }

    #[test]
    fn any_text_has_four_to_fourteen_digits_or_none(text in "(.*|[0-9. \u{a0}/-]{0,24})") {
        if let Some(digits) = hts_digits(&text) {
            prop_assert!((4..=14).contains(&digits.len()), "{}", digits);
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            let written: String = text.chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(digits, written, "nothing is padded, and nothing left out");
        }
    }

    #[test]
    fn any_bytes_are_an_answer_for_every_item_or_none(body in any::<Vec<u8>>()) {
        let questions = ["a", "b"].map(question);
        if let Ok(answers) = read_answers(&questions, &body, &[]) {
            prop_assert_eq!(answers.items.len(), 2);
        }
    }
}
