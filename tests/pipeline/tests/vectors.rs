//! Every signature vector of `events/vectors/`, through the door: what a provider publishes is
//! taken, and with one bit changed it is not.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use ingress::{Answer, Door, Links, Request};
use jiff::Timestamp;
use lambda_runtime::{Context, LambdaEvent};
use pipeline::doubles::{MemoryBodies, MemoryOutbox};
use secrets::{Current, SecretStore, Unavailable};
use serde_json::{Map, Value, json};
use settings::{SecretPlace, Settings};
use zeroize::Zeroizing;

const PRESETS: &str = include_str!("../../../events/vectors/signatures.json");
const SPELLED_OUT: &str = include_str!("../../../events/vectors/spelled-out.json");

/// Holds one vector's secret and nothing else.
struct Held(String);

impl SecretStore for Held {
    async fn current(&self, _: &SecretPlace) -> Result<Current, Unavailable> {
        Ok(Current { value: Zeroizing::new(self.0.clone()), since: None })
    }

    async fn previous(&self, _: &SecretPlace) -> Result<Option<Zeroizing<String>>, Unavailable> {
        Ok(None)
    }
}

/// One entry of a vector file.
#[derive(Clone)]
struct Vector(Value);

fn vectors() -> Vec<Vector> {
    let files = [PRESETS, SPELLED_OUT].into_iter();
    let read = files.flat_map(|text| serde_json::from_str::<Vec<Value>>(text).expect("vectors"));
    read.map(Vector).collect()
}

impl Vector {
    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    /// Whether what the receiver has is the sender's public key.
    fn is_public(&self) -> bool {
        self.0["public"] == true
    }

    /// The same, with the key of somebody else.
    fn of_another(&self) -> Self {
        let mut other = self.clone();
        let (kind, signature) = (self.text("scheme"), self.text("signature"));
        other.0["secret"] = if signature.contains("p256") {
            include_str!("../../../events/keys/stranger-p256.pub.pem").into()
        } else if signature.contains("ed25519") || kind.ends_with("v1a") {
            include_str!("../../../events/keys/stranger-ed25519.pub.pem").into()
        } else if self.is_public() {
            include_str!("../../../events/keys/stranger-rsa.pub.pem").into()
        } else if signature.contains(r#"key = "hex""#)
            || ["squarespace", "adyen-platform"].contains(&kind)
        {
            "00".repeat(32).into()
        } else {
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".into()
        };
        other
    }

    fn headers(&self) -> &Map<String, Value> {
        self.0["headers"].as_object().expect("headers")
    }

    fn now(&self) -> Timestamp {
        let now = self.0["now"].as_i64().expect("a time");
        Timestamp::from_second(now).expect("a time of this era")
    }

    /// Whether it was signed as of a time, which has passed for the handler's own clock.
    fn is_timed(&self) -> bool {
        self.now() != Timestamp::UNIX_EPOCH
    }

    /// A sources file with this sender alone. What its events say is of no interest here.
    fn settings(&self) -> Settings {
        let scheme = match self.text("signature") {
            "" => format!("scheme = {}", self.0["scheme"]),
            spelled_out => {
                let kind = self.0["kind"].as_str().unwrap_or("hmac");
                format!("scheme = \"{kind}\"\nsignature = {spelled_out}")
            }
        };
        let url = self.0.get("url").map(|url| format!("url = {url}")).unwrap_or_default();
        let keys = if self.is_public() { "public_keys" } else { "secrets" };
        let also = self.text("keys");
        let text = format!(
            r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.vector]
{scheme}
{url}
{also}
tenant = "acme"
{keys} = ["env:V"]
event = {{ type = "vector" }}
types = {{ "vector" = "ignore" }}
"#
        );
        Settings::parse(&text).expect("good settings")
    }

    fn door(&self) -> Door<MemoryOutbox, Held, MemoryBodies> {
        let secrets = Held(self.text("secret").to_owned());
        let (outbox, bodies) = (MemoryOutbox::default(), MemoryBodies::default());
        Door::new(self.settings().sources, Links { outbox, secrets, bodies })
    }

