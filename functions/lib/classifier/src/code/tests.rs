use super::*;

fn code_of(object: &str) -> Code {
    let raw: &RawValue = serde_json::from_str(object).expect("JSON");
    Code::of(&Fields::read(raw).expect("an object"))
}

fn given(code: &str) -> Code {
    Code::Given(code.to_owned())
}

#[test]
fn every_writing_of_a_code_is_kept_with_its_digits_beside() {
    for (written, digits) in [
        ("0101.21.00 10", "0101210010"),
        ("6109100040", "6109100040"),
        ("6109.10.00.40", "6109100040"),
        ("6109.10-0040", "6109100040"),
        ("6109 10 000 0", "6109100000"),
        ("8471 3000 00 0", "84713000000"),
        ("8471300000000", "8471300000000"),
        ("420222", "420222"),
        ("6109", "6109"),
        ("61.09.10", "610910"),
        ("6109\u{a0}10\u{a0}00", "61091000"),
    ] {
        assert_eq!(hts_digits(written).as_deref(), Some(digits), "{written}");
        let spaced = serde_json::json!({"hts_code": format!(" {written} ")});
        assert_eq!(code_of(&spaced.to_string()), given(written));
    }
}

#[test]
fn a_text_that_is_no_code_has_no_digits() {
    for text in [
        "",
        "n/a",
        "N/A",
        "none",
        "610",
        "123456789012345",
        "6109.10.00.12 (shirt)",
        "HTS 6109.10",
        ".6109",
        "6109.",
        "6109–10",
        "٦١٠٩",
        &format!("61{}09", ".".repeat(60)),
    ] {
        assert_eq!(hts_digits(text), None, "{text:?}");
    }
}

#[test]
fn the_digits_of_two_codes_are_never_joined() {
    for text in [
        "8517.62.0090 / 8517610000",
        "8517.62, 8517.61",
        "6109.10 6110.20",
        "610910-611020",
        "6109.10 - 6110.20",
        "8517.62.0090 8517.61.0000",
        "610910\n611020",
        "610910;611020",
    ] {
        assert_eq!(hts_digits(text), None, "{text:?}");
    }
}

#[test]
fn a_number_is_a_code_while_its_digits_can_be_all_of_them() {
    assert_eq!(code_of(r#"{"hts_code": 6109100040}"#), given("6109100040"));
    assert_eq!(code_of(r#"{"hts_code": 420222}"#), given("420222"));
    for number in ["101210000", "61091", "61", "-610910", "610910.0", "6.10e5", "1234567890123456"]
    {
        assert_eq!(code_of(&format!(r#"{{"hts_code": {number}}}"#)), Code::Unusable, "{number}");
    }
}

#[test]
fn the_next_known_field_is_looked_at_where_one_holds_no_code() {
    for first in [r#""n/a""#, "null", r#""""#, "101210000", "{}", "[]", "true"] {
        let object = format!(r#"{{"hts_code": {first}, "tariff_code": "6109.10"}}"#);
        assert_eq!(code_of(&object), given("6109.10"), "{first}");
    }
    assert_eq!(code_of(r#"{"hs_code": "4202.22", "hts": "4202.21"}"#), given("4202.22"));
}

#[test]
fn what_is_no_code_is_told_apart_from_no_word_of_one() {
    for (object, expected) in [
        (r#"{"hts_code": "n/a", "hs_code": null}"#, Code::Unusable),
        (r#"{"hts_code": {}, "hs_code": 7}"#, Code::Unusable),
        (r#"{"hts_code": ["6109.10"]}"#, Code::Odd),
        (r#"{"hts_code": false}"#, Code::Odd),
        (r#"{"hts_code": "61\ud83d09"}"#, Code::Odd),
        (r#"{"hts_code": null, "hs_code": "  "}"#, Code::Absent),
        (r#"{"code": "6109.10"}"#, Code::Absent),
    ] {
        assert_eq!(code_of(object), expected, "{object}");
    }
}
