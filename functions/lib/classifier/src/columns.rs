//! What is written beside a code: only what is found is extracted, since the API's full schema is
//! not public and the answer is kept verbatim. None of these fields ever voids an item.
//!
//! | Column | Taken from | Left out |
//! |---|---|---|
//! | `duty` | `duty` or `duties`: a text or number, or the `total`, `total_rate` or `general` of an object | other types |
//! | `confidence` | a number, or a text that is one, from 0 to 100 | anything else, and what is closer to 0 than a billionth |
//! | `components` | a list of codes, or of objects with codes; the first 100 | parts without a code |
//! | `model`, `schedule`, `request_id` | a text or number, as written | other types |
//!
//! A text is cut after 256 bytes, for its column only.

use serde_json::value::RawValue;

use crate::code::Code;
use crate::fields::{Field, Fields};

/// The most bytes of a text in a column.
pub(crate) const MAX_COLUMN_BYTES: usize = 256;

/// The most codes of parts.
const MAX_COMPONENTS: usize = 100;

/// The least confidence that is not none: the table takes no number that is arbitrarily small.
const LEAST: f64 = 1e-9;

/// A text or number that describes, as written.
pub(crate) fn text(fields: &Fields<'_>, name: &str) -> Option<String> {
    fields.get(name).word().and_then(|text| column(&text))
}

/// A text as it stands in a column: without blanks around it, cut on a character's boundary.
pub(crate) fn column(text: &str) -> Option<String> {
    let trimmed = text.trim();
    let cut = trimmed.get(..trimmed.floor_char_boundary(MAX_COLUMN_BYTES)).unwrap_or_default();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// All duties together, as given.
pub(crate) fn duty(fields: &Fields<'_>) -> Option<String> {
    let total = |field: Field<'_>| match field {
        Field::Object(stack) => stack.word(&["total", "total_rate", "general"]),
        other => other.word(),
    };
    ["duty", "duties"].into_iter().find_map(|name| column(&total(fields.get(name))?))
}

/// How sure the provider says it is: from 0 to 1, or to 100, as given.
pub(crate) fn confidence(fields: &Fields<'_>) -> Option<f64> {
    let confidence: f64 = fields.get("confidence").word()?.trim().parse().ok()?;
    let is_kept = confidence == 0.0 || (LEAST..=100.0).contains(&confidence);
    is_kept.then_some(confidence.abs())
}

/// Codes of the parts of composite goods, as given.
pub(crate) fn components(fields: &Fields<'_>) -> Vec<String> {
    match fields.get("components") {
        Field::List(parts) => codes(&parts),
        Field::Absent | Field::Text(_) | Field::Number(_) | Field::Object(_) | Field::Other => {
            Vec::new()
        }
    }
}

fn codes(parts: &[&RawValue]) -> Vec<String> {
    parts.iter().filter_map(|part| Code::of_part(part)).take(MAX_COMPONENTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T>(object: &str, column: impl Fn(&Fields<'_>) -> T) -> T {
        let raw: &RawValue = serde_json::from_str(object).expect("JSON");
        column(&Fields::read(raw).expect("an object"))
    }

    #[test]
    fn duty_is_a_rate_or_the_total_of_a_stack_as_written() {
        for (object, expected) in [
            (r#"{"duty": "16.5%"}"#, Some("16.5%")),
            (r#"{"duty": 16.50}"#, Some("16.50")),
            (r#"{"duty": {"general": "10%", "total": 27.50}}"#, Some("27.50")),
            (r#"{"duty": {"general": "Free"}}"#, Some("Free")),
            (r#"{"duty": null, "duties": {"total_rate": "3%"}}"#, Some("3%")),
            (r#"{"duty": ["10%"], "duties": "4%"}"#, Some("4%")),
            (r#"{"duty": {"total": {}}}"#, None),
            (r#"{"duty": true}"#, None),
            (r#"{"duty": ""}"#, None),
            ("{}", None),
        ] {
            assert_eq!(read(object, duty).as_deref(), expected, "{object}");
        }
    }

    #[test]
    fn confidence_is_a_number_or_a_text_that_is_one() {
        for (written, expected) in [
            ("0.87", Some(0.87)),
            ("\"0.87\"", Some(0.87)),
            ("\" 87 \"", Some(87.0)),
            ("1", Some(1.0)),
            ("0", Some(0.0)),
            ("-0.0", Some(0.0)),
            ("-0.1", None),
            ("100.5", None),
            ("1e400", None),
            ("1e-300", None),
            ("\"NaN\"", None),
            ("\"inf\"", None),
            ("\"high\"", None),
            ("null", None),
            ("[0.9]", None),
        ] {
            let object = format!(r#"{{"confidence": {written}}}"#);
            assert_eq!(read(&object, confidence), expected, "{written}");
        }
    }

    #[test]
    fn components_are_codes_or_objects_that_have_one() {
        for (parts, expected) in [
            (r#"["6912.00.44.00", "0902.10.10.50"]"#, &["6912.00.44.00", "0902.10.10.50"][..]),
            (r#"[{"hts_code": "6912.00"}, {"hs_code": " 0902.10 "}]"#, &["6912.00", "0902.10"]),
            (
                r#"[6912004400, "n/a", 902101050, {"hts_code": "0902.10"}]"#,
                &["6912004400", "0902.10"],
            ),
            (r#"[null, [], {}, true, "6912.00"]"#, &["6912.00"]),
            (r#""6912.00""#, &[]),
            ("{}", &[]),
        ] {
            let object = format!(r#"{{"components": {parts}}}"#);
            assert_eq!(read(&object, components), expected, "{parts}");
        }
        let many = vec!["\"6912.00\""; 300].join(",");
        assert_eq!(read(&format!(r#"{{"components": [{many}]}}"#), components).len(), 100);
    }

    #[test]
    fn a_text_is_cut_for_its_column_on_a_characters_boundary() {
        let long = format!("{}é{}", "x".repeat(255), "y".repeat(1_000_000));
        let kept = column(&long).expect("a text");
        assert_eq!(kept, "x".repeat(255));
        assert_eq!(column(" m-1 ").as_deref(), Some("m-1"));
        assert_eq!(column("  "), None);
    }

    #[test]
    fn what_describes_is_kept_as_written_or_left_out() {
        let text = |object: &str| read(object, |fields| text(fields, "schedule"));
        assert_eq!(text(r#"{"schedule": 2026}"#).as_deref(), Some("2026"));
        assert_eq!(text(r#"{"schedule": 2026.10}"#).as_deref(), Some("2026.10"));
        for none in ["null", "true", "[2026]", "{}", r#""\ud83d""#] {
            assert_eq!(text(&format!(r#"{{"schedule": {none}}}"#)), None, "{none}");
        }
    }
}
