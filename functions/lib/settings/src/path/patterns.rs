//! `match` and `search` of RFC 9535 (§2.4.6, §2.4.7), the functions of a path that read a pattern.
//!
//! `serde_json_path` has them, too, by a `regex` with all its tables and engines, which every function
//! would link for filters that hardly any path has. A pattern is an I-Regexp (RFC 9485), which needs
//! the general categories of Unicode; `\d`, `\w` and `\s` are read as well, since people write them.

use regex::Regex;
use serde_json::Value;
use serde_json_path::functions::{LogicalType, ValueType};

use super::error::PathError;
use super::quoted::{Quoted, quoted};

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
    regex(&whole(pattern)).is_ok_and(|pattern| pattern.is_match(text)).into()
}

fn regex(pattern: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("(?R){pattern}"))
}

/// Refuses a path with a pattern that would match nothing, whatever the text. A pattern that stands
/// in the body itself is known when the body is read, and not here.
pub(super) fn check(path: &str) -> Result<(), PathError> {
    for pattern in quoted(path).filter(is_pattern).filter_map(|quoted| quoted.unescaped()) {
        if let Err(error) = regex(&pattern) {
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default();
            let why = why.strip_prefix("error: ").unwrap_or(why).to_owned();
            return Err(PathError::Pattern { pattern, why });
        }
    }
    Ok(())
}

/// Whether it is the second argument of a function: no other function than these has two.
fn is_pattern(quoted: &Quoted<'_>) -> bool {
    quoted.before.trim_end().ends_with(',') && quoted.after.trim_start().starts_with(')')
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
            (r"match(@, 1)", vec![]),
        ] {
            let expected: Vec<&Value> =
                expected.into_iter().map(|place: usize| &texts[place]).collect();
            assert_eq!(found(&format!("$[?{filter}]"), &texts), expected, "{filter}");
        }
    }

    #[test]
    fn a_pattern_in_the_body_that_is_none_matches_nothing() {
        let body = json!({"pattern": "not ( a pattern", "texts": ["not ( a pattern"]});
        assert_eq!(found("$.texts[?match(@, $.pattern)]", &body), [] as [&Value; 0]);
    }

    #[test]
    fn a_pattern_that_would_match_nothing_is_said_when_the_path_is_read() {
        for (path, pattern, why) in [
            ("$[?match(@.a, 'a(b')]", "a(b", "unclosed group"),
            (
                r#"$[?@.a == 'x' && search( @.b , "\"[z-a]" )]"#,
                "\"[z-a]",
                "invalid character class",
            ),
            (r"$[?search(@.b, '\u0028\'')]", "('", "unclosed group"),
            (r"$[?match(@.b, '\\p{Klingon}')]", r"\p{Klingon}", "Unicode property not found"),
        ] {
            let error = JsonPath::parse(path).expect_err("no pattern").to_string();
            assert!(error.contains(&format!("`{pattern}`")), "{path}: {error}");
            assert!(error.contains(why) && error.contains("I-Regexp"), "{path}: {error}");
        }
        for path in [
            "$[?match(@.a, 'a\\\\(b')]",
            "$[?@.a == 'a(b']",
            "$[?(@.a == 'a(b') || search(@.b, 'c')]",
            "$['a,', 'b(']",
        ] {
            assert!(JsonPath::parse(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_function_that_there_is_not_is_said_when_the_path_is_read() {
        let error = JsonPath::parse("$[?matches(@.a, 'b')]").expect_err("no such function");
        assert!(error.to_string().contains("matches"), "{error}");
    }
}
