//! What a sender writes in its own way, and how it wants to be answered.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response};
use ingress::{Answer, Door, Links, Request};
use jiff::Timestamp;
use lambda_http::Body;
use pipeline::doubles::{MemoryBodies, MemoryOutbox, MemoryVault};
use pipeline::scene::start;
use settings::{Settings, Source};
use webhook::{Key, Unsigned, sign};

/// A door for one sender alone.
pub(crate) struct Sender {
    pub door: Door<MemoryOutbox, MemoryVault, MemoryBodies>,
    pub outbox: MemoryOutbox,
    source: Source,
}

impl Sender {
    /// A sender as `sources.toml` has it; its secret is the vault's.
    pub fn new(keys: &str) -> Self {
        let text = format!(
            "[api.a]\nbase_url = \"https://a.example\"\nkey = \"env:A\"\n\
             [source.sender]\ntenant = \"t\"\n{keys}"
        );
        let settings = Settings::parse(&text).unwrap_or_else(|problems| panic!("{problems}"));
        let source = settings.sources["sender"].clone();
        let outbox = MemoryOutbox::default();
        let links = Links {
            outbox: outbox.clone(),
            secrets: MemoryVault::default(),
            bodies: MemoryBodies::default(),
        };
        Self { door: Door::new(settings.sources, links), outbox, source }
    }

    /// A delivery of `body`, signed at `at`.
    pub fn request_at(&self, body: &[u8], at: Timestamp) -> Request {
        let scheme = &self.source.scheme;
        let secret = match scheme.key {
            webhook::KeyEncoding::Rsa => include_str!("../../../../events/keys/rsa.pem"),
            webhook::KeyEncoding::P256 => include_str!("../../../../events/keys/p256.pem"),
            webhook::KeyEncoding::Ed25519 => include_str!("../../../../events/keys/ed25519.pem"),
            _ => MemoryVault::secret("sender"),
        };
        let url = "https://hooks.example.com/webhook/v1/sender";
        let key = Key::signing("sender", secret, scheme.key, scheme.algorithm).expect("a key");
        let unsigned = Unsigned { body, id: "msg_1", url, timestamp: at.as_second() };
        let outgoing = sign(scheme, &unsigned, &key);
        let value = |text: String| HeaderValue::try_from(text).expect("a header value");
        let headers: Vec<(HeaderName, String)> = outgoing.headers;
        Request {
            method: Method::POST,
            source: None,
            path: "/webhook/v1/sender".into(),
            query: String::new(),
            url: url.to_owned(),
            headers: headers.into_iter().map(|(name, text)| (name, value(text))).collect(),
            body: Some(outgoing.body.map_or_else(|| Bytes::copy_from_slice(body), Bytes::from)),
            address: None,
            request_id: "request-1".into(),
            now: start(),
        }
    }

    pub fn request(&self, body: &[u8]) -> Request {
        self.request_at(body, start())
    }

    pub async fn answer(&self, request: Request) -> Answer {
        self.door.answer(request).await
    }

    /// Status, media type and body, as the sender sees them.
    pub async fn respond(&self, request: Request) -> (u16, Option<String>, String) {
        told(&self.door.respond(request).await)
    }
}

fn told(response: &Response<Body>) -> (u16, Option<String>, String) {
    let media_type = response.headers().get("content-type");
    let media_type = media_type.map(|value| value.to_str().expect("ASCII").to_owned());
    let body = match response.body() {
        Body::Text(text) => text.clone(),
        Body::Empty => String::new(),
        other => panic!("{other:?}"),
    };
    (response.status().as_u16(), media_type, body)
}

const PRODUCT: &[u8] =
    br#"{"id":7,"name":"Mug","type":"product","updated_at":"2026-03-01T00:00:00Z"}"#;

fn unsigned(sender: &Sender, body: &[u8]) -> Request {
    Request {
        headers: HeaderMap::new(),
        body: Some(Bytes::copy_from_slice(body)),
        ..sender.request(b"")
    }
}

fn tampered(sender: &Sender) -> Request {
    Request { body: Some(Bytes::from_static(b"{}")), ..sender.request(PRODUCT) }
}

