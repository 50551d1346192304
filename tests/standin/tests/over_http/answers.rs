//! Good calls and their answers.

use std::io::ErrorKind;
use std::net::TcpStream;

use serde_json::{Value, json};
use standin::Control;

use crate::client::{BATCH, Bench, SINGLE, json_of};

#[tokio::test]
async fn a_batch_is_answered_item_by_item_in_its_order() {
    let bench = Bench::new().await;
    let response = bench.batch(&["b", "a"]).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-request-id"], "req-1");
    let body = json_of(response).await;
    assert_eq!(body["request_id"], "req-1");
    assert_eq!(body["model"], "standin-1");
    assert_eq!(body["schedule"], "HTSUS 2026 Revision 4");
    assert_eq!(body["results"][0]["item_id"], "b");
    assert_eq!(body["results"][1]["item_id"], "a");
}

#[tokio::test]
async fn a_result_carries_code_confidence_duty_and_components() {
    let bench = Bench::new().await;
    let body = json_of(bench.batch(&["a"]).send().await.unwrap()).await;
    let mut result = body["results"][0].clone();
    let confidence = result["confidence"].take().as_f64().unwrap();
    assert!((0.9..1.0).contains(&confidence));
    assert_eq!(
        result,
        json!({
            "item_id": "a",
            "status": "completed",
            "hts_code": "6912.00.44.00",
            "description": "Mugs and other steins, of ceramic",
            "confidence": null,
            "duty": {
                "general": "10%",
                "special": "Free (A,AU,BH,CL,CO,D,E,IL,JO,KR,MA,OM,P,PA,PE,S,SG)",
                "section_301": "7.5%",
                "section_232": null,
                "section_122": "10%",
                "chapter_99": ["9903.88.15", "9903.03.01"],
                "total": "27.5%",
            },
            "components": [],
        })
    );
}

#[tokio::test]
async fn a_single_answer_is_the_batch_result_beside_the_other_fields() {
    let bench = Bench::new().await;
    let batch = json_of(bench.batch(&["a"]).send().await.unwrap()).await;
    let mut single = json_of(bench.single("a").send().await.unwrap()).await;
    let fields = single.as_object_mut().unwrap();
    for shared in ["request_id", "model", "schedule"] {
        assert_eq!(fields.remove(shared).as_ref(), batch.get(shared));
    }
    assert_eq!(single, batch["results"][0]);
}

#[tokio::test]
async fn a_call_without_an_id_is_given_one() {
    let bench = Bench::new().await;
    let request = bench.post(SINGLE).header("x-api-key", "k");
    let item = json!({"item_id": "a", "description": "mug"});
    let response = request.json(&item).send().await.unwrap();
    let header = response.headers()["x-request-id"].clone();
    let body = json_of(response).await;
    assert_eq!(body["request_id"], header.to_str().unwrap());
    assert_eq!(body["request_id"], bench.only_call().request_id);
}

#[tokio::test]
async fn a_failed_item_stands_beside_the_completed_ones() {
    let bench = Bench::with(Control {
        fail_items: [("b".to_owned(), "temporarily_unavailable".to_owned())].into(),
        ..Control::default()
    })
    .await;
    let body = json_of(bench.batch(&["a", "b"]).send().await.unwrap()).await;
    assert_eq!(body["results"][0]["status"], "completed");
    assert_eq!(body["results"][1]["status"], "failed");
    assert_eq!(body["results"][1]["code"], "temporarily_unavailable");
    assert_eq!(body["results"][1]["hts_code"], Value::Null);
}

#[tokio::test]
async fn a_description_that_says_too_little_fails_its_item() {
    let bench = Bench::new().await;
    let items = json!({"items": [
        {"item_id": "short", "description": " ab "}, {"item_id": "long", "description": "abc"}]});
    let request = bench.post(BATCH).header("x-api-key", "k").json(&items);
    let body = json_of(request.send().await.unwrap()).await;
    assert_eq!(body["results"][0]["code"], "insufficient_description");
    assert_eq!(body["results"][1]["status"], "completed");
}

#[tokio::test]
async fn it_answers_where_it_says_until_it_is_dropped() {
    // The port is free then, and another process may be given it at once: once of three will do.
    let mut refusals = Vec::new();
    for _ in 0..3 {
        let bench = Bench::new().await;
        assert_eq!(bench.get("/_health").send().await.unwrap().status(), 200);
        let addr = bench.standin.url().trim_start_matches("http://").to_owned();
        drop(bench.standin);
        refusals.extend(TcpStream::connect(addr).err().map(|refused| refused.kind()));
    }
    assert!(refusals.contains(&ErrorKind::ConnectionRefused), "{refusals:?}");
}
