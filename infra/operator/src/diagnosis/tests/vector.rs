//! The published vectors.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use serde_json::Value;
use settings::{Settings, Source};
use webhook::{Form, Key, Unsigned, sign};

use crate::capture::Captured;

const FILES: [&str; 2] = [
    include_str!("../../../../../events/vectors/signatures.json"),
    include_str!("../../../../../events/vectors/spelled-out.json"),
];

/// One entry of a vector file.
#[derive(Clone)]
pub(super) struct Vector(Value);

pub(super) fn vectors() -> Vec<Vector> {
    let read =
        FILES.iter().flat_map(|text| serde_json::from_str::<Vec<Value>>(text).expect("vectors"));
    read.map(Vector).collect()
}

impl Vector {
    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    pub fn name(&self) -> String {
        format!("{}{}", self.text("scheme"), self.text("signature"))
    }

    pub fn kind(&self) -> &str {
        self.text("kind")
    }

    pub fn secret(&self) -> &str {
        self.text("secret")
    }

    pub fn url(&self) -> &str {
        self.text("url")
    }

    pub fn body(&self) -> &str {
        self.text("body")
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0["now"].as_i64().expect("a time")).expect("a time")
    }

    /// Whether both sides have the secret, and a template says what is signed.
    pub fn is_hmac(&self) -> bool {
        let source = self.source();
        !source.scheme.key.is_public() && matches!(source.scheme.form, Form::Template(_))
    }

    /// Whether nothing but the signature is in its header.
    pub fn is_in_one_header(&self) -> bool {
        match &self.source().scheme.form {
            Form::Template(signed) => {
                let own = &signed.signature.headers;
                let time = signed.timestamp.as_ref().is_none_or(|at| at.at.headers != *own);
                time && signed.id.as_ref().is_none_or(|at| at.headers != *own)
            }
            Form::Jws(_) => true,
            Form::Message(_) => false,
        }
    }

    /// By how many seconds it is over by its own word, if it is.
    pub fn over_s(&self, now: i64) -> Option<u64> {
        let inputs = self.0["headers"]["signature-input"].as_str().unwrap_or_default();
        let (_, end) = inputs.split_once("expires=")?;
        let end: i64 = end.split([';', ',']).next()?.parse().ok()?;
        (end <= now).then(|| now.abs_diff(end))
    }

    pub fn request(&self) -> Captured {
        let headers = self.0["headers"].as_object().expect("headers");
        let header = |(name, value): (&String, &Value)| {
            let name: HeaderName = name.parse().expect("a name");
            (name, HeaderValue::from_str(value.as_str().expect("text")).expect("a value"))
        };
        Captured {
            method: "POST".to_owned(),
            url: None,
            headers: headers.iter().map(header).collect(),
            body: Bytes::from(self.body().to_owned()),
            at: None,
        }
    }

    /// The same sender's request with another body, signed now.
    pub fn signed(&self, body: &[u8], source: &Source, secret: &str) -> Captured {
        let scheme = &source.scheme;
        let key = Key::signing("sender", secret, scheme.key, scheme.algorithm).expect("a secret");
        let timestamp = self.now().as_second();
        let unsigned = Unsigned { body, id: "m-1", url: self.url(), timestamp };
        let signed = sign(scheme, &unsigned, &key).into_iter();
        let headers: HeaderMap =
            signed.map(|(name, text)| (name, text.parse().expect("a value"))).collect();
        Captured { headers, body: Bytes::copy_from_slice(body), ..self.request() }
    }

    /// A sources file with this sender alone, read.
    pub fn source(&self) -> Source {
        let scheme = match self.text("signature") {
            "" => format!("scheme = {}", self.0["scheme"]),
            spelled_out => {
                let kind = self.0["kind"].as_str().unwrap_or("hmac");
                format!("scheme = \"{kind}\"\nsignature = {spelled_out}")
            }
        };
        let url = self.0.get("url").map(|url| format!("url = {url}")).unwrap_or_default();
        let keys = if self.0["public"] == true { "public_keys" } else { "secrets" };
        let text = format!(
            r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.vector]
{scheme}
{url}
tenant = "acme"
{keys} = ["env:V"]
event = {{ type = "vector" }}
types = {{ "vector" = "ignore" }}
"#
        );
        let settings = Settings::parse(&text).expect("good settings");
        settings.sources.get("vector").expect("the source").clone()
    }

    /// A secret of the same kind that signed nothing.
    pub fn strange_secret(&self) -> String {
        let (scheme, signature) = (self.text("scheme"), self.text("signature"));
        if signature.contains("p256") {
            include_str!("../../../../../events/keys/stranger-p256.pub.pem").into()
        } else if signature.contains("ed25519") || scheme.ends_with("v1a") {
            include_str!("../../../../../events/keys/stranger-ed25519.pub.pem").into()
        } else if self.0["public"] == true {
            include_str!("../../../../../events/keys/stranger-rsa.pub.pem").into()
        } else if signature.contains(r#"key = "hex""#)
            || ["squarespace", "adyen-platform"].contains(&scheme)
        {
            "00".repeat(32)
        } else {
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=".into()
        }
    }
}