#[tokio::test]
async fn shopify_is_told_401_for_a_wrong_digest() {
    let sender = Sender::new("scheme = \"shopify\"\nsecrets = [\"env:S\"]");
    assert_eq!(sender.answer(sender.request(PRODUCT)).await.status(), 202);
    let response = sender.door.respond(tampered(&sender)).await;
    assert_eq!(response.status(), 401);
    assert!(response.headers().contains_key("www-authenticate"), "RFC 9110 §15.5.2");
}

#[tokio::test]
async fn xero_is_told_200_with_nothing_in_it_and_its_intent_to_receive_goes_nowhere() {
    let sender =
        Sender::new("scheme = \"xero\"\nsecrets = [\"env:S\"]\ntypes = { events = \"ignore\" }");
    let intent = br#"{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"x"}"#;
    assert_eq!(sender.respond(sender.request(intent)).await, (200, None, String::new()));
    assert!(sender.outbox.sent().is_empty());
    assert_eq!(sender.respond(tampered(&sender)).await.0, 401);

    let event = br#"{"events":[{"resourceId":"r"}],"firstEventSequence":1,"lastEventSequence":1}"#;
    assert_eq!(sender.respond(sender.request(event)).await, (200, None, String::new()));
    assert_eq!(sender.outbox.sent().len(), 1);
}

#[tokio::test]
async fn woocommerces_unsigned_ping_is_told_200_and_starts_nothing() {
    let sender = Sender::new("scheme = \"woocommerce\"\nsecrets = [\"env:S\"]");
    assert_eq!(sender.respond(unsigned(&sender, b"webhook_id=17")).await.0, 200);
    for other in ["webhook_id=17&a=1", "webhook_id=x", "{}", ""] {
        let answer = sender.answer(unsigned(&sender, other.as_bytes())).await;
        assert_eq!(answer, Answer::Unsigned, "{other}");
    }
    let wrongly_signed =
        Request { body: Some(Bytes::from_static(b"webhook_id=17")), ..sender.request(PRODUCT) };
    assert_eq!(sender.answer(wrongly_signed).await, Answer::Refused);
    assert!(sender.outbox.sent().is_empty());
    assert_eq!(sender.respond(sender.request(PRODUCT)).await.0, 200);
    assert_eq!(sender.outbox.sent().len(), 1);
}

