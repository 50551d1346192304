//! A request at the door.

use std::collections::BTreeMap;
use std::net::IpAddr;

use bytes::Bytes;
use envelope::{Receipt, Trace};
use http::{HeaderMap, HeaderName, Method};
use jiff::Timestamp;
use settings::Source;

/// A request as API Gateway hands it over.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// The source that the gateway's route found in the path (`ANY /webhook/v1/{source}`); nothing
    /// where another route led here.
    pub source: Option<String>,
    /// Its path as sent.
    pub path: String,
    /// Its query as sent, without the question mark.
    pub query: String,
    /// The URL that the sender called, as far as the request tells.
    pub url: String,
    /// Its headers, names in lower case.
    pub headers: HeaderMap,
    /// Its body, or nothing if its base64 wrapping is broken.
    pub body: Option<Bytes>,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// The id that the answer has, for questions about it.
    pub request_id: String,
    /// When it came.
    pub now: Timestamp,
}

impl Request {
    /// What the envelope keeps of the request.
    pub(crate) fn receipt(&self, source: &Source) -> Receipt {
        Receipt {
            received_at: self.now,
            request_id: self.request_id.clone(),
            trace: Trace::read(self.header("traceparent"), self.header("x-amzn-trace-id")),
            labels: self.labels(&source.labels),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Unsigned headers are a stranger's choice: only short, printable ones travel along.
    fn labels(&self, names: &[HeaderName]) -> BTreeMap<String, String> {
        let printable = |value: &&str| {
            value.len() <= MAX_LABEL_BYTES && value.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let label = |name: &HeaderName| {
            let value = self.header(name.as_str()).filter(printable)?;
            Some((name.to_string(), value.to_owned()))
        };
        names.iter().filter_map(label).collect()
    }
}

/// The longest label that travels along, in bytes.
const MAX_LABEL_BYTES: usize = 128;
