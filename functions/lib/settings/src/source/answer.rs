//! How a sender wants to be answered.

use crate::path::JsonPath;
use crate::section::{Found, Section};

/// How a source's sender is answered: the verdict is the door's, its form the sender's.
#[derive(Clone, Debug)]
pub struct AnswerProfile {
    /// The status of what was accepted, and of a ping: 200 to 299.
    pub accepted: u16,
    /// What stands in the body of that answer.
    pub body: AnswerBody,
    /// The status of a wrong signature, and of a time outside the window.
    pub mismatch: u16,
    /// Where a signed delivery has something only if it is the sender's test: it is answered, and
    /// never enqueued.
    pub ping: Option<JsonPath>,
    /// An unsigned test of a fixed form, answered likewise.
    pub unsigned_ping: Option<UnsignedPing>,
}

/// What stands in the body of an acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerBody {
    /// JSON: `status`, `event_id`, `request_id`.
    Json,
    /// Nothing.
    Empty,
    /// This text.
    Text(String),
}

/// A form (`application/x-www-form-urlencoded`) with one field, which holds a number, and nothing
/// else. Nothing in it is believed or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedPing {
    /// The field's name.
    pub field: String,
}

/// RFC 9110: accepted, and not yet worked on.
const ACCEPTED: u16 = 202;

const FORBIDDEN: u16 = 403;

impl Default for AnswerProfile {
    fn default() -> Self {
        Self {
            accepted: ACCEPTED,
            body: AnswerBody::Json,
            mismatch: FORBIDDEN,
            ping: None,
            unsigned_ping: None,
        }
    }
}

impl UnsignedPing {
    /// Whether this body is such a ping.
    pub fn is(&self, body: &[u8]) -> bool {
        let Ok(text) = str::from_utf8(body) else { return false };
        let Some((field, number)) = text.trim_end().split_once('=') else { return false };
        let is_number =
            (1..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        field == self.field && is_number
    }
}

impl AnswerProfile {
    /// Reads `[source.NAME.answer]`.
    pub(crate) fn read(source: &mut Section<'_>) -> Option<Self> {
        let Some(mut section) = source.section("answer") else { return Some(Self::default()) };
        let accepted = status(&mut section, "accepted", 200..=299, ACCEPTED);
        let mismatch = status(&mut section, "mismatch", 400..=404, FORBIDDEN);
        let body = body(&mut section);
        let ping = section.get("ping").map(|found| found.parsed(JsonPath::parse));
        let unsigned_ping = section.get("unsigned_ping").map(|found| field(&found));
        section.finish();
        Some(Self {
            accepted: accepted?,
            body: body?,
            mismatch: mismatch?,
            ping: if let Some(ping) = ping { Some(ping?) } else { None },
            unsigned_ping: if let Some(ping) = unsigned_ping { Some(ping?) } else { None },
        })
    }
}

fn status(
    section: &mut Section<'_>,
    key: &'static str,
    range: std::ops::RangeInclusive<u64>,
    default: u16,
) -> Option<u16> {
    match section.get(key) {
        Some(found) => u16::try_from(found.integer(range)?).ok(),
        None => Some(default),
    }
}

fn body(section: &mut Section<'_>) -> Option<AnswerBody> {
    let (word, text) = (section.get("body"), section.get("text"));
    match (word, text) {
        (Some(word), None) => {
            let is_empty = word.one_of(&[("json", false), ("empty", true)])?;
            Some(if is_empty { AnswerBody::Empty } else { AnswerBody::Json })
        }
        (None, Some(text)) => text.text().map(|text| AnswerBody::Text(text.to_owned())),
        (None, None) => Some(AnswerBody::Json),
        (Some(_), Some(text)) => {
            text.problem("takes the place of `body`: one of them is enough");
            None
        }
    }
}

fn field(found: &Found<'_>) -> Option<UnsignedPing> {
    found.parsed(|name| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        let good = (1..=64).contains(&name.len()) && name.bytes().all(plain);
        if good {
            Ok(UnsignedPing { field: name.to_owned() })
        } else {
            Err("is not a field's name")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsigned_ping_is_one_number_under_one_name_and_nothing_else() {
        let ping = UnsignedPing { field: "webhook_id".to_owned() };
        assert!(ping.is(b"webhook_id=17") && ping.is(b"webhook_id=17\n"));
        for other in ["", "webhook_id=", "webhook_id=a", "webhook_id=1&a=2", "a=1&webhook_id=1"] {
            assert!(!ping.is(other.as_bytes()), "{other}");
        }
        assert!(!ping.is(format!("webhook_id={}", "1".repeat(21)).as_bytes()), "bounded");
    }
}
