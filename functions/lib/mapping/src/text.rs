//! What a node of a body reads as, where a text is wanted. The one place that decides what is
//! absent, for JSON and XML alike.

use std::borrow::Cow;

use serde_json::{Map, Number, Value};
use settings::JsonPath;
use thiserror::Error;

use crate::digits::Digits;

/// Why a path gave no text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TextError {
    /// Nothing there, or what counts as nothing: `null`, `""`, blanks, `false`, `[]`, `{}`, and an
    /// element of XML that is empty or `xsi:nil`.
    #[error("{0} selects nothing, or an empty value")]
    Missing(String),
    /// Something there that is no text.
    #[error(
        "{0} selects neither a text nor a number (of XML, `[0]` selects the first of some elements)"
    )]
    NotText(String),
    /// An id that another reader may print differently.
    #[error("{0} selects a number that is not written as a whole one (4711, not 4711.0 or 4e3)")]
    NotWhole(String),
}

/// What a node is to a reader of texts.
enum Reads<'v> {
    Absent,
    Text(&'v str),
    Number(&'v Number),
    NoText,
}

/// Reads texts out of one body.
#[derive(Debug)]
pub(crate) struct Texts<'b> {
    digits: Digits<'b>,
}

impl<'b> Texts<'b> {
    /// `root` is what was parsed from `body`.
    pub fn of(body: &'b [u8], root: &'b Value) -> Self {
        Self { digits: Digits::of(body, root) }
    }

    /// The texts that a path selects, trimmed and joined by `; `: one path may select several
    /// (`$['title','kind']`), and empty ones are left out. Numbers are texts too, as written.
    pub fn text(&self, path: &JsonPath, node: &Value) -> Result<String, TextError> {
        self.optional(path, node)?.ok_or_else(|| TextError::Missing(path.to_string()))
    }

    /// The same, where nothing selected is no mistake.
    pub fn optional(&self, path: &JsonPath, node: &Value) -> Result<Option<String>, TextError> {
        joined(path, node, |node, number| Ok(self.digits.written(node, number)))
    }

    /// The same for what names something: a number in it is a whole one.
    pub fn id(&self, path: &JsonPath, node: &Value) -> Result<String, TextError> {
        let id = joined(path, node, |node, number| {
            let digits = self.digits.written(node, number);
            let is_whole = is_digits(digits.strip_prefix('-').unwrap_or(&digits));
            if is_whole { Ok(digits) } else { Err(TextError::NotWhole(path.to_string())) }
        })?;
        id.ok_or_else(|| TextError::Missing(path.to_string()))
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every text that is not empty; `digits` writes a number.
fn joined<'v>(
    path: &JsonPath,
    node: &'v Value,
    digits: impl Fn(&'v Value, &'v Number) -> Result<Cow<'v, str>, TextError>,
) -> Result<Option<String>, TextError> {
    let mut texts = Vec::new();
    for node in path.nodes(node) {
        match reads(node) {
            Reads::Absent => {}
            Reads::Text(text) => texts.push(Cow::Borrowed(text)),
            Reads::Number(number) => texts.push(digits(own_text(node), number)?),
            Reads::NoText => return Err(TextError::NotText(path.to_string())),
        }
    }
    Ok((!texts.is_empty()).then(|| texts.join("; ")))
}

fn reads(node: &Value) -> Reads<'_> {
    match node {
        Value::Null | Value::Bool(false) => Reads::Absent,
        Value::Number(number) => Reads::Number(number),
        Value::String(text) => match text.trim() {
            "" => Reads::Absent,
            text => Reads::Text(text),
        },
        Value::Array(elements) if elements.is_empty() => Reads::Absent,
        Value::Array(_) | Value::Bool(true) => Reads::NoText,
        Value::Object(members) => element(members),
    }
}

/// An element of XML reads as its text, whatever attributes it has. JSON that was made from XML
/// writes it the same way.
fn element(members: &Map<String, Value>) -> Reads<'_> {
    if members.is_empty() || members.iter().any(is_nil) {
        return Reads::Absent;
    }
    match members.get(OWN_TEXT) {
        Some(Value::Array(_) | Value::Object(_)) | None => Reads::NoText,
        Some(text) => reads(text),
    }
}

/// Under which an element's own text stands beside its attributes and children.
pub(crate) const OWN_TEXT: &str = "#text";

/// `xsi:nil`, under whatever prefix.
fn is_nil((name, value): (&String, &Value)) -> bool {
    let local = name.strip_prefix('@').map(|name| name.rsplit_once(':').map_or(name, |(_, n)| n));
    local == Some("nil") && value.as_str().is_some_and(|value| matches!(value.trim(), "true" | "1"))
}

/// The node that holds an element's text; any other node itself.
fn own_text(node: &Value) -> &Value {
    node.get(OWN_TEXT).unwrap_or(node)
}