    /// The delivery as it came, at the time that the vector names.
    fn request(&self) -> Request {
        let header = |(name, value): (&String, &Value)| {
            let name: HeaderName = name.parse().expect("a name");
            (name, HeaderValue::from_str(value.as_str().expect("text")).expect("a value"))
        };
        Request {
            method: Method::POST,
            source: None,
            path: "/webhook/v1/vector".into(),
            query: self.text("query").to_owned(),
            url: "https://elsewhere.example/webhook/v1/vector".into(),
            headers: self.headers().iter().map(header).collect::<HeaderMap>(),
            body: Some(Bytes::from(self.text("body").to_owned())),
            address: None,
            request_id: "vector".into(),
            now: self.now(),
        }
    }

    /// The same as API Gateway hands it over.
    fn event(&self, body: &str, is_base64: bool) -> Value {
        json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/webhook/v1/vector",
            "rawQueryString": self.text("query"),
            "headers": self.headers(),
            "requestContext": {
                "http": {"method": "POST", "path": "/webhook/v1/vector", "sourceIp": "203.0.113.7"},
                "requestId": "vector",
            },
            "body": body,
            "isBase64Encoded": is_base64,
        })
    }

    /// Taken, or refused for what the body says; never for how it is signed.
    fn expected(&self) -> u16 {
        let body = self.text("body");
        let readable = body.starts_with('<') || serde_json::from_str::<Value>(body).is_ok();
        match (readable, self.settings().sources.values().next()) {
            (true, Some(source)) => source.answer.accepted,
            (true, None) | (false, _) => 400,
        }
    }
}

#[tokio::test]
async fn every_vector_verifies_at_its_time() {
    for vector in vectors() {
        let answer = vector.door().answer(vector.request()).await;
        let good = matches!(answer, Answer::Accepted { .. } | Answer::Ping);
        assert_eq!(good, vector.expected() < 300, "{answer:?}: {}", vector.0);
        assert!(good || matches!(answer, Answer::NotWellFormed(_)), "{answer:?}: {}", vector.0);
    }
}

#[tokio::test]
async fn no_vector_verifies_with_another_byte_another_secret_or_without_its_headers() {
    for vector in vectors() {
        let mut longer = vector.request();
        longer.body = Some(Bytes::from(format!("{} ", vector.text("body"))));
        assert_eq!(vector.door().answer(longer).await, Answer::Refused, "{}", vector.0);

        let other = vector.of_another();
        assert_eq!(other.door().answer(other.request()).await, Answer::Refused, "{}", vector.0);

        let bare = Request { headers: HeaderMap::new(), ..vector.request() };
        assert_eq!(vector.door().answer(bare).await, Answer::Unsigned, "{}", vector.0);
    }
}

/// The handler reads its own clock, by which the signed times of the vectors are long past.
#[tokio::test]
async fn every_vector_verifies_as_the_gateway_hands_it_over() {
    for vector in vectors() {
        let mismatch = vector.settings().sources["vector"].answer.mismatch;
        let expected = if vector.is_timed() { mismatch } else { vector.expected() };
        let text = vector.text("body");
        let door = Arc::new(vector.door());
        for event in [vector.event(text, false), vector.event(&STANDARD.encode(text), true)] {
            let payload = serde_json::from_value(event).expect("an event of an HTTP API");
            let event = LambdaEvent::new(payload, Context::default());
            let answer = ingress::lambda::handle(Arc::clone(&door), event).await;
            let status = answer.expect("an answer").status_code;
            assert_eq!(status, i64::from(expected), "{}", vector.0);
        }
    }
}

#[test]
fn there_is_a_vector_for_every_preset_and_each_says_where_it_is_from() {
    let vectors = vectors();
    for preset in settings::PRESETS {
        assert!(vectors.iter().any(|vector| vector.text("scheme") == preset), "{preset}");
    }
    assert!(vectors.iter().all(|vector| !vector.text("origin").is_empty()));
}
