use jiff::Timestamp;

use super::{Captured, NotRead};

fn read(text: &str) -> Captured {
    super::read(text.as_bytes()).expect("a capture")
}

const RAW: &str =
    "POST /webhook/v1/erp?a=1 HTTP/1.1\r\nHost: hooks.example\r\nX-Sig: a\r\n\r\n{}\r\n";

#[test]
fn a_raw_request_is_read_to_its_last_byte() {
    let captured = read(RAW);
    assert_eq!(captured.url.as_deref(), Some("https://hooks.example/webhook/v1/erp?a=1"));
    assert_eq!((captured.header("x-sig"), captured.source()), (Some("a"), Some("erp")));
    assert_eq!(&*captured.body, b"{}\r\n");
}

#[test]
fn what_curl_shows_is_the_same_request() {
    let shown = "> POST /webhook/v1/erp?a=1 HTTP/1.1\n> Host: hooks.example\n> X-Sig: a\n>\n{}\r\n";
    assert_eq!(read(shown), read(RAW));
}

#[test]
fn headers_alone_are_enough() {
    let captured = read("X-Sig: a\n\n{}");
    assert_eq!((captured.method.as_str(), captured.url), ("POST", None));
    assert_eq!(&*captured.body, b"{}");
}

#[test]
fn an_event_of_api_gateway_says_when_it_came() {
    let captured = read(include_str!("../../../../events/ingress/good.json"));
    assert_eq!((captured.source(), captured.method.as_str()), (Some("erp"), "POST"));
    assert_eq!(captured.at.map(Timestamp::as_millisecond), Some(1_794_824_101_000));
    assert!(captured.body.starts_with(b"{\n  \"event_id\""));
}

#[test]
fn a_body_in_base64_is_unpacked() {
    let captured = read(include_str!("../../../../events/ingress/base64-body.json"));
    assert!(!captured.body.is_empty());
    let broken = super::read(br#"{"headers":{},"body":"!","isBase64Encoded":true}"#);
    assert_eq!(broken, Err(NotRead::NotBase64));
}

#[test]
fn what_is_no_request_is_told() {
    for (text, expected) in [
        ("HTTP/1.1 202 Accepted\r\n\r\n{}", NotRead::Answer),
        ("X-Sig: a\nhunter2\n\n{}", NotRead::Header(2)),
        ("X-Sig: a", NotRead::NoBody),
        ("{\"item\": 1}", NotRead::NoEvent),
        ("X Sig: a\n\n", NotRead::BadHeader("X Sig".to_owned())),
    ] {
        assert_eq!(super::read(text.as_bytes()), Err(expected), "{text}");
    }
}
