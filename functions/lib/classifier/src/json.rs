//! From bytes to JSON, when they are meant to be that.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::error::CallError;

/// The text of a body, of which `serde_json` is known to read the whole.
///
/// What is wrong inside one text of one item would void the whole answer, so it is mended: bytes
/// that are no UTF-8, bare line breaks and tabs, and numbers that JSON does not have (`NaN`, which
/// Python's writer makes of a missing confidence). A byte order mark is skipped.
pub(crate) fn readable(body: &[u8]) -> Result<Cow<'_, str>, CallError> {
    let text = String::from_utf8_lossy(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    let Err(error) = serde_json::from_str::<&RawValue>(&text) else { return Ok(text) };
    let mended = mend(&text);
    match serde_json::from_str::<&RawValue>(&mended) {
        Ok(_) => Ok(Cow::Owned(mended)),
        Err(_) => Err(not_json(&error)),
    }
}

/// The whole of a text that was found readable.
pub(crate) fn whole(text: &str) -> Result<&RawValue, CallError> {
    serde_json::from_str(text).map_err(|error| not_json(&error))
}

pub(crate) fn nonsense(what: &str) -> CallError {
    CallError::Nonsense(what.to_owned())
}

/// Where, and never what stood there: it may hold a product's description.
fn not_json(error: &serde_json::Error) -> CallError {
    let (line, column) = (error.line(), error.column());
    CallError::Nonsense(format!("not the JSON of an answer, line {line}, column {column}"))
}

/// The text with `null` for numbers that are none, and blanks for control characters in texts.
fn mend(json: &str) -> String {
    let mut mended = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(quote) = rest.find('"') {
        let (outside, from_quote) = rest.split_at(quote);
        let (text, after) = from_quote.split_at(end_of_text(from_quote));
        mended.push_str(&without_nan(outside));
        mended.push_str(&text.replace(|c: char| c < ' ', " "));
        rest = after;
    }
    mended.push_str(&without_nan(rest));
    mended
}

fn without_nan(outside: &str) -> String {
    ["-Infinity", "Infinity", "NaN"]
        .iter()
        .fold(outside.to_owned(), |text, number| text.replace(number, "null"))
}

/// Where a text that begins with its quote ends.
fn end_of_text(quoted: &str) -> usize {
    let mut is_escaped = false;
    for (place, byte) in quoted.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return place.saturating_add(1),
            _ => {}
        }
    }
    quoted.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8]) -> String {
        readable(body).expect("JSON").into_owned()
    }

    #[test]
    fn a_body_may_begin_with_a_byte_order_mark() {
        assert_eq!(read(b"\xef\xbb\xbf{\"a\": 1}"), r#"{"a": 1}"#);
    }

    #[test]
    fn what_json_takes_is_left_as_it_is() {
        let body = r#"{"a":  "NaN -Infinity \" \\", "b": "\ud83d"}"#;
        assert_eq!(read(body.as_bytes()), body);
        assert!(matches!(readable(body.as_bytes()), Ok(Cow::Borrowed(_))));
    }

    #[test]
    fn what_is_wrong_in_one_place_is_mended_there_alone() {
        assert_eq!(read(br#"[NaN, -Infinity, "NaN\"NaN"]"#), r#"[null, null, "NaN\"NaN"]"#);
        assert_eq!(read(b"[\"one\ttwo\nthree\", 4]"), r#"["one two three", 4]"#);
        assert_eq!(read(b"[\"caf\xe9\", \"\xf0\x9f\"]"), "[\"caf\u{fffd}\", \"\u{fffd}\"]");
    }

    #[test]
    fn what_is_no_json_at_all_is_told_by_its_place_and_not_quoted() {
        for (body, place) in [
            ("hunter2", "line 1, column 1"),
            ("{\"a\":\n hunter2}", "line 2, column 2"),
            ("{\"a\": \"hunter2", "line 1, column 14"),
            ("", "line 1, column 0"),
        ] {
            let error = readable(body.as_bytes()).expect_err("no JSON").to_string();
            assert!(error.ends_with(place) && !error.contains("hunter2"), "{error}");
        }
    }
}
