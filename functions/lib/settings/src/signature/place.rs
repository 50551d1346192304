//! Where something is in the headers.

use http::HeaderName;
use webhook::HeaderAt;

use crate::section::{Found, Section};

pub(crate) fn header(text: &str) -> Result<HeaderName, &'static str> {
    text.parse().map_err(|_| "is not a header name")
}

/// `header` (one, or several of which the first one present counts) and `prefix` of a table.
pub(super) fn in_table(section: &mut Section<'_>) -> Option<HeaderAt> {
    let headers = section.required("header").and_then(|found| headers(&found));
    let prefix = prefix(section);
    Some(HeaderAt { headers: headers?, prefix: prefix? })
}

/// A header's name, a list of them, or a table of `header` and `prefix`.
pub(super) fn anywhere(found: &Found<'_>) -> Option<HeaderAt> {
    if found.is_table() {
        let mut section = found.section()?;
        let at = in_table(&mut section);
        section.finish();
        return at;
    }
    Some(HeaderAt { headers: headers(found)?, prefix: String::new() })
}

fn headers(found: &Found<'_>) -> Option<Vec<HeaderName>> {
    if !found.is_list() {
        return Some(vec![found.parsed(header)?]);
    }
    let names = found.list()?;
    if names.is_empty() {
        found.problem("names no header");
        return None;
    }
    names.iter().map(|name| name.parsed(header)).collect()
}

/// What stands before a signature, a time or an id, often nothing.
fn prefix(section: &mut Section<'_>) -> Option<String> {
    let Some(found) = section.get("prefix") else { return Some(String::new()) };
    found.parsed(|text| {
        let readable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        match (readable, text.starts_with(' ')) {
            (false, _) => Err("must be ASCII, as headers are"),
            (true, true) => Err("begins with a space, which a header's value never does"),
            (true, false) => Ok(text.to_owned()),
        }
    })
}
