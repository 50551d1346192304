//! Where something is in a body: a `JSONPath` (RFC 9535).

mod error;
mod patterns;
mod quoted;

use std::fmt;

use serde_json::Value;
use serde_json_path::NormalizedPath;

pub(crate) use error::PathError;

use quoted::quoted;

/// A parsed `JSONPath`, and the text it was parsed from.
#[derive(Clone, Debug)]
pub struct JsonPath {
    text: String,
    path: serde_json_path::JsonPath,
}

/// The ways to write that a path ends in an element's own text. The element itself reads as its
/// text, so the ending is left out: one path serves elements with and without attributes.
const OWN_TEXT: [&str; 2] = ["['#text']", "[\"#text\"]"];

impl JsonPath {
    pub(crate) fn parse(text: &str) -> Result<Self, PathError> {
        let path = serde_json_path::JsonPath::parse(text)?;
        patterns::check(text)?;
        let element = OWN_TEXT.into_iter().find_map(|ending| text.strip_suffix(ending));
        let element = element.and_then(|path| serde_json_path::JsonPath::parse(path).ok());
        Ok(Self { text: text.to_owned(), path: element.unwrap_or(path) })
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

    /// The names with a prefix that stand in it (`ns:order` of `$['ns:order'][0]`), and any other
    /// quoted text with a colon. A path can name a prefix in quotes only (RFC 9535 §2.5.1.1).
    pub fn prefixed_names(&self) -> impl Iterator<Item = &str> {
        quoted(&self.text)
            .map(|quoted| quoted.text)
            .filter(|name| name.contains(':') && !name.starts_with('@'))
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

    fn path(text: &str) -> JsonPath {
        JsonPath::parse(text).expect("a good path")
    }

    #[test]
    fn a_path_that_stays_under_one_member_of_the_root_says_which() {
        let top = |text: &str| path(text).top_member().map(str::to_owned);
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
    fn the_text_of_an_element_is_the_element() {
        let body = json!({"text": ["a", {"@lang": "en", "#text": "b"}]});
        for ending in OWN_TEXT {
            let path = path(&format!("$.text[*]{ending}"));
            assert_eq!(path.nodes(&body), path_nodes("$.text[*]", &body));
            assert_eq!(path.to_string(), format!("$.text[*]{ending}"), "it is named as written");
        }
        let everywhere = path("$..['#text']");
        assert_eq!(everywhere.nodes(&body), [&json!("b")], "`$..` alone is no path");
    }

    fn path_nodes<'v>(text: &str, value: &'v Value) -> Vec<&'v Value> {
        path(text).nodes(value)
    }

    #[test]
    fn names_with_a_prefix_are_those_in_quotes_with_a_colon() {
        let names = |text: &str| path(text).prefixed_names().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(names("$['ns:order'][0].line[*][\"g:id\"]"), ["ns:order", "g:id"]);
        assert_eq!(names("$['a:b','c'][?@['d:e'][0] == 'x']"), ["a:b", "d:e"]);
        assert_eq!(names(r#"$[?@['a'] == "it's" || @.b == 'it\'s']['ns:x']"#), ["ns:x"]);
        assert!(names("$.order[1:2]['@xml:lang'][?@['c'] == 'd']").is_empty());
    }
}
