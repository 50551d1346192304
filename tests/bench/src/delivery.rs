//! What a sender posts, as API Gateway hands it over.

use anyhow::{Context, Result};
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use webhook::{Key, Scheme, Unsigned, sign};

/// The source that every delivery is for.
pub const SOURCE: &str = "catalog";

/// Its secret (a `whsec_` of 24 bytes, as Standard Webhooks asks for at least).
pub const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// How long a body is, in bytes.
pub const BODY_BYTES: usize = 2_048;

/// Signs deliveries, each with an id of its own.
#[derive(Debug)]
pub struct Sender {
    scheme: Scheme,
    key: Key,
    body: String,
    sent: u64,
}

impl Sender {
    /// A sender by Standard Webhooks of bodies of [`BODY_BYTES`].
    pub fn new() -> Result<Self> {
        Self::of(BODY_BYTES)
    }

    /// The same of bodies of this length.
    pub fn of(bytes: usize) -> Result<Self> {
        let scheme = settings::preset("standard-webhooks").context("no such preset")?;
        let key = Key::new("bench", SECRET, scheme.key, None)?;
        Ok(Self { scheme, key, body: body(bytes), sent: 0 })
    }

    /// The next delivery: an event of an HTTP API, payload version 2.0.
    pub fn next(&mut self, now: Timestamp) -> Bytes {
        let body = std::mem::take(&mut self.body);
        let delivery = self.post(&body, now);
        self.body = body;
        delivery
    }

    /// The next delivery, of this body.
    pub fn post(&mut self, body: &str, now: Timestamp) -> Bytes {
        self.sent += 1;
        let id = format!("msg_{:024}", self.sent);
        let timestamp = now.as_second();
        let unsigned = Unsigned { body: body.as_bytes(), id: &id, url: "", timestamp };
        let signature = sign(&self.scheme, &unsigned, &self.key);
        let signed = signature.into_iter().map(|(name, value)| (name.to_string(), value.into()));
        Bytes::from(event(body, signed, self.sent, now).to_string())
    }
}

/// One product, the `number`th, in the state that it had at this time and at this price.
pub fn product(number: usize, price: u32, at: Timestamp) -> String {
    let item = json!({
        "item_id": format!("SKU-{number}"),
        "description": format!("Ceramic mug {number}"),
        "country_of_origin": "PT",
        "price": price,
    });
    json!({"type": "product.updated", "timestamp": at, "data": {"items": [item]}}).to_string()
}

/// Products until there are so many bytes, the last description as long as it takes.
fn body(bytes: usize) -> String {
    let item = |n: usize, description: &str| {
        let id = format!("CAT-{n:06}");
        json!({"item_id": id, "description": description, "country_of_origin": "PT"})
    };
    let described = "Men's crew neck T-shirt, knitted, 100% cotton, short sleeves, white";
    let event = |items: &[Value]| {
        let (kind, at) = ("product.updated", "2026-11-16T09:12:41Z");
        json!({"type": kind, "timestamp": at, "data": {"items": items}}).to_string()
    };
    let each = item(0, described).to_string().len() + 1;
    let whole = bytes.saturating_sub(event(&[item(0, "")]).len()) / each;
    let mut items: Vec<Value> = (0..whole).map(|n| item(n, described)).collect();
    items.push(item(whole, ""));
    let missing = bytes.saturating_sub(event(&items).len());
    items.pop();
    items.push(item(whole, &"x".repeat(missing)));
    event(&items)
}

fn event(
    body: &str,
    signed: impl Iterator<Item = (String, Value)>,
    n: u64,
    now: Timestamp,
) -> Value {
    let path = format!("/webhook/v1/{SOURCE}");
    let host = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com";
    let mut headers = headers(host, body.len(), n);
    headers.extend(signed);
    json!({
        "version": "2.0",
        "routeKey": "ANY /webhook/v1/{source}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": host,
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": "POST",
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.7",
                "userAgent": "bench/1.0",
            },
            "requestId": format!("bench{n:011}="),
            "routeKey": "ANY /webhook/v1/{source}",
            "stage": "$default",
            "time": "16/Nov/2026:10:15:01 +0000",
            "timeEpoch": now.as_millisecond(),
        },
        "pathParameters": {"source": SOURCE},
        "body": body,
        "isBase64Encoded": false,
    })
}

/// What API Gateway passes on beside what is signed.
fn headers(host: &str, length: usize, n: u64) -> Map<String, Value> {
    let headers = [
        ("accept", "*/*".to_owned()),
        ("content-length", length.to_string()),
        ("content-type", "application/json".to_owned()),
        ("host", host.to_owned()),
        ("user-agent", "bench/1.0".to_owned()),
        ("x-amzn-trace-id", format!("Root=1-6afad7a4-{n:024x}")),
        ("x-forwarded-for", "203.0.113.7".to_owned()),
        ("x-forwarded-port", "443".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
    ];
    headers.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_the_length_that_is_asked_for() {
        for bytes in [BODY_BYTES, 64 * 1024] {
            assert_eq!(body(bytes).len(), bytes);
        }
    }
}
