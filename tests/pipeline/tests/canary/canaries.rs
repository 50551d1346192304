//! Strings that must turn up nowhere, and the disguises they could wear.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};

/// A string with a name to report it by: a report must not tell it again.
#[derive(Clone, Debug)]
pub struct Canary {
    name: &'static str,
    disguises: Vec<String>,
}

pub const ERP_SECRET: &str = "canary7secret0erp-3f8a1c5d";
pub const CATALOG_KEY: &[u8] = b"canary7secret0catalog-9b2e4d";
pub const API_KEY: &str = "canary7api0key-71c0ffee5a";
pub const SKU: &str = "canary7sku0";
pub const DESCRIPTION: &str = "canary7description0 cotton shirt, knitted";
pub const MATERIAL: &str = "canary7material0";
pub const COUNTRY: &str = "canary7country0";
pub const EMAIL: &str = "canary7person0@example.com";
pub const NOTE: &str = "canary7note0 \"quoted\" \u{e9}";
pub const SIGNATURE: &str = "canary7signature0";

/// The catalogue's secret as it is stored.
pub fn catalog_secret() -> String {
    format!("whsec_{}", STANDARD.encode(CATALOG_KEY))
}

/// Every canary that is known beforehand.
pub fn canaries() -> Vec<Canary> {
    let texts = [
        ("the ERP's secret", ERP_SECRET),
        ("the API's key", API_KEY),
        ("an item's number", SKU),
        ("a description", "canary7description0"),
        ("a material", MATERIAL),
        ("a country", COUNTRY),
        ("an e-mail address", "canary7person0"),
        ("a note", "canary7note0"),
        ("a wrong signature", SIGNATURE),
    ];
    let texts = texts.map(|(name, text)| Canary::new(name, text.as_bytes()));
    texts.into_iter().chain([Canary::new("the catalogue's key", CATALOG_KEY)]).collect()
}

impl Canary {
    /// As it stands, and in hex, in base64 (wherever in a text it begins), as numbers, escaped for
    /// a URL and for JSON; all in lower case.
    pub fn new(name: &'static str, bytes: &[u8]) -> Self {
        let plain = String::from_utf8_lossy(bytes).into_owned();
        let numbers: Vec<_> = bytes.iter().map(u8::to_string).collect();
        let json = serde_json::to_string(&plain).expect("JSON").trim_matches('"').to_owned();
        let mut all = vec![hex::encode(bytes), numbers.join(", "), numbers.join(","), json];
        all.extend([escaped(bytes), plain]);
        all.extend((0..3).map(|offset| base64_inside(bytes, offset)));
        Self { name, disguises: all.iter().map(|text| text.to_lowercase()).collect() }
    }
}

/// The part of the base64 of a longer text that does not depend on what stands around it.
fn base64_inside(bytes: &[u8], offset: usize) -> String {
    let padded = [&vec![0; offset], bytes].concat();
    let whole = padded.len() / 3 * 3;
    let text = STANDARD.encode(&padded[..whole]);
    text[if offset == 0 { 0 } else { 4 }..].to_owned()
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(*byte));
            }
            _ => write!(text, "%{byte:02x}").expect("a string"),
        }
        text
    })
}

/// The names of the canaries that `text` holds in any disguise.
pub fn found_in(text: &str, canaries: &[Canary]) -> Vec<&'static str> {
    let text = text.to_lowercase();
    let holds = |canary: &&Canary| canary.disguises.iter().any(|form| text.contains(form));
    canaries.iter().filter(holds).map(|canary| canary.name).collect()
}

#[test]
fn a_canary_is_found_in_every_disguise() {
    let all = canaries();
    let inside = |offset: usize| STANDARD.encode(format!("{}{EMAIL} and more", "x".repeat(offset)));
    let texts = [
        format!("<{EMAIL}>"),
        hex::encode_upper(EMAIL),
        inside(0),
        inside(1),
        inside(2),
        format!("{:?}", EMAIL.as_bytes()),
        escaped(EMAIL.as_bytes()),
    ];
    for text in texts {
        assert_eq!(found_in(&text, &all), ["an e-mail address"], "{text}");
    }
    assert!(found_in("canary", &all).is_empty());
}
