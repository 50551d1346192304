//! What senders, the API and AWS do to the functions, good and bad.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use ingress::Request;
use serde_json::{Value, json};
use standin::{Behaviour, Control, ItemAnswer, ItemRule, Nonsense, Rule, StatusCode};
use webhook::{Key, Unsigned, sign};

use crate::aws::Service;
use crate::canaries::{
    COUNTRY, DESCRIPTION, EMAIL, ERP_SECRET, MATERIAL, NOTE, SIGNATURE, SKU, catalog_secret,
};
use crate::stage::Stage;

/// An article of the ERP, with a canary in every field.
fn article(event_id: &str) -> Value {
    json!({
        "event_id": event_id,
        "type": "article.released",
        "requested_by": EMAIL,
        "articles": [{
            "sku": SKU, "name": DESCRIPTION, "material": MATERIAL, "origin": COUNTRY,
            "revision": 7, "note": NOTE,
        }],
    })
}

/// What the ERP writes into its header.
fn erp_signature(stage: &Stage, body: &[u8]) -> String {
    let scheme = &stage.source("erp").scheme;
    let key = Key::new("sender", ERP_SECRET, scheme.key, None).expect("a good secret");
    let unsigned = Unsigned { body, id: "", url: "", timestamp: 0 };
    sign(scheme, &unsigned, &key).headers.remove(0).1
}

/// The event of API Gateway for a delivery of the ERP.
fn delivery(signature: Option<&str>, body: &str) -> Value {
    let text = include_str!("../../../../events/ingress/good.json");
    let mut event: Value = serde_json::from_str(text).expect("JSON");
    event["headers"]["x-webhook-signature"] = signature.into();
    if signature.is_none() {
        event["headers"].as_object_mut().expect("headers").remove("x-webhook-signature");
    }
    event["body"] = body.into();
    // By its path, which an act may change.
    event.as_object_mut().expect("an event").remove("pathParameters");
    event
}

fn signed(stage: &Stage, body: &str) -> Value {
    delivery(Some(&erp_signature(stage, body.as_bytes())), body)
}

/// Posts what the ERP signed; tells the status.
async fn post(stage: &mut Stage, act: &str, body: &str) -> u64 {
    let event = signed(stage, body);
    stage.request(act, event).await
}

async fn accepted(stage: &mut Stage, event_id: &str) {
    assert_eq!(post(stage, event_id, &article(event_id).to_string()).await, 202, "{event_id}");
}

/// Everything the door refuses before it verifies, or because it verifies.
pub async fn strangers(stage: &mut Stage) {
    let body = article("stranger").to_string();
    let good = signed(stage, &body);
    let wrong = delivery(Some(&format!("sha256={}", hex::encode(SIGNATURE))), &body);
    let odd = delivery(Some(&format!("{SIGNATURE} \u{e9}")), &body);
    let mut broken = good.clone();
    broken["isBase64Encoded"] = true.into();
    let mut nowhere = good.clone();
    nowhere["rawPath"] = "/webhook/v1/nobody".into();
    let mut get = good.clone();
    get["requestContext"]["http"]["method"] = "GET".into();
    for (act, event, status) in [
        ("a wrong signature", wrong, 403),
        ("a signature that is none", odd, 403),
        ("no signature", delivery(None, &body), 401),
        ("broken base64", broken, 400),
        ("an unknown source", nowhere, 404),
        ("another method", get, 405),
        ("a long body", signed(stage, &NOTE.repeat(120_000)), 413),
    ] {
        assert_eq!(stage.request(act, event).await, status, "{act}");
    }
}

