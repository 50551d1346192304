//! The raw body inside the envelope, byte for byte.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

/// A body, as text where it is text that the queue takes as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Text.
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

impl Body {
    /// Wraps the bytes: text as it is, anything else a third longer.
    pub(crate) fn wrap(bytes: &[u8]) -> Self {
        match str::from_utf8(bytes) {
            Ok(text) if is_taken(text) => Self::Utf8(text.to_owned()),
            Ok(_) | Err(_) => Self::Base64(STANDARD.encode(bytes)),
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

/// Whether SQS takes a text in a message (`SendMessage`: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to
/// #xFFFD, #x10000 to #x10FFFF).
fn is_taken(text: &str) -> bool {
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    // The first byte of either character that is not taken: most bodies have none.
    let has_neither =
        || !text.as_bytes().contains(&0xef) || !text.contains(['\u{fffe}', '\u{ffff}']);
    !text.bytes().any(is_control) && has_neither()
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
        for text in ["a\u{fffe}", "a\u{ffff}", "a\u{0}", "a\u{1f}"] {
            assert!(matches!(Body::wrap(text.as_bytes()), Body::Base64(_)));
        }
    }

    #[test]
    fn no_body_grows_by_more_than_a_third() {
        for bytes in ["\u{1}".repeat(3000), "\"".repeat(3000), "a".repeat(3000)] {
            let (Body::Utf8(written) | Body::Base64(written)) = Body::wrap(bytes.as_bytes()) else {
                panic!("it is here")
            };
            assert!(written.len() <= 4000, "{}", written.len());
        }
    }
}
