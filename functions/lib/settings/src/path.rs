//! Where something is in a body: a `JSONPath` (RFC 9535).

use std::fmt;

use serde_json::Value;
use serde_json_path::{NormalizedPath, ParseError};
use thiserror::Error;

/// A parsed `JSONPath`, and the text it was parsed from.
#[derive(Clone, Debug)]
pub struct JsonPath {
    text: String,
    path: serde_json_path::JsonPath,
}

/// Why a path gave no text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TextError {
    /// Nothing there, or `null`.
    #[error("{0} selects nothing")]
    Missing(String),
    /// An object, an array or a boolean.
    #[error("{0} selects neither a string nor a number")]
    NotText(String),
    /// A number that another reader may print differently.
    #[error("{0} selects a number that is not whole")]
    NotWhole(String),
}

impl JsonPath {
    pub(crate) fn parse(text: &str) -> Result<Self, ParseError> {
        serde_json_path::JsonPath::parse(text).map(|path| Self { text: text.to_owned(), path })
    }

    /// The member of the root under which everything stands that this path can select, and
    /// everything that it looks at; nothing where it may look anywhere.
    pub fn top_member(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("$.")?;
        let end = rest.find(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
        let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
        let ends = rest.is_empty() || rest.starts_with(['.', '[']);
        // A filter further on may name the root again.
        (!name.is_empty() && ends && !rest.contains('$')).then_some(name)
    }

    /// Every node that the path selects.
    pub fn nodes<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        self.path.query(value).all()
    }

    /// The same, each with the names and numbers that lead to it.
    pub fn located<'v>(&self, value: &'v Value) -> Vec<(NormalizedPath<'v>, &'v Value)> {
        let located = self.path.query_located(value);
        located.into_iter().map(|found| (found.location().clone(), found.node())).collect()
    }

    /// The texts it selects, joined by `; `: one path may select several (`$['title','kind']`).
    /// Whole numbers are texts too, digit for digit.
    pub fn text(&self, value: &Value) -> Result<String, TextError> {
        let nodes = self.nodes(value);
        let texts = nodes.into_iter().filter(|node| !node.is_null()).map(|node| self.one(node));
        let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
        if texts.is_empty() {
            return Err(TextError::Missing(self.text.clone()));
        }
        Ok(texts.join("; "))
    }

    /// The same, where nothing selected is no mistake.
    pub fn optional_text(&self, value: &Value) -> Result<Option<String>, TextError> {
        match self.text(value) {
            Ok(text) => Ok(Some(text)),
            Err(TextError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn one(&self, node: &Value) -> Result<String, TextError> {
        match node {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) if number.is_f64() => Err(TextError::NotWhole(self.text.clone())),
            Value::Number(number) => Ok(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                Err(TextError::NotText(self.text.clone()))
            }
        }
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(path: &str, value: &Value) -> Result<String, TextError> {
        JsonPath::parse(path).expect("a good path").text(value)
    }

    #[test]
    fn whole_numbers_keep_every_digit() {
        let value = json!({"id": 788_032_119_674_292_922_u64});
        assert_eq!(text("$.id", &value).as_deref(), Ok("788032119674292922"));
    }

    #[test]
    fn a_path_that_stays_under_one_member_of_the_root_says_which() {
        let top = |path: &str| {
            let path = JsonPath::parse(path).expect("a good path");
            path.top_member().map(str::to_owned)
        };
        for path in ["$.data", "$.data.id", "$.data[0].id", "$.data..id", "$.data[?@.a == 1].id"] {
            assert_eq!(top(path).as_deref(), Some("data"), "{path}");
        }
        let anywhere =
            ["$", "$..id", "$.*", "$['data']", "$['a','b']", "$.data[?$.a == 1]", "$.d\u{e9}"];
        for path in anywhere {
            assert_eq!(top(path), None, "{path}");
        }
    }

    #[test]
    fn several_selected_texts_are_joined() {
        let value = json!({"title": "Mug", "kind": "ceramic", "note": null});
        let joined = text("$['title','kind','note']", &value);
        assert_eq!(joined.as_deref(), Ok("Mug; ceramic"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let value = json!({"a": [], "f": 1.5});
        assert_eq!(text("$.a", &value), Err(TextError::NotText("$.a".into())));
        assert_eq!(text("$.f", &value), Err(TextError::NotWhole("$.f".into())));
        assert_eq!(text("$.b", &value), Err(TextError::Missing("$.b".into())));
    }
}
