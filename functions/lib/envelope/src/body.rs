//! The raw body inside the envelope, byte for byte.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

/// A body, in whichever of the two writings is shorter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Text, as JSON writes it.
    Utf8(String),
    /// Anything, in base64.
    Base64(String),
    /// Kept elsewhere, since it is too long for the queue (claim check).
    Stored(StoredBody),
}

/// Where a long body is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredBody {
    /// Its key in the bucket.
    pub key: String,
    /// Its length.
    pub bytes: usize,
}

/// What SQS takes in no message (`SendMessage`, allowed characters); control characters are
/// escaped by JSON.
const REFUSED: [char; 2] = ['\u{fffe}', '\u{ffff}'];

impl Body {
    /// Wraps the bytes. At most a third longer than they are, whatever they hold: text that JSON
    /// would escape at length goes in base64 too.
    pub(crate) fn wrap(bytes: &[u8]) -> Self {
        match str::from_utf8(bytes) {
            Ok(text)
                if !text.contains(REFUSED)
                    && escaped_len(text) <= bytes.len().div_ceil(3).saturating_mul(4) =>
            {
                Self::Utf8(text.to_owned())
            }
            _ => Self::Base64(STANDARD.encode(bytes)),
        }
    }

    /// The bytes, or nothing if they are not here, or the base64 is not base64.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Utf8(text) => Some(text.as_bytes().to_vec()),
            Self::Base64(text) => STANDARD.decode(text).ok(),
            Self::Stored(_) => None,
        }
    }
}

/// How long JSON writes a text (RFC 8259 §7).
fn escaped_len(text: &str) -> usize {
    text.bytes().fold(0_usize, |len, byte| {
        len.saturating_add(match byte {
            b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
            0x00..0x20 => 6,
            _ => 1,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_body_comes_back_byte_for_byte() {
        for bytes in [&b"{\"a\":1}"[..], b"", b"\xff\xfe", "\u{1}".repeat(100).as_bytes()] {
            let body = Body::wrap(bytes);
            assert_eq!(body.bytes().as_deref(), Some(bytes), "{body:?}");
        }
    }

    #[test]
    fn what_sqs_takes_in_no_message_goes_in_base64() {
        for text in ["a\u{fffe}", "a\u{ffff}"] {
            assert!(matches!(Body::wrap(text.as_bytes()), Body::Base64(_)));
        }
    }

    #[test]
    fn no_body_grows_by_more_than_a_third() {
        for bytes in ["\u{1}".repeat(3000), "\"".repeat(3000), "a".repeat(3000)] {
            let written = serde_json::to_string(&Body::wrap(bytes.as_bytes())).expect("JSON");
            assert!(written.len() <= 4000 + r#"{"base64":""}"#.len(), "{}", written.len());
        }
    }
}
