//! `match` and `search` of RFC 9535 (§2.4.6, §2.4.7), the functions of a path that read a pattern.
//!
//! `serde_json_path` has them, too, by a `regex` with all its tables and engines, which every function
//! would link for filters that hardly any path has. A pattern is an I-Regexp (RFC 9485), which needs
//! the general categories of Unicode; `\d`, `\w` and `\s` are read as well, since people write them.

use regex::Regex;
use serde_json::Value;
use serde_json_path::functions::{LogicalType, ValueType};

/// Whether the whole of a text is what the pattern says.
#[serde_json_path::function(name = "match")]
fn matches(text: ValueType<'_>, pattern: ValueType<'_>) -> LogicalType {
    has(&text, &pattern, |pattern| format!("^(?:{pattern})$"))
}

/// Whether a part of a text is what the pattern says.
#[serde_json_path::function]
fn search(text: ValueType<'_>, pattern: ValueType<'_>) -> LogicalType {
    has(&text, &pattern, str::to_owned)
}

/// What is no text has no pattern, and what is no pattern matches nothing (RFC 9535 §2.4.6). A dot
/// stands for no end of a line, be it `\n` or `\r` (RFC 9485 §5.3).
fn has(
    text: &ValueType<'_>,
    pattern: &ValueType<'_>,
    whole: impl FnOnce(&str) -> String,
) -> LogicalType {
    let (Some(Value::String(text)), Some(Value::String(pattern))) =
        (text.as_value(), pattern.as_value())
    else {
        return LogicalType::False;
    };
    let pattern = Regex::new(&format!("(?R){}", whole(pattern)));
    pattern.is_ok_and(|pattern| pattern.is_match(text)).into()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::JsonPath;

    fn found<'v>(path: &str, value: &'v Value) -> Vec<&'v Value> {
        JsonPath::parse(path).expect("a good path").nodes(value)
    }

    /// The examples of RFC 9535, §2.4.6 and §2.4.7, and of its table 16.
    #[test]
    fn the_examples_of_the_rfc_are_found() {
        let books = json!([{"date": "1974-05-01"}, {"date": "1974-05-012"}, {"date": 1974}]);
        assert_eq!(found("$[?match(@.date, '1974-05-..')]", &books), [&books[0]]);
        let books = json!([{"author": "Bob"}, {"author": "Rob Roe"}, {"author": "Bert"}]);
        assert_eq!(found("$[?search(@.author, '[BR]ob')]", &books), [&books[0], &books[1]]);
        let table = json!({"a": [3, 5, {"b": "j"}, {"b": "k"}, {"b": {}}, {"b": "kilo"}]});
        assert_eq!(found("$.a[?match(@.b, '[jk]')]", &table), [&table["a"][2], &table["a"][3]]);
        let searched = [&table["a"][2], &table["a"][3], &table["a"][5]];
        assert_eq!(found("$.a[?search(@.b, '[jk]')]", &table), searched);
    }

    /// After the JSONPath Compliance Test Suite (`functions/match.json`, `functions/search.json`).
    #[test]
    fn patterns_are_read_as_i_regexps() {
        let texts = json!(["ж", "Ж", "1", "жЖ", true, [], "\u{1}1", "x\r\ny", "x\u{2028}y"]);
        for (filter, expected) in [
            (r"match(@, '\\p{Lu}')", vec![1]),
            (r"match(@, '\\P{Lu}')", vec![0, 2]),
            (r"search(@, '\\p{Lu}')", vec![1, 3]),
            (r"match(@, '.')", vec![0, 1, 2]),
            (r"match(@, 'x.y')", vec![8]),
            (r"search(@, 'x..y')", vec![]),
            (r"match(@, '1|ж')", vec![0, 2]),
            (r"search(@, '\\d')", vec![2, 6]),
            (r"match(@, 'not ( a pattern')", vec![]),
            (r"match(@, 1)", vec![]),
        ] {
            let expected: Vec<&Value> =
                expected.into_iter().map(|place: usize| &texts[place]).collect();
            assert_eq!(found(&format!("$[?{filter}]"), &texts), expected, "{filter}");
        }
    }

    #[test]
    fn a_function_that_there_is_not_is_said_when_the_path_is_read() {
        let error = JsonPath::parse("$[?matches(@.a, 'b')]").expect_err("no such function");
        assert!(error.to_string().contains("matches"), "{error}");
    }
}
