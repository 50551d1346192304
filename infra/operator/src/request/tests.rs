//! What is signed here is what the door verifies, and what is tampered with is what it refuses.

use bytes::Bytes;
use clap::Parser;
use http::HeaderMap;
use settings::Settings;
use webhook::{Delivery, Key, Refusal, Verified, verify};

use super::*;
use crate::cli::Cli;
use crate::environment::Environment;
use crate::tamper::Tamper;

const SOURCES: &str = r#"
[api.a]
base_url = "https://api.example.com"
key = "env:KEY"
[source.standard]
scheme = "standard-webhooks"
tenant = "t"
secrets = ["env:S"]
[source.stripe]
scheme = "stripe"
tenant = "t"
secrets = ["env:S"]
[source.shopify]
scheme = "shopify"
tenant = "t"
secrets = ["env:S"]
[source.square]
scheme = "square"
tenant = "t"
secrets = ["env:S"]
"#;

const NOW: i64 = 1_700_000_000;
const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const URL: &str = "https://hooks.example.com/webhook/v1/x";

/// Any bytes do for a body.
const BODY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    request: RequestArgs,
}

fn source(name: &str) -> Source {
    Settings::parse(SOURCES).expect("a good file").sources[name].clone()
}

fn context() -> Context {
    let line = ["tidewaiter", "--stack", "/nowhere", "sources", "check"];
    let cli = Cli::try_parse_from(line).expect("a command line");
    Context::new(cli.options, Environment::default(), || {
        Timestamp::from_second(NOW).expect("a time")
    })
}

/// Nothing here waits for anything.
fn now<V>(future: impl Future<Output = V>) -> V {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime").block_on(future)
}

fn request(name: &str, more: &[&str], tamper: Tamper) -> anyhow::Result<Request> {
    let line = ["sign", "--source", name, "--body", BODY, "--secret", SECRET];
    let args = Line::try_parse_from(line.iter().chain(more)).expect("a command line").request;
    let source = source(name);
    let mut request = now(args.request(&source, tamper.shift_s(&source)?, &context()))?;
    tamper.apply(&source, &mut request);
    Ok(request)
}

fn verified(name: &str, request: &Request) -> Result<Verified, Refusal> {
    let source = source(name);
    let value = |text: &String| text.parse().expect("a header value");
    let headers = request.headers.iter().map(|(name, text)| (name.clone(), value(text)));
    let headers: HeaderMap = headers.collect();
    let body = Bytes::from(request.body.clone());
    let keys = [Key::new("k", SECRET, source.scheme.key, None).expect("a good secret")];
    verify(&source.scheme, Delivery::post(&headers, body, URL), &keys, NOW)
}

#[test]
fn every_kind_of_scheme_verifies() {
    for name in ["standard", "stripe", "shopify", "square"] {
        let request = request(name, &["--url", URL], Tamper::None).expect("signed");
        let verified = verified(name, &request).expect("verified");
        assert_eq!(verified.id(), request.id.as_deref(), "{name}");
        assert_eq!(verified.signed_at(), request.at.map(Timestamp::as_second), "{name}");
    }
}

#[test]
fn id_and_time_are_signed_as_given() {
    let at = ["--id", "msg_7", "--at", "1699999900"];
    let request = request("standard", &at, Tamper::None).expect("signed");
    let verified = verified("standard", &request).expect("verified");
    assert_eq!((verified.id(), verified.signed_at()), (Some("msg_7"), Some(1_699_999_900)));
}

#[test]
fn what_was_tampered_with_is_refused_for_that_reason() {
    let refusal = |name, tamper| {
        let request = request(name, &["--url", URL], tamper).expect("signed");
        verified(name, &request).expect_err("refused")
    };
    for name in ["standard", "stripe", "shopify", "square"] {
        assert_eq!(refusal(name, Tamper::Signature), Refusal::Mismatch, "{name}");
        assert!(matches!(refusal(name, Tamper::Missing), Refusal::Missing(_)), "{name}");
    }
    for name in ["standard", "stripe"] {
        let refused = refusal(name, Tamper::Stale);
        assert!(matches!(refused, Refusal::OutsideWindow { off_s: 3900, .. }), "{name}: {refused}");
    }
}

#[test]
fn an_option_that_would_change_nothing_is_refused() {
    for (more, tamper) in
        [(&["--id", "x"][..], Tamper::None), (&["--at", "0"], Tamper::None), (&[], Tamper::Stale)]
    {
        let refused = request("shopify", more, tamper).expect_err("a misuse");
        assert!(refused.is::<Misused>(), "{more:?}: {refused}");
    }
}

#[test]
fn a_scheme_that_signs_the_url_needs_one() {
    let refused = request("square", &[], Tamper::None).expect_err("no stack, no URL");
    assert!(refused.to_string().contains("--url"), "{refused}");
}
