//! A sender: signs and posts.

use http::Method;
use jiff::Timestamp;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;
use webhook::{Key, Unsigned, sign};

use crate::Stack;

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
    /// The body, as JSON.
    pub body: Value,
}

impl Stack {
    /// A delivery signed now, as its source signs.
    pub fn delivery(&self, source: &str, id: &str, body: &Value) -> Delivery {
        self.delivery_at(source, id, body.to_string().as_bytes(), now())
    }

    /// A delivery of any bytes, signed as of a time.
    pub fn delivery_at(&self, source: &str, id: &str, body: &[u8], at: Timestamp) -> Delivery {
        let url = format!("{}/webhook/v1/{source}", self.file.api_url);
        let scheme = &self.sources.get(source).expect("a source").scheme;
        let secret = self.file.secrets.get(source).expect("its secret");
        let key = Key::new("sender", secret, scheme.key, None).expect("a good secret");
        let unsigned = Unsigned { body, id, url: &url, timestamp: at.as_second() };
        let mut headers = HeaderMap::new();
        for (name, value) in sign(scheme, &unsigned, &key) {
            headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
        }
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        Delivery { method: Method::POST, url, headers, body: body.to_vec() }
    }

    /// Posts it through the API Gateway route.
    pub async fn post(&self, delivery: Delivery) -> Reply {
        let Delivery { method, url, headers, body } = delivery;
        let request = self.http.request(method, url).headers(headers).body(body);
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        Reply { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
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
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