/// Signed by the catalogue, but at another time.
pub async fn stale(stage: &mut Stage) {
    let body = article("stale").to_string();
    let scheme = stage.source("catalog").scheme.clone();
    let key = Key::new("sender", &catalog_secret(), scheme.key, None).expect("a good secret");
    let now = pipeline::scene::start();
    for (act, timestamp, status) in [
        ("a stale delivery", now.as_second() - 301, 403),
        ("one from the future", now.as_second() + 301, 403),
        ("one in time", now.as_second(), 202),
    ] {
        let unsigned = Unsigned { body: body.as_bytes(), id: "msg_1", url: "", timestamp };
        let pairs = sign(&scheme, &unsigned, &key).into_iter();
        let value = |text| HeaderValue::try_from(text).expect("a header value");
        let headers: HeaderMap = pairs.map(|(name, text)| (name, value(text))).collect();
        let request = Request {
            source: None,
            method: Method::POST,
            path: "/webhook/v1/catalog".into(),
            query: format!("email={EMAIL}"),
            url: format!("https://hooks.example.com/webhook/v1/catalog?email={EMAIL}"),
            headers,
            body: Some(Bytes::from(body.clone())),
            address: None,
            request_id: "request-1".into(),
            now,
        };
        assert_eq!(stage.request_at(act, request).await, status, "{act}");
    }
    assert_eq!(stage.work(&[]).await, 1, "the ERP's type is not listed by the catalogue");
}

/// Signed, but not what the source's settings say.
pub async fn malformed(stage: &mut Stage) {
    let half = article("half").to_string();
    let half = &half[..half.len() - 20];
    let xml = format!("<order><by>{EMAIL}</by><note>{SKU}</order>");
    let id = article(&format!("{EMAIL} with spaces")).to_string();
    let kind = json!({"event_id": "x", "type": [EMAIL, DESCRIPTION]}).to_string();
    let long = json!({"event_id": "x", "type": EMAIL.repeat(20)}).to_string();
    for (act, body) in [
        ("half a body", half),
        ("broken XML", &xml),
        ("a wrong id", &id),
        ("a type that is none", &kind),
        ("a type that is too long", &long),
        ("text", EMAIL),
    ] {
        assert_eq!(post(stage, act, body).await, 400, "{act}");
    }
}

/// Whatever AWS fails to do at the door, and in what order.
pub async fn outages(stage: &mut Stage) {
    let body = article("outage").to_string();
    let long = json!({"event_id": "long", "type": "ping", "note": NOTE.repeat(60_000)}).to_string();
    for (service, act, body) in [
        (Service::Sqs, "a queue that fails", &body),
        (Service::Secrets, "a secret store that fails", &body),
        (Service::S3, "a body store that fails", &long),
    ] {
        stage.cloud.fail(Some(service));
        assert_eq!(post(stage, act, body).await, 503, "{act}");
        stage.cloud.fail(None);
    }
    assert_eq!(post(stage, "a stored body", &long).await, 202);
    stage.cloud.fail(Some(Service::S3));
    assert_eq!(stage.work(&[]).await, 1, "the body is not to be had");
    stage.cloud.fail(None);
    assert_eq!(post(stage, "a stored body", &long).await, 202);
    assert_eq!(stage.work(&[]).await, 0);
}

/// Answered, repeated, and sent in base64.
pub async fn successes(stage: &mut Stage) {
    accepted(stage, "good").await;
    let text = article("wrapped").to_string();
    let mut wrapped = signed(stage, &text);
    wrapped["body"] = STANDARD.encode(&text).into();
    wrapped["isBase64Encoded"] = true.into();
    assert_eq!(stage.request("a body in base64", wrapped).await, 202);
    assert_eq!(stage.work(&[]).await, 0);
    accepted(stage, "good").await;
    assert_eq!(stage.work(&[]).await, 0, "a repeat");
}

