//! The same JSON in other writings. Numbers and the order of keys stay as they are: other programs
//! keep them, and a parser would not.

use std::fmt::Write;

use serde::de::IgnoredAny;

/// White space between the parts of a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// None.
    Compact,
    /// After each comma and colon (Python).
    Spaced,
    /// A line for each part, indented by so many spaces.
    Indented(usize),
    /// A line for each part, indented by tabs.
    Tabbed,
}

impl Layout {
    /// Those that libraries have by default, or by their first option.
    pub const ALL: [Self; 5] =
        [Self::Compact, Self::Spaced, Self::Indented(2), Self::Indented(4), Self::Tabbed];
}

/// Whether a text is JSON.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The same with its keys in order; nothing where it is no object or list.
pub(super) fn sorted(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    serde_json::to_string(&value).ok()
}

/// The same text in four writings of its strings: as they are, with every escape that need not be
/// resolved, with all but ASCII escaped, with slashes escaped (PHP), and with both.
pub(super) fn writings(text: &str) -> [String; 5] {
    let plain = unescaped(text);
    let ascii = in_ascii(&plain);
    let slashes = |text: &str| text.replace('/', "\\/");
    [text.to_owned(), plain.clone(), slashes(&plain), slashes(&ascii), ascii]
}

/// The same parts with other white space between them.
pub(super) fn laid_out(text: &str, layout: Layout) -> String {
    let tokens = tokens(text);
    let mut out = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for (number, token) in tokens.iter().enumerate() {
        let next = tokens.get(number.saturating_add(1)).copied().unwrap_or_default();
        let is_empty = matches!((*token, next), ("{", "}") | ("[", "]"));
        match *token {
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                let opened = number.checked_sub(1).and_then(|before| tokens.get(before));
                if !opened.is_some_and(|token| matches!(*token, "{" | "[")) {
                    out.push_str(&line_break(layout, depth));
                }
                out.push_str(token);
            }
            "{" | "[" => {
                depth = depth.saturating_add(1);
                out.push_str(token);
                if !is_empty {
                    out.push_str(&line_break(layout, depth));
                }
            }
            "," => out.push_str(&after_comma(layout, depth)),
            ":" => out.push_str(if layout == Layout::Compact { ":" } else { ": " }),
            other => out.push_str(other),
        }
    }
    out
}

fn line_break(layout: Layout, depth: usize) -> String {
    match layout {
        Layout::Compact | Layout::Spaced => String::new(),
        Layout::Indented(by) => format!("\n{}", " ".repeat(depth.saturating_mul(by))),
        Layout::Tabbed => format!("\n{}", "\t".repeat(depth)),
    }
}

fn after_comma(layout: Layout, depth: usize) -> String {
    match layout {
        Layout::Compact => ",".to_owned(),
        Layout::Spaced => ", ".to_owned(),
        Layout::Indented(_) | Layout::Tabbed => format!(",{}", line_break(layout, depth)),
    }
}

/// The parts of a JSON text: strings with their marks, numbers, words, and each bracket, comma and
/// colon.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => string_end(rest),
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest
                .find(|c: char| c.is_ascii_whitespace() || "{}[],:\"".contains(c))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// Where a string ends, its second mark included.
fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, char) in text.char_indices().skip(1) {
        match char {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at.saturating_add(1),
            _ => {}
        }
    }
    text.len()
}

/// `\/` as `/`, and `\u00e9` as é, where that is not a control character, a mark or a backslash.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (written, tail) = escape(after);
        out.push_str(&written);
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// What stands for the escape that `after` goes on with, and what comes behind it.
fn escape(after: &str) -> (String, &str) {
    if let Some(tail) = after.strip_prefix('/') {
        return ("/".to_owned(), tail);
    }
    // A character beyond U+FFFF is two escapes.
    for length in [11, 5] {
        let Some((escape, tail)) = after.split_at_checked(length) else { continue };
        let text: Option<String> = serde_json::from_str(&format!("\"\\{escape}\""))
            .ok()
            .filter(|_| escape.starts_with('u'));
        let mut chars = text.iter().flat_map(|text| text.chars());
        if let (Some(char), None) = (chars.next(), chars.next())
            && !char.is_control()
            && !matches!(char, '"' | '\\')
        {
            return (char.to_string(), tail);
        }
    }
    let kept: String = after.chars().take(1).collect();
    let tail = after.get(kept.len()..).unwrap_or_default();
    (format!("\\{kept}"), tail)
}

fn in_ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_ascii() {
            out.push(char);
        } else {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                // Writing to a text never fails.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"a":[1.0,{}],"b":"x, \"y\": \/caf\u00e9"}"#;

    #[test]
    fn each_layout_is_that_of_a_known_library() {
        let indented =
            "{\n  \"a\": [\n    1.0,\n    {}\n  ],\n  \"b\": \"x, \\\"y\\\": \\/caf\\u00e9\"\n}";
        assert_eq!(laid_out(TEXT, Layout::Indented(2)), indented);
        let spaced = r#"{"a": [1.0, {}], "b": "x, \"y\": \/caf\u00e9"}"#;
        assert_eq!(laid_out(indented, Layout::Spaced), spaced);
        assert_eq!(laid_out(indented, Layout::Compact), TEXT);
    }

    #[test]
    fn strings_are_written_in_every_usual_way() {
        let [_, plain, slashes, both, ascii] = writings(r#"{"a":"\/\u00e9\u0041😀\n"}"#);
        assert_eq!(plain, r#"{"a":"/éA😀\n"}"#);
        assert_eq!(slashes, r#"{"a":"\/éA😀\n"}"#);
        assert_eq!(ascii, r#"{"a":"/\u00e9A\ud83d\ude00\n"}"#);
        assert_eq!(both, r#"{"a":"\/\u00e9A\ud83d\ude00\n"}"#);
    }

    #[test]
    fn an_escape_that_must_stay_stays() {
        let text = r#"{"a":"\\u00e9 \" \u0022 \u0000"}"#;
        assert_eq!(unescaped(text), text);
    }
}
