//! What is said of a body: what it becomes, by which path, and why not.

use serde_json::{Value, json};
use settings::Settings;

use super::explained::By;
use super::*;
use crate::output::Report;

const FILE: &str = r#"
[api.classifier]
base_url = "https://api.example.com"
key = "env:API"
[source.erp]
scheme = "standard-webhooks"
tenant = "$.account"
tenants = ["acme"]
secrets = ["env:ERP"]
lineage = "articles"
event = { items = "$.products[*].variants[*]" }
version = { sequence = "$.revision", of = "item" }
types = { changed = "classify", touched = "hydrate", done = "result", hello = "ping" }
[source.erp.item]
id = "$.sku"
description = [{ of = "parent", path = "$.title" }, "$.option"]
[source.erp.hydrate]
base_url = "https://pim.example/v1/"
key = "env:PIM"
items = "$"
"#;

/// What is said of this body of the source.
struct Case {
    body: Value,
    id: Option<&'static str>,
    fetched: Option<Value>,
}

fn case(body: Value) -> Case {
    Case { body, id: Some("msg_1"), fetched: None }
}

fn event(event_type: &str, more: &Value) -> Value {
    let mut event = json!({"account": "acme", "type": event_type});
    let (Some(event_fields), Some(more)) = (event.as_object_mut(), more.as_object()) else {
        panic!("two objects");
    };
    event_fields.extend(more.clone());
    event
}

impl Case {
    fn explained(&self) -> Result<Explained, Misused> {
        let settings = Settings::parse(FILE).expect("a good file");
        let (source, api) = (&settings.sources["erp"], &settings.apis["classifier"]);
        let (body, fetched) =
            (self.body.to_string(), self.fetched.as_ref().map(ToString::to_string));
        Explained::of(&Delivery {
            source,
            api,
            body: body.as_bytes(),
            signed_id: self.id,
            labels: Vec::new(),
            fetched: fetched.as_deref().map(str::as_bytes),
            now: "2026-11-16T10:00:00Z".parse().expect("a time"),
        })
    }

    fn good(&self) -> Explained {
        self.explained().expect("asked rightly")
    }

    fn json(&self) -> Value {
        serde_json::to_value(self.good()).expect("JSON")
    }
}

fn two_variants() -> Value {
    let good = json!({"sku": "S-1", "option": "Yellow", "revision": 8});
    let bad = json!({"sku": "S-2", "option": "Red"});
    json!({"products": [{"title": "T-shirt", "variants": [good, bad, good]}]})
}

#[test]
fn each_item_stands_with_what_was_found_and_where() {
    let value = case(event("changed", &two_variants())).json();
    let mark = mapping::content_mark("classifier", "T-shirt; Yellow", None);
    let item = json!({
        "at": "$['products'][0]['variants'][0]",
        "id": "S-1",
        "description": "T-shirt; Yellow",
        "country_of_origin": null,
        "version": "8",
        "version_kind": "sequence",
        "lineage": "articles",
        "mark": mark,
    });
    let work = &value["work"];
    assert_eq!((&work["does"], &work["items"]), (&json!("classify"), &json!([item])));
    assert_eq!(work["repeated"], 1, "the third says what the first says");
    assert_eq!(
        work["read_by"]["description"],
        json!(["$.title of the parent", "$.option of the item"])
    );
    assert_eq!(work["read_by"]["version"], "sequence $.revision of the item");
}

#[test]
fn an_item_that_cannot_be_read_says_why_and_the_event_is_not_good() {
    let explained = case(event("changed", &two_variants())).good();
    assert!(!explained.is_good());
    let value = serde_json::to_value(&explained).expect("JSON");
    let unreadable = &value["work"]["unreadable"][0];
    assert_eq!(unreadable["at"], "$['products'][0]['variants'][1]");
    let why = unreadable["why"].as_str().expect("a reason");
    assert!(why.starts_with("version: $.revision selects nothing"), "{why}");
    let text = explained.text();
    assert!(text.contains("would go to the dead-letter queue: 1 of its items"), "{text}");
}

#[test]
fn the_event_says_by_which_path_each_part_was_found() {
    let value = case(event("hello", &json!({}))).json();
    let expected = json!({
        "id": "msg_1",
        "id_from": "the signed header webhook-id",
        "type": "hello",
        "type_from": "$.type",
        "meaning": "ping",
        "tenant": "acme",
        "tenant_from": "$.account",
        "ledger_key": "erp#acme#msg_1",
        "labels": [],
    });
    assert_eq!(value["event"], expected);
    assert_eq!((&value["work"], &value["refusals"]), (&json!({"does": "nothing"}), &json!([])));
}