#[tokio::test]
async fn githubs_ping_is_accepted_and_goes_nowhere_though_it_names_no_action() {
    let sender = Sender::new(
        "scheme = \"github\"\nsecrets = [\"env:S\"]\ntypes = { released = \"classify\" }\n\
         event = { type = \"$.action\" }",
    );
    let ping = br#"{"zen":"Design for failure.","hook_id":1,"hook":{"type":"Repository"}}"#;
    assert_eq!(sender.answer(sender.request(ping)).await, Answer::Ping);
    assert!(sender.outbox.sent().is_empty());
    let other = sender.answer(sender.request(br#"{"hook_id":1}"#)).await;
    assert!(matches!(other, Answer::NotWellFormed(_)), "{other:?}");
}

#[tokio::test]
async fn a_text_of_its_own_is_answered_where_the_sender_wants_one() {
    let sender = Sender::new(
        "scheme = \"hmac\"\nsecrets = [\"env:S\"]\n\
         signature = { header = \"X-Signature\", encoding = \"hex\" }\n\
         answer = { accepted = 200, text = \"[accepted]\" }",
    );
    let expected = (200, Some("text/plain".to_owned()), "[accepted]".to_owned());
    assert_eq!(sender.respond(sender.request(br#"{"type":"ping"}"#)).await, expected);
}

#[tokio::test]
async fn a_time_in_the_body_counts_once_the_signature_is_right() {
    let sender =
        Sender::new("scheme = \"linear\"\nsecrets = [\"env:S\"]\ntypes = { Issue = \"ignore\" }");
    let body = |at: Timestamp| {
        format!(r#"{{"type":"Issue","webhookTimestamp":{}}}"#, at.as_millisecond()).into_bytes()
    };
    let second = jiff::SignedDuration::from_secs(1);
    for (at, status) in [
        (start(), 202),
        (start() - second * 60, 202),
        (start() - second * 61, 403),
        (start() + second * 61, 403),
    ] {
        assert_eq!(sender.answer(sender.request(&body(at))).await.status(), status, "{at}");
    }
    let none = sender.answer(sender.request(br#"{"type":"Issue"}"#)).await;
    assert!(matches!(none, Answer::NotWellFormed(_)), "{none:?}");
}

#[tokio::test]
async fn every_proof_is_accepted_and_no_other_bytes_are() {
    let public = |file: &str| format!("public_keys = [{{ name = \"k\", key = '''{file}''' }}]");
    let rsa = public(include_str!("../../../../events/keys/rsa.pub.pem"));
    let p256 = public(include_str!("../../../../events/keys/p256.pub.pem"));
    let ed25519 = public(include_str!("../../../../events/keys/ed25519.pub.pem"));
    let signed = |scheme: &str, signature: &str, keys: &str| {
        format!(
            "scheme = \"{scheme}\"\nsignature = {signature}\n{keys}\nevent = {{ type = \"product\" }}"
        )
    };
    let header = r#"header = "X-Signature", encoding = "base64""#;
    let senders = [
        signed("public-key", &format!("{{ {header}, algorithm = \"rsa-sha256\" }}"), &rsa),
        signed("public-key", &format!("{{ {header}, algorithm = \"rsa-pss-sha512\" }}"), &rsa),
        signed("public-key", &format!("{{ {header}, algorithm = \"ecdsa-p256-sha256\" }}"), &p256),
        signed("public-key", &format!("{{ {header}, algorithm = \"ed25519\" }}"), &ed25519),
        signed("jws", "{ header = \"X-Jws\", algorithm = \"rsa-sha256\" }", &rsa),
        signed("jws", "{ header = \"X-Jws\", algorithm = \"ecdsa-p256-sha256\" }", &p256),
        signed("jws", "{ algorithm = \"ed25519\" }", &ed25519),
        signed("message-signatures", "{ algorithm = \"ecdsa-p256-sha256\" }", &p256),
        signed(
            "message-signatures",
            "{ algorithm = \"sha256\", components = [\"@authority\", \"content-type\"] }",
            "secrets = [\"env:S\"]",
        ),
    ];
    for keys in senders {
        let sender = Sender::new(&keys);
        let answer = sender.answer(sender.request(PRODUCT)).await;
        assert!(matches!(answer, Answer::Accepted { .. }), "{keys}: {answer:?}");
        let sent = sender.outbox.sent();
        let body = sent[0].envelope().body.bytes();
        assert_eq!(body.as_deref(), Some(PRODUCT), "{keys}: what the sender says is queued");

        let good = sender.request(PRODUCT);
        let mut bytes = good.body.clone().expect("a body").to_vec();
        bytes[20] ^= 1;
        let answer = sender.answer(Request { body: Some(Bytes::from(bytes)), ..good }).await;
        assert!(matches!(answer, Answer::Refused), "{keys}: {answer:?}");
    }
}

#[tokio::test]
async fn a_form_that_holds_the_event_is_read_and_another_is_told_apart() {
    let form =
        Sender::new("scheme = \"github\"\nsecrets = [\"env:S\"]\nbody = { form = \"payload\" }");
    let body = b"payload=%7B%22type%22%3A%22ping%22%7D";
    let answer = form.answer(form.request(body)).await;
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    let sent = form.outbox.sent();
    assert_eq!(sent[0].envelope().body.bytes().as_deref(), Some(&br#"{"type":"ping"}"#[..]));

    let json = Sender::new("scheme = \"github\"\nsecrets = [\"env:S\"]");
    let (status, _, said) = json.respond(json.request(body)).await;
    assert!(status == 400 && said.contains("is a form"), "{said}");
    let (status, _, said) = form.respond(form.request(b"{}")).await;
    assert!(status == 400 && said.contains("`payload`"), "{said}");
}

#[tokio::test]
async fn a_packed_body_is_verified_as_it_was_sent_and_unpacked_within_the_limit() {
    use std::io::Write;
    let packed = |content: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(content).expect("memory");
        encoder.finish().expect("memory")
    };
    let sender = Sender::new("scheme = \"github\"\nsecrets = [\"env:S\"]");
    let answer = sender.answer(sender.request(&packed(br#"{"type":"ping"}"#))).await;
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    let sent = sender.outbox.sent();
    assert_eq!(sent[0].envelope().body.bytes().as_deref(), Some(&br#"{"type":"ping"}"#[..]));
    let bomb = packed(&vec![b' '; 256 * 1024 + 1]);
    assert_eq!(sender.answer(sender.request(&bomb)).await.status(), 413);
    assert_eq!(sender.answer(sender.request(&packed(b"{}")[..12])).await.status(), 400);
}

#[tokio::test]
async fn a_challenge_in_a_query_obeys_addresses_and_its_token() {
    let sender = Sender::new(
        "scheme = \"github\"\nsecrets = [\"env:S\"]\nallow = [\"203.0.113.0/24\"]\n\
         handshake = { query = \"hub.challenge\", token_query = \"hub.verify_token\", \
         token = \"env:T\", reply = \"json\", field = \"challenge\" }",
    );
    let get = |query: &str, address: &str| Request {
        method: Method::GET,
        query: query.into(),
        address: Some(address.parse().expect("an address")),
        ..unsigned(&sender, b"")
    };
    let token = MemoryVault::secret("sender");
    let right = format!("hub.challenge=abc&hub.verify_token={token}");
    let (status, media_type, body) = sender.respond(get(&right, "203.0.113.7")).await;
    assert_eq!((status, media_type.as_deref()), (200, Some("application/json")));
    assert_eq!(body, r#"{"challenge":"abc"}"#);
    for (query, address) in [
        (right.as_str(), "198.51.100.7"),
        ("hub.challenge=abc", "203.0.113.7"),
        ("hub.challenge=abc&hub.verify_token=guess", "203.0.113.7"),
    ] {
        assert_eq!(sender.answer(get(query, address)).await, Answer::NotAllowed, "{query}");
    }
}

#[tokio::test]
async fn a_hashed_challenge_covers_challenge_token_and_address() {
    let url = "https://hooks.acme.example/webhook/v1/sender";
    let sender = Sender::new(&format!(
        "scheme = \"github\"\nsecrets = [\"env:S\"]\nurl = \"{url}\"\n\
         handshake = {{ query = \"challenge_code\", reply = \"hash\", token = \"env:T\" }}"
    ));
    let get = Request {
        method: Method::GET,
        query: "challenge_code=abc".into(),
        ..unsigned(&sender, b"")
    };
    let expected = mapping::sha256_hex(format!("abctidewaiter-sample-secret{url}").as_bytes());
    let expected = format!(r#"{{"challengeResponse":"{expected}"}}"#);
    assert_eq!(sender.respond(get).await.2, expected);
}

/// `CloudEvents`, *HTTP 1.1 Web Hooks for Event Delivery* §4: the example's origin asks.
#[tokio::test]
async fn an_origin_is_told_that_it_may_post_if_the_source_names_it() {
    let sender = Sender::new(
        "scheme = \"github\"\nsecrets = [\"env:S\"]\nallow = [\"203.0.113.0/24\"]\n\
         handshake = { origins = [\"EventEmitter.example.com\"] }",
    );
    let ask = |origin: Option<&str>, address: &str| {
        let origin = origin.map(|text| {
            let name = HeaderName::from_static("webhook-request-origin");
            (name, HeaderValue::from_str(text).expect("a value"))
        });
        Request {
            method: Method::OPTIONS,
            headers: origin.into_iter().collect(),
            address: Some(address.parse().expect("an address")),
            ..unsigned(&sender, b"")
        }
    };
    let here = "203.0.113.7";
    let response = sender.door.respond(ask(Some("eventemitter.example.com"), here)).await;
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("webhook-allowed-origin"), Some("eventemitter.example.com"));
    assert_eq!((header("webhook-allowed-rate"), header("allow")), (Some("*"), Some("POST")));
    for (origin, address) in [
        (Some("other.example.com"), here),
        (Some("eventemitter.example.com.evil.example"), here),
        (Some("eventemitter.example.com"), "198.51.100.7"),
    ] {
        let response = sender.door.respond(ask(origin, address)).await;
        assert_eq!(response.status(), 403, "{origin:?}");
        assert!(!response.headers().contains_key("webhook-allowed-origin"));
    }
    let none = sender.answer(ask(None, here)).await;
    assert_eq!(none, Answer::MethodNotAllowed("OPTIONS, POST"));
    let other = Sender::new("scheme = \"github\"\nsecrets = [\"env:S\"]");
    let asked = Request { ..ask(Some("eventemitter.example.com"), here) };
    assert_eq!(other.answer(asked).await, Answer::MethodNotAllowed("POST"));
    assert!(sender.outbox.sent().is_empty(), "it starts nothing");
}
