//! The door's answers, and what it sends.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test may fail"
)]

mod routes;
mod senders;

use bytes::Bytes;
use http::Method;
use ingress::{Answer, BUDGET, Request, render};
use jiff::SignedDuration;
use pipeline::scene::{Scene, catalog, start};
use settings::AnswerProfile;

const ITEM: [(&str, &str); 1] = [("SKU-1", "Cotton T-shirt")];

pub(crate) fn good(scene: &Scene) -> Request {
    let body = catalog(&ITEM, start()).to_string();
    scene.request("catalog", "msg_1", body.as_bytes())
}

#[tokio::test]
async fn a_signed_event_is_sealed_and_accepted() {
    let scene = Scene::new().await;
    let answer = scene.door.answer(good(&scene)).await;
    assert_eq!(answer.status(), 202);
    let sent = scene.outbox.sent();
    let envelope = sent[0].envelope();
    assert_eq!(envelope.key(), "catalog#acme#msg_1");
    assert_eq!(envelope.secret, "tidewaiter/catalog/AWSCURRENT");
    assert_eq!(envelope::open(sent[0].json()).as_ref(), Ok(envelope));
}

#[tokio::test]
async fn every_source_of_the_sample_file_takes_what_its_sender_signs() {
    let scene = Scene::new().await;
    let bodies = [
        ("storefront", r#"{"id":1,"title":"Mug","updated_at":"2026-03-01T00:00:00Z"}"#),
        ("erp", r#"{"type":"ping","event_id":"e1"}"#),
        ("warehouse", r#"{"type":"ping","id":"w1","account":"globex"}"#),
    ];
    for (source, body) in bodies {
        let answer = scene.door.answer(scene.request(source, "x", body.as_bytes())).await;
        assert!(matches!(answer, Answer::Accepted { .. }), "{source}: {answer:?}");
    }
    let tenants: Vec<_> =
        scene.outbox.sent().iter().map(|sealed| sealed.envelope().tenant.to_string()).collect();
    assert_eq!(tenants, ["acme", "acme", "globex"]);
}

/// Every request is refused with its status, and nothing is sent.
async fn refused(scene: &Scene, cases: impl IntoIterator<Item = (Request, u16)>) {
    for (request, status) in cases {
        let said = format!("{} {}", request.method, request.path);
        let answer = scene.door.answer(request).await;
        assert_eq!(answer.status(), status, "{said}: {answer:?}");
    }
    assert!(scene.outbox.sent().is_empty());
}

#[tokio::test]
async fn what_leads_nowhere_is_refused_by_its_path_and_method() {
    let scene = Scene::new().await;
    let request = || good(&scene);
    let cases = [
        (Request { path: "/webhook/v1/nobody".into(), ..request() }, 404),
        (Request { path: "/webhook/v1/catalog//".into(), ..request() }, 404),
        (Request { source: Some("nobody".into()), ..request() }, 404),
        (Request { path: "/".into(), method: Method::GET, ..request() }, 404),
        (Request { method: Method::GET, ..request() }, 405),
    ];
    refused(&scene, cases).await;
}

#[tokio::test]
async fn what_is_not_rightly_signed_is_refused() {
    let scene = Scene::new().await;
    let request = || good(&scene);
    let long = Bytes::from(vec![b' '; 256 * 1024 + 1]);
    let tolerance = SignedDuration::from_secs(301);
    let cases = [
        (Request { body: Some(long), ..request() }, 413),
        (Request { headers: http::HeaderMap::new(), ..request() }, 401),
        (Request { body: Some(Bytes::from_static(b"{}")), ..request() }, 403),
        (Request { now: start() + tolerance, ..request() }, 403),
        (Request { now: start() - tolerance, ..request() }, 403),
    ];
    refused(&scene, cases).await;
}

#[tokio::test]
async fn what_is_signed_but_not_well_formed_is_refused() {
    let scene = Scene::new().await;
    let body = catalog(&ITEM, start()).to_string();
    let cases = [
        (Request { body: None, ..good(&scene) }, 400),
        (scene.request("catalog", "msg_1", b"{oops"), 400),
        (scene.request("catalog", "msg 1", body.as_bytes()), 400),
    ];
    refused(&scene, cases).await;
}

#[tokio::test]
async fn a_stranger_learns_the_same_from_every_wrong_signature() {
    let scene = Scene::new().await;
    let mut wrong = good(&scene);
    wrong.headers.insert("webhook-signature", "v1,AAAA".parse().expect("a value"));
    let stale = Request { now: start() + SignedDuration::from_secs(301), ..good(&scene) };
    assert_eq!(scene.door.answer(wrong).await, scene.door.answer(stale).await);
}

#[tokio::test]
async fn addresses_outside_the_list_are_refused_before_anything_is_verified() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("catalog").expect("the catalogue");
        source.allow = vec!["203.0.113.0/24".parse().expect("a network")];
    })
    .await;
    for (address, status) in [
        (Some("203.0.113.7"), 202),
        (Some("::ffff:203.0.113.7"), 202),
        (Some("198.51.100.7"), 403),
        (Some("::1"), 403),
        (None, 403),
    ] {
        let address = address.map(|text| text.parse().expect("an address"));
        let answer = scene.door.answer(Request { address, ..good(&scene) }).await;
        assert_eq!(answer.status(), status, "{address:?}");
    }
}

