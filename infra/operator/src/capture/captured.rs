//! A request as it was captured, and why one cannot be read.

use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use thiserror::Error;

/// A request as it was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Captured {
    /// Its method, in capitals.
    pub method: String,
    /// The URL that was called, as far as the capture tells.
    pub url: Option<String>,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, byte for byte.
    pub body: Bytes,
    /// When API Gateway had it, where the capture says so.
    pub at: Option<Timestamp>,
}

/// Why a capture cannot be read. It quotes nothing of it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// An answer, where a request is wanted.
    #[error("this is the answer (`HTTP/…` in line 1): capture the request")]
    Answer,
    /// A line among the headers that is none.
    #[error("line {0} is no header (`Name: value`); an empty line ends the headers")]
    Header(usize),
    /// No empty line.
    #[error("no empty line ends the headers, so there is no body")]
    NoBody,
    /// JSON, but no event.
    #[error(
        "this is JSON, but no event of API Gateway: it has no `headers`. A body alone is given with --body"
    )]
    NoEvent,
    /// `isBase64Encoded`, and no base64.
    #[error("its body is said to be base64, and is not")]
    NotBase64,
    /// A name or a value that HTTP does not know.
    #[error("{0:?} is not the name of an HTTP header")]
    BadHeader(String),
}

impl Captured {
    /// The source that its path names.
    pub fn source(&self) -> Option<&str> {
        let (_, rest) = self.url.as_deref()?.split_once("/webhook/v1/")?;
        rest.split(['/', '?']).next().filter(|name| !name.is_empty())
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Adds a header, if HTTP knows such a one.
pub(crate) fn add(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), NotRead> {
    let bad = || NotRead::BadHeader(name.to_owned());
    let name: http::HeaderName = name.trim().parse().map_err(|_| bad())?;
    let value = http::HeaderValue::from_str(value.trim()).map_err(|_| bad())?;
    headers.append(name, value);
    Ok(())
}
