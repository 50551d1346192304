//! Events of an HTTP API, as the door reads them.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use mapping::Document;
use webhook::{Delivery, Refusal, verify};

use crate::files::{key, names, parsed, settings};

/// 2026-11-16: when the samples were made.
const NOW: i64 = 1_794_824_100;

/// How far an event gets.
#[derive(Debug, PartialEq)]
enum End {
    UnknownSource,
    WrongMethod,
    Undecodable,
    Refused(Refusal),
    Malformed,
    Accepted,
}

fn event(name: &str) -> ApiGatewayV2httpRequest {
    match parsed(&format!("ingress/{name}.json")) {
        LambdaRequest::ApiGatewayV2(event) => event,
        other => panic!("{name}: {other:?}"),
    }
}

fn body(event: &ApiGatewayV2httpRequest) -> Option<Vec<u8>> {
    let body = event.body.clone().unwrap_or_default();
    if event.is_base64_encoded { STANDARD.decode(body).ok() } else { Some(body.into_bytes()) }
}

fn end(event: &ApiGatewayV2httpRequest) -> End {
    let path = event.raw_path.as_deref().unwrap_or_default();
    let name = path.strip_prefix("/webhook/v1/").unwrap_or_default();
    let Some(source) = settings().sources.remove(name) else {
        return End::UnknownSource;
    };
    if event.request_context.http.method != "POST" {
        return End::WrongMethod;
    }
    let Some(body) = body(event) else {
        return End::Undecodable;
    };
    let delivery = Delivery::post(&event.headers, Bytes::from(body), path);
    match verify(&source.scheme, delivery, &[key(&source)], NOW) {
        Err(refusal) => End::Refused(refusal),
        Ok(verified) if Document::parse(verified.body()).is_err() => End::Malformed,
        Ok(_) => End::Accepted,
    }
}

#[test]
fn every_event_ends_where_its_name_says() {
    let stale = Refusal::OutsideWindow { off_s: 94_824_100, tolerance_s: 300 };
    let expected = [
        ("bad-signature", End::Refused(Refusal::Mismatch)),
        ("base64-body", End::Accepted),
        ("duplicate", End::Accepted),
        ("good", End::Accepted),
        ("invalid-base64", End::Undecodable),
        ("malformed", End::Malformed),
        ("missing-signature", End::Refused(Refusal::Missing("signature"))),
        ("stale", End::Refused(stale)),
        ("unknown-source", End::UnknownSource),
        ("wrong-method", End::WrongMethod),
    ];
    let files = expected.each_ref().map(|(name, _)| format!("{name}.json"));
    assert_eq!(names("ingress"), files);
    for (name, expected) in expected {
        assert_eq!(end(&event(name)), expected, "{name}");
    }
}

#[test]
fn a_duplicate_is_the_same_event_in_another_request() {
    let (first, second) = (event("good"), event("duplicate"));
    assert_eq!(first.body, second.body);
    assert_ne!(first.request_context.request_id, second.request_context.request_id);
}

#[test]
fn a_base64_body_is_flagged_as_one() {
    assert!(event("base64-body").is_base64_encoded);
    assert!(event("invalid-base64").is_base64_encoded);
}

/// All but the stale one stay good whatever the clock says.
#[test]
fn nothing_but_the_stale_one_signs_a_time() {
    for name in names("ingress").iter().map(|name| name.trim_end_matches(".json")) {
        let signs_time = event(name).headers.contains_key("webhook-timestamp");
        assert_eq!(signs_time, name == "stale", "{name}");
    }
}