#[tokio::test]
async fn when_the_queue_fails_the_sender_is_told_to_try_again() {
    let scene = Scene::new().await;
    scene.outbox.fault.before(0);
    let answer = scene.door.answer(good(&scene)).await;
    assert_eq!(answer, Answer::Unavailable);
    let response = render(&answer, &AnswerProfile::default(), "r1");
    assert_eq!(response.headers()["retry-after"], "5");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
}

#[tokio::test]
async fn when_no_secret_is_to_be_had_the_door_fails_closed_but_never_with_401() {
    let scene = Scene::new().await;
    scene.vault.fault.before(0);
    assert_eq!(scene.door.answer(good(&scene)).await, Answer::Unavailable);
    assert_eq!(scene.door.answer(good(&scene)).await.status(), 202, "once the store is back");
}

#[tokio::test]
async fn a_mismatch_that_cannot_be_looked_into_is_a_503_and_no_refusal() {
    let scene = Scene::new().await;
    assert_eq!(scene.door.answer(good(&scene)).await.status(), 202);
    scene.vault.fault.before(0);
    let tampered = Request { body: Some(Bytes::from_static(b"{}")), ..good(&scene) };
    assert_eq!(scene.door.answer(tampered).await, Answer::Unavailable);
}

#[tokio::test]
async fn a_budget_that_is_spent_is_a_503() {
    struct Stuck;
    impl ingress::Outbox for Stuck {
        async fn send(&self, _: &envelope::Sealed) -> Result<(), ingress::NotSent> {
            tokio::time::sleep(BUDGET * 2).await;
            Ok(())
        }
    }
    let scene = Scene::new().await;
    let links = ingress::Links {
        outbox: Stuck,
        secrets: scene.vault.clone(),
        bodies: scene.bodies.clone(),
    };
    let door = ingress::Door::new(scene.settings.sources.clone(), links);
    assert_eq!(door.answer(good(&scene)).await, Answer::Unavailable);
}

#[tokio::test]
async fn a_body_too_long_for_the_queue_is_stored_before_the_queue_has_its_key() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("catalog").expect("the catalogue");
        source.body_limit = 6 * 1024 * 1024;
    })
    .await;
    let description = "x".repeat(2 * 1024 * 1024);
    let body = catalog(&[("SKU-1", &description)], start()).to_string();
    let request = || scene.request("catalog", "msg_1", body.as_bytes());

    scene.bodies.fault.before(0);
    assert_eq!(scene.door.answer(request()).await, Answer::Unavailable, "not stored, not sent");
    assert!(scene.outbox.sent().is_empty());

    assert_eq!(scene.door.answer(request()).await.status(), 202);
    let sent = scene.outbox.sent();
    assert!(sent[0].json().len() < 2048, "{}", sent[0].json().len());
    let objects = scene.bodies.objects();
    let (key, stored) = objects.first_key_value().expect("a stored body");
    assert_eq!(stored, body.as_bytes());
    assert!(key.starts_with("catalog/2026-03-01/"), "{key}");
}

