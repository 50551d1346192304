//! A sender: signs and posts.

use http::Method;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;
use webhook::{Key, Unsigned, sign};

use crate::stack::Stack;

/// One delivery, which a test may spoil before it is posted.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// How.
    pub method: Method,
    /// Where.
    pub url: String,
    /// Signed for the body it was made with.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// What a sender is told.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as JSON; `null` where it is none.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Reply {
    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What a repeat will be known by, if it was accepted.
    pub fn event_id(&self) -> Option<&str> {
        self.body.get("event_id").and_then(Value::as_str)
    }
}

impl Delivery {
    /// The same with this header, in place of what it had.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
        self
    }

    /// The same without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }
}

impl Stack {
    /// A delivery signed now, as its source signs.
    pub fn delivery(&self, source: &str, id: &str, body: &Value) -> Delivery {
        self.delivery_at(source, id, body.to_string().as_bytes(), now())
    }

    /// A delivery of any bytes, signed as of a time.
    pub fn delivery_at(&self, source: &str, id: &str, body: &[u8], at: Timestamp) -> Delivery {
        let secret = self.file.secrets.get(source).expect("its secret");
        self.signed(source, secret, (id, body, at))
    }

    /// The same with a secret other than the stack file's: one that came by a rotation.
    pub fn signed(&self, source: &str, secret: &str, what: (&str, &[u8], Timestamp)) -> Delivery {
        let (id, body, at) = what;
        let url = self.url(source);
        let source = self.sources.get(source).expect("a source");
        let (encoding, algorithm) = (source.scheme.key, source.scheme.algorithm);
        let key = Key::signing("sender", secret, encoding, algorithm).expect("a good secret");
        let signed_url = source.url.as_deref().unwrap_or(&url);
        let unsigned = Unsigned { body, id, url: signed_url, timestamp: at.as_second() };
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let outgoing = sign(&source.scheme, &unsigned, &key);
        for (name, value) in outgoing.headers {
            headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
        }
        let body = outgoing.body.unwrap_or_else(|| body.to_vec());
        Delivery { method: Method::POST, url, headers, body }
    }

    /// Where a source's sender posts.
    pub fn url(&self, source: &str) -> String {
        format!("{}/webhook/v1/{source}", self.file.api_url)
    }

    /// Posts it through the API Gateway route.
    pub async fn post(&self, delivery: Delivery) -> Reply {
        let Delivery { method, url, headers, body } = delivery;
        let request = self.http.request(method, url).headers(headers).body(body);
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Reply { status, headers, body, text }
    }

    /// Posts it, and checks that it was accepted.
    pub async fn accepted(&self, delivery: Delivery) -> Reply {
        let reply = self.post(delivery).await;
        assert_eq!(reply.status, 202, "{reply:?}");
        reply
    }
}

/// A sender has a clock of its own.
#[expect(clippy::disallowed_methods, reason = "a sender signs as of now")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
