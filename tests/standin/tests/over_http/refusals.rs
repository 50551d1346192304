//! Calls that the API itself turns away.

use reqwest::Response;
use serde_json::{Value, json};
use standin::{Control, Outcome};

use crate::client::{BATCH, Bench, SINGLE, json_of, mug};

/// The status and the words of a refusal, which must repeat the request's id.
async fn refusal(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()["x-request-id"], "req-1");
    let body = json_of(response).await;
    assert_eq!(body["request_id"], "req-1");
    let message = body["error"]["message"].as_str().unwrap();
    (status, message.to_owned())
}

async fn refusal_of(path: &str, body: &Value) -> (u16, String) {
    let bench = Bench::new().await;
    let request = bench.post(path).header("x-api-key", "k");
    let request = request.header("x-request-id", "req-1").json(body);
    let refusal = refusal(request.send().await.unwrap()).await;
    let call = bench.only_call();
    assert_eq!((call.outcome, call.paid), (Outcome::Refused, false));
    assert_eq!(call.status, Some(refusal.0));
    refusal
}

#[tokio::test]
async fn a_call_without_a_key_is_unauthorized() {
    let bench = Bench::new().await;
    let request = || bench.post(BATCH).header("x-request-id", "req-1");
    let body = json!({"items": [mug("a")]});
    for request in [request(), request().header("x-api-key", "")] {
        let (status, message) = refusal(request.json(&body).send().await.unwrap()).await;
        assert_eq!(status, 401);
        assert!(message.contains("X-Api-Key"), "{message}");
    }
}

#[tokio::test]
async fn a_key_must_be_listed_once_keys_are() {
    let keys = |keys: &[&str]| Control {
        api_keys: Some(keys.iter().map(ToString::to_string).collect()),
        ..Control::default()
    };
    let bench = Bench::with(keys(&["other", "test-key"])).await;
    assert_eq!(bench.status(&["a"]).await, 200);
    bench.standin.set(keys(&["other"]));
    assert_eq!(bench.status(&["a"]).await, 401);
}

#[tokio::test]
async fn a_body_that_is_no_question_is_a_bad_request() {
    for body in [json!({"products": []}), json!([1]), json!({"items": {}})] {
        assert_eq!(refusal_of(BATCH, &body).await.0, 400, "{body}");
    }
    let (status, message) = refusal_of(BATCH, &json!({"items": []})).await;
    assert_eq!(status, 400);
    assert!(message.contains("1 to 200"), "{message}");
}

#[tokio::test]
async fn more_than_two_hundred_items_are_too_large() {
    let items: Vec<Value> = (0..201).map(|n| mug(&n.to_string())).collect();
    let (status, message) = refusal_of(BATCH, &json!({"items": items})).await;
    assert_eq!(status, 413);
    assert!(message.contains("201"), "{message}");
}

#[tokio::test]
async fn more_than_ten_megabytes_are_too_large() {
    let item = json!({"item_id": "a", "description": "x".repeat(10 * 1024 * 1024)});
    let (status, message) = refusal_of(BATCH, &json!({"items": [item]})).await;
    assert_eq!(status, 413);
    assert!(message.contains("limit"), "{message}");
}

#[tokio::test]
async fn an_item_that_is_none_is_named() {
    let nameless = json!({"item_id": "", "description": "mug"});
    let mute = json!({"item_id": "b"});
    for (bad, field) in [(nameless, "item_id"), (mute, "description")] {
        let (status, message) = refusal_of(BATCH, &json!({"items": [mug("a"), bad]})).await;
        assert_eq!(status, 422);
        assert!(message.starts_with("item 1:"), "{message}");
        assert!(message.contains(field), "{message}");
        assert_eq!(refusal_of(SINGLE, &bad).await.0, 422);
    }
}

#[tokio::test]
async fn an_id_given_twice_is_named() {
    let (status, message) = refusal_of(BATCH, &json!({"items": [mug("a"), mug("a")]})).await;
    assert_eq!(status, 422);
    assert!(message.starts_with("item 1:"), "{message}");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let bench = Bench::new().await;
    assert_eq!(bench.get("/openapi/v2").send().await.unwrap().status(), 404);
    assert_eq!(bench.get(BATCH).send().await.unwrap().status(), 405);
}