#[tokio::test]
async fn unsigned_names_of_a_delivery_travel_as_labels_and_decide_nothing() {
    let scene = Scene::new().await;
    let body = br#"{"type":"ping","event_id":"e1"}"#;
    for name in ["first", "second"] {
        let mut request = scene.request("erp", "", body);
        request.headers.insert("x-request-id", name.parse().expect("a value"));
        request
            .headers
            .insert("x-github-delivery", "not printable: \u{e9}".parse().expect("a value"));
        assert_eq!(scene.door.answer(request).await.status(), 202);
    }
    let sent = scene.outbox.sent();
    let labels: Vec<_> = sent.iter().map(|sealed| sealed.envelope().labels.clone()).collect();
    assert_eq!(labels[0].get("x-request-id").map(String::as_str), Some("first"));
    assert_eq!(labels[1].len(), 1, "what is not printable stays outside");
    assert_eq!(sent[0].envelope().key(), sent[1].envelope().key());
}

#[tokio::test]
async fn a_signed_handshake_gets_its_challenge_back_and_is_no_event() {
    let scene = Scene::with(|settings| {
        let source = settings.sources.get_mut("erp").expect("the ERP");
        let slack = "[api.a]\nbase_url = \"https://a.example\"\nkey = \"env:A\"\n[source.s]\n\
            scheme = \"slack\"\ntenant = \"t\"\nsecrets = [\"env:S\"]";
        let slack = settings::Settings::parse(slack).expect("a Slack source");
        source.handshake = slack.sources["s"].handshake.clone();
        let query = settings::QueryChallenge { parameter: "hub.challenge".into(), token: None };
        source.handshake.query = Some(query);
    })
    .await;
    let body = br#"{"type":"url_verification","challenge":"3eZbrw1aBm2r"}"#;
    let answer = scene.door.answer(scene.request("erp", "", body)).await;
    assert_eq!(answer, Answer::Challenge("3eZbrw1aBm2r".into()));
    let response = render(&answer, &AnswerProfile::default(), "r1");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"text/plain".parse().expect("a value"))
    );

    let unsigned = Request { headers: http::HeaderMap::new(), ..scene.request("erp", "", body) };
    assert_eq!(scene.door.answer(unsigned).await, Answer::Unsigned);

    let get = |query: &str| Request {
        method: Method::GET,
        query: query.into(),
        body: Some(Bytes::new()),
        headers: http::HeaderMap::new(),
        ..scene.request("erp", "", b"")
    };
    let answer = scene.door.answer(get("hub.mode=subscribe&hub.challenge=abc")).await;
    assert_eq!(answer, Answer::Challenge("abc".into()));
    assert_eq!(scene.door.answer(get("")).await, Answer::MethodNotAllowed("GET, POST"));
    assert!(scene.outbox.sent().is_empty());
}

#[tokio::test]
async fn an_xml_body_is_read_like_a_json_one() {
    let scene = Scene::with(|settings| {
        let xml = r#"
[api.classifier]
base_url = "https://a.example"
key = "env:A"
[source.erp]
scheme = "aftership"
tenant = "$.order[0].account[0]"
tenants = ["acme"]
secrets = ["env:S"]
types = { "released" = "classify" }
[source.erp.event]
id = "$.order[0]['@id']"
type = "$.order[0].status[0]"
items = "$.order[0].line[*]"
[source.erp.item]
id = "$.sku[0]"
description = "$.text[0]"
"#;
        let xml = settings::Settings::parse(xml).expect("an XML source");
        settings.sources.extend(xml.sources);
    })
    .await;
    let body =
        br#"<?xml version="1.0"?><order id="7"><account>acme</account><status>released</status>
        <line><sku>S1</sku><text>Steel &amp; brass bolt</text></line>
        <line><sku>S2</sku><text>Ceramic mug</text></line></order>"#;
    let answer = scene.door.answer(scene.request("erp", "", body)).await;
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), ["S1", "S2"]);
}
