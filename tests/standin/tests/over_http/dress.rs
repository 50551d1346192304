//! What comes around a body: compression, a byte order mark, a `Date` or none.

use std::io::Read;

use flate2::read::GzDecoder;
use reqwest::Response;
use serde_json::Value;
use standin::{Control, Rule, StatusCode};

use crate::client::{Bench, json_of};

const MUG: &str = "/objects/products/P-1";
const REQUEST: &str = "/openapi/v1/tariff/requests/req-1";

/// An answer, what is looked up of it, and an object.
async fn each(bench: &Bench) -> [Response; 3] {
    bench.standin.keep(MUG, r#"{"a": 1}"#);
    let get = |path| bench.get(path).header("x-api-key", "k").send();
    [
        bench.batch(&["a"]).send().await.unwrap(),
        get(REQUEST).await.unwrap(),
        get(MUG).await.unwrap(),
    ]
}

#[tokio::test]
async fn bodies_may_be_compressed_though_nobody_asked() {
    let bench = Bench::with(Control { gzip: true, ..Control::default() }).await;
    for response in each(&bench).await {
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let bytes = response.bytes().await.unwrap();
        let mut body = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut body).unwrap();
        assert!(serde_json::from_str::<Value>(&body).unwrap().is_object());
    }
}

#[tokio::test]
async fn bodies_may_begin_with_a_byte_order_mark() {
    let bench = Bench::with(Control { byte_order_mark: true, ..Control::default() }).await;
    for response in each(&bench).await {
        let bytes = response.bytes().await.unwrap();
        let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
        assert!(serde_json::from_slice::<Value>(body).unwrap().is_object());
    }
}

#[tokio::test]
async fn refusals_are_plain() {
    let control = Control { gzip: true, byte_order_mark: true, ..Control::default() };
    let bench = Bench::with(control).await;
    let missing = bench.get(MUG).header("x-api-key", "k").send().await.unwrap();
    assert_eq!(json_of(missing).await["error"]["status"], 404);
}

#[tokio::test]
async fn a_wait_may_be_said_in_any_words_with_a_date_or_without() {
    let unavailable = StatusCode::SERVICE_UNAVAILABLE;
    let bench = Bench::with_rules([
        Rule::wait(unavailable, "Sun Mar  1 12:01:00 2026").without_date().once(),
        Rule::too_many("5, 5").once(),
    ])
    .await;
    let undated = bench.batch(&["a"]).send().await.unwrap();
    assert_eq!((undated.status().as_u16(), undated.headers().get("date")), (503, None));
    assert_eq!(undated.headers()["retry-after"], "Sun Mar  1 12:01:00 2026");
    let dated = bench.batch(&["a"]).send().await.unwrap();
    assert_eq!(
        (dated.status().as_u16(), &dated.headers()["retry-after"]),
        (429, &"5, 5".parse().unwrap())
    );
    for response in [dated, bench.batch(&["a"]).send().await.unwrap()] {
        let date = response.headers()["date"].to_str().unwrap();
        assert!(date.ends_with(" GMT"), "{date}");
    }
}