/// What can never be worked on.
pub async fn refusals(stage: &mut Stage) {
    let mut reused = article("good");
    reused["articles"][0]["name"] = format!("another {DESCRIPTION}").into();
    let mut nameless = article("nameless");
    nameless["articles"] = json!([{"sku": SKU, "revision": EMAIL}, {"sku": [SKU], "name": NOTE}]);
    let mut twice = article("twice");
    let mut other = twice["articles"][0].clone();
    other["name"] = EMAIL.into();
    twice["articles"].as_array_mut().expect("articles").push(other);
    for (act, body) in [("reused", reused), ("nameless", nameless), ("twice", twice)] {
        assert_eq!(post(stage, act, &body.to_string()).await, 202, "{act}");
        assert_eq!(stage.work(&[]).await, 1, "{act}");
    }
    let wrong = json!({"v": 1, "source": EMAIL, "tenant": [SKU], "body": {"utf8": NOTE}});
    let newer = json!({"v": 99, "body": {"utf8": NOTE}});
    let messages = [NOTE, &wrong.to_string(), &newer.to_string()];
    assert_eq!(stage.work(&messages).await, 3, "not envelopes");
}

/// Every way in which the API does not answer.
pub async fn api_failures(stage: &mut Stage) {
    let quoting = json!({"error": DESCRIPTION, "items": [{"item_id": SKU, "note": [EMAIL, NOTE]}]});
    let quote = |status: u16, body: Value| {
        Rule::new(Behaviour::Status {
            status: StatusCode::from_u16(status).expect("a status"),
            retry_after: Some(format!("{EMAIL} soon")),
            body: Some(body),
        })
    };
    let statuses = [200, 201, 302, 400, 401, 402, 404, 413, 422, 429, 500, 503];
    let mut rules: Vec<Rule> =
        statuses.iter().map(|status| quote(*status, quoting.clone())).collect();
    rules.push(quote(200, format!("<p>{DESCRIPTION} {EMAIL}</p>").into()));
    rules.push(quote(200, json!({"item_id": EMAIL, "hts_code": NOTE})));
    rules.push(Rule::new(Behaviour::Close));
    for nonsense in [
        Nonsense::NotJson,
        Nonsense::Truncated,
        Nonsense::WrongShape,
        Nonsense::MissingItems,
        Nonsense::UnknownItems,
        Nonsense::DuplicateItems,
        Nonsense::Huge,
    ] {
        rules.push(Rule::nonsense(nonsense));
    }
    for (number, rule) in rules.into_iter().enumerate() {
        stage.standin.set(Control { rules: vec![rule.clone()], ..Control::default() });
        answered_badly(stage, &format!("api-{number}")).await;
    }
    for code in ["insufficient_description", "temporarily_unavailable"] {
        let answer_items = vec![ItemRule::new("", ItemAnswer::Failed(code.to_owned()))];
        stage.standin.set(Control { answer_items, ..Control::default() });
        answered_badly(stage, code).await;
    }
    let api_keys = Some(vec!["another".to_owned()]);
    stage.standin.set(Control { api_keys, ..Control::default() });
    answered_badly(stage, "unknown-key").await;
    stage.standin.reset();
}

/// An event of its own state and content, so that no earlier answer spares the call.
async fn answered_badly(stage: &mut Stage, event_id: &str) {
    let mut body = article(event_id);
    let number = 1_000_000 + stage.standin.calls().len();
    body["articles"][0]["revision"] = number.into();
    body["articles"][0]["material"] = format!("{MATERIAL} {number}").into();
    assert_eq!(post(stage, event_id, &body.to_string()).await, 202, "{event_id}");
    let calls = stage.standin.calls().len();
    stage.work(&[]).await;
    stage.forget_pauses().await;
    assert!(stage.standin.calls().len() > calls, "{event_id}: the API was asked");
}