#[test]
fn an_id_that_was_not_given_is_not_made_up() {
    let value = Case { id: None, ..case(event("hello", &json!({}))) }.json();
    assert_eq!(
        (&value["event"]["id"], &value["event"]["ledger_key"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn whoever_refuses_is_named() {
    let other = json!({"account": "globex", "type": "changed"});
    let cases = [
        (json!({"account": "acme"}), By::Door, "event type: $.type selects nothing"),
        (other, By::Consumer, "the tenant is none of the source's `tenants`"),
        (event("gone", &json!({})), By::Consumer, "event type \"gone\" is not listed"),
        (event("changed", &json!({})), By::Consumer, "$.products[*].variants[*] selects no items"),
    ];
    for (body, by, why) in cases {
        let [refusal] = &case(body).good().refusals[..] else { panic!("one, for: {why}") };
        assert_eq!(refusal.by, by, "{why}");
        assert!(refusal.why.starts_with(why), "{}", refusal.why);
    }
}

#[test]
fn nothing_is_asked_for_a_tenant_that_the_source_may_not_tell_of() {
    let mut body = event("changed", &two_variants());
    body["account"] = json!("globex");
    assert_eq!(case(body).json()["work"], Value::Null);
}

#[test]
fn a_body_over_the_limit_is_refused_at_the_door() {
    let long = case(event("hello", &json!({"pad": "x".repeat(256 * 1024)})));
    let [refusal] = &long.good().refusals[..] else { panic!("one") };
    assert_eq!(refusal.by, By::Door);
    assert!(refusal.why.contains("the source takes 262144"), "{}", refusal.why);
}

#[test]
fn a_trigger_says_what_would_be_fetched_and_reads_it_where_it_is_at_hand() {
    let trigger = event("touched", &json!({"object_type": "products", "object_id": "a/b 1"}));
    let work = case(trigger.clone()).json()["work"].take();
    assert_eq!((&work["does"], &work["fetched"]), (&json!("hydrate"), &Value::Null));
    assert_eq!(work["get"], "https://pim.example/v1/products/a%2Fb%201");
    let object = json!({"sku": "S-1", "option": "Mug", "revision": 3});
    let fetched = Case { fetched: Some(object), ..case(trigger) };
    assert!(fetched.good().is_good());
    let item = fetched.json()["work"]["fetched"]["items"][0].take();
    assert_eq!((&item["at"], &item["id"]), (&json!("$"), &json!("S-1")));
}

#[test]
fn results_are_shown_with_the_version_that_they_answer() {
    let results = json!([{"item_id": "S-1", "revision": 8}, {"item_id": "S-2"}]);
    let explained = case(event("done", &json!({"results": results}))).json();
    let work = &explained["work"];
    assert_eq!((&work["does"], &work["lineage"]), (&json!("record"), &json!("articles")));
    let result = json!({
        "at": "$['results'][0]",
        "version": "8",
        "version_kind": "sequence",
        "text": "{\"item_id\":\"S-1\",\"revision\":8}",
    });
    assert_eq!(work["results"], json!([result]));
    assert_eq!(work["unreadable"][0]["place"], 1);
}

#[test]
fn a_batch_that_is_done_says_where_its_results_are() {
    let done = event("done", &json!({"batch_id": "b 7"}));
    let get = "https://api.example.com/openapi/v1/tariff/batch/b%207";
    assert_eq!(case(done.clone()).json()["work"]["get"], get);
    let fetched = Some(json!({"results": [{"revision": 1}]}));
    let value = Case { fetched, ..case(done) }.json();
    assert_eq!(value["work"]["fetched"]["results"][0]["version"], "1");
}

#[test]
fn an_element_is_found_under_the_name_by_which_the_path_names_it() {
    let file = FILE.replace("$.products[*].variants[*]", "$.list[0]['g:line'][*]");
    let file = file.replace("$.revision", "$.revision[0]").replace("$.sku", "$.sku[0]");
    let file = file.replace("\"$.account\"", "\"acme\"");
    let file = file
        .replace("tenants = [\"acme\"]\n", "")
        .replace("event = {", "event = { type = \"$.list[0].type[0]\",");
    let file = file.replace("\"$.option\"", "\"$.name[0]\"");
    let settings = Settings::parse(&file).expect("a good file");
    let body = br#"<list xmlns:g="urn:g"><type>changed</type><g:line><sku>S-1</sku><name>Mug</name>
        <revision>2</revision></g:line></list>"#;
    let delivery = Delivery {
        source: &settings.sources["erp"],
        api: &settings.apis["classifier"],
        body,
        signed_id: Some("msg_1"),
        labels: Vec::new(),
        fetched: None,
        now: "2026-11-16T10:00:00Z".parse().expect("a time"),
    };
    let value =
        serde_json::to_value(Explained::of(&delivery).expect("asked rightly")).expect("JSON");
    assert_eq!(value["work"]["items"][0]["at"], "$['list'][0]['g:line'][0]", "{value}");
}

#[test]
fn what_was_fetched_for_nothing_is_a_mistake() {
    let fetched = Case { fetched: Some(json!({})), ..case(event("hello", &json!({}))) };
    let Misused(said) = fetched.explained().expect_err("nothing would be fetched");
    assert!(said.starts_with("--fetched:"), "{said}");
}

#[test]
fn headers_are_given_as_to_curl() {
    let (name, value) = header("Webhook-Id:  msg: 1 ").expect("a header");
    assert_eq!((name.as_str(), value.as_str()), ("webhook-id", "msg: 1"));
    for bad in ["webhook-id", ": x", "a b: c"] {
        assert!(header(bad).is_err_and(|said| !said.is_empty()), "{bad}");
    }
}

#[test]
fn strangers_texts_do_not_steer_the_terminal() {
    let mut body = two_variants();
    body["products"][0]["title"] = json!("\u{1b}[2JShirt");
    let text = case(event("changed", &body)).good().text();
    assert!(text.contains("Shirt; Yellow") && !text.contains('\u{1b}'), "{text}");
}
