//! What stands in quotes in a path.

use serde_json::Value;

/// A text in quotes, and what is around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted<'p> {
    /// What comes before the quote.
    pub before: &'p str,
    /// What is in the quotes, as it is written.
    pub text: &'p str,
    /// What comes behind them.
    pub after: &'p str,
}

impl Quoted<'_> {
    /// The text that is meant: the escapes are those of JSON, and `\'` (RFC 9535 §2.3.1.1).
    pub fn unescaped(&self) -> Option<String> {
        let mut json = String::from("\"");
        let mut chars = self.text.chars();
        while let Some(char) = chars.next() {
            match char {
                '"' => json.push_str("\\\""),
                '\\' => match chars.next()? {
                    '\'' => json.push('\''),
                    escaped => json.extend(['\\', escaped]),
                },
                plain => json.push(plain),
            }
        }
        json.push('"');
        match serde_json::from_str(&json) {
            Ok(Value::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// Every text in quotes, in order.
pub(super) fn quoted(path: &str) -> impl Iterator<Item = Quoted<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let (before, from_quote) = path.split_at(from + path.get(from..)?.find(['\'', '"'])?);
        let quote = from_quote.chars().next()?;
        let inside = from_quote.strip_prefix(quote)?;
        let mut is_escaped = false;
        let end = inside.find(|char: char| {
            let ends = char == quote && !is_escaped;
            is_escaped = char == '\\' && !is_escaped;
            ends
        })?;
        let (text, from_end) = inside.split_at(end);
        let after = from_end.strip_prefix(quote)?;
        from = path.len() - after.len();
        Some(Quoted { before, text, after })
    })
}