/// Posts what another source signed, and works on it; tells how many messages stay.
async fn point(stage: &mut Stage, source: &str, header: &str, body: &Value) -> usize {
    let (text, scheme) = (body.to_string(), &stage.source(source).scheme);
    let key = Key::new("sender", ERP_SECRET, scheme.key, None).expect("a good secret");
    let unsigned = Unsigned { body: text.as_bytes(), id: "", url: "", timestamp: 0 };
    let signature = sign(scheme, &unsigned, &key).headers.remove(0).1;
    let mut event = delivery(None, &text);
    event["rawPath"] = format!("/webhook/v1/{source}").into();
    event["headers"][header] = signature.into();
    assert_eq!(stage.request(source, event).await, 202, "{source}");
    stage.work(&[]).await
}

/// Triggers whose object is there, is of no use, is none, or is not there; results of both kinds.
pub async fn pointers(stage: &mut Stage) {
    // Another item than the ERP's, whose revisions are no times.
    let sku = format!("{SKU}-2");
    let path = format!("/objects/products/{sku}");
    let object = json!({"sku": sku, "description": DESCRIPTION, "origin": COUNTRY, "note": NOTE,
        "updated_at": "2026-03-01T12:00:00Z"});
    let useless = json!({"sku": sku, "description": NOTE, "updated_at": EMAIL});
    let objects = [(object.to_string(), 0), (useless.to_string(), 1), (NOTE.to_owned(), 1)];
    for (number, (object, stays)) in objects.into_iter().enumerate() {
        stage.standin.keep(&path, object);
        let trigger = json!({"event_id": format!("trigger-{number}"), "type": "product.changed",
            "object_type": "products", "object_id": sku, "requested_by": EMAIL});
        let left = point(stage, "pim", "x-pim-signature", &trigger).await;
        assert_eq!(left, stays, "trigger {number}");
    }
    let result = |code: &str| {
        json!({"event_id": format!("result-{}", code.len()), "type": "classification.completed",
            "results": [{"item_id": sku, "status": "failed", "code": code, "message": NOTE,
                "version": "2026-03-02T12:00:00Z"}]})
    };
    let batch = json!({"event_id": "result-0", "type": "batch.completed", "batch_id": sku});
    let results =
        [(result("unclassifiable"), 0), (result("temporarily_unavailable"), 1), (batch, 1)];
    for (result, stays) in results {
        let left = point(stage, "callbacks", "x-hub-signature-256", &result).await;
        assert_eq!(left, stays, "{}", result["event_id"]);
    }
}

/// What breaks on the consumer's side.
pub async fn breakages(stage: &mut Stage) {
    stage.panic(true);
    fresh(stage, "panic", 2_000_001).await;
    assert_eq!(stage.work(&[]).await, 1);
    stage.panic(false);
    for (service, event_id, revision) in
        [(Service::Secrets, "no-key", 2_000_002), (Service::Sqs, "no-queue", 2_000_003)]
    {
        fresh(stage, event_id, revision).await;
        stage.cloud.fail(Some(service));
        stage.work(&["unreadable"]).await;
        stage.cloud.fail(None);
    }
}

/// Tables that are gone: to be played last.
pub async fn lost_tables(stage: &mut Stage) {
    for (table, event_id, revision) in
        [("answers", "no-answers", 3_000_001), ("ledger", "no-ledger", 3_000_002)]
    {
        stage.dynamo.delete_table().table_name(table).send().await.expect("deleted");
        fresh(stage, event_id, revision).await;
        assert_eq!(stage.work(&[]).await, 1, "{event_id}");
    }
}

async fn fresh(stage: &mut Stage, event_id: &str, revision: u64) {
    let mut body = article(event_id);
    body["articles"][0]["revision"] = revision.into();
    body["articles"][0]["material"] = format!("{MATERIAL} {revision}").into();
    assert_eq!(post(stage, event_id, &body.to_string()).await, 202, "{event_id}");
}

/// The signatures that the play makes, to be looked for as well.
pub fn signatures(stage: &Stage) -> Vec<Vec<u8>> {
    let body = article("good").to_string();
    let signature = erp_signature(stage, body.as_bytes());
    vec![hex::decode(signature.trim_start_matches("sha256=")).expect("hex")]
}
