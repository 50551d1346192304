//! The headers of a signed message.

use http::HeaderName;

pub(crate) static SIGNATURE: HeaderName = HeaderName::from_static("signature");
pub(crate) static SIGNATURE_INPUT: HeaderName = HeaderName::from_static("signature-input");
pub(super) static CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
