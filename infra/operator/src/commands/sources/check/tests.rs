//! What is said of a good file, and of one that is not.

use settings::Settings;

use super::*;
use crate::output::Report;
use serde_json::{Value, json};

const GOOD: &str = r#"
[api.classifier]
base_url = "https://api.example.com"
key = "secretsmanager:tidewaiter/classifier"
reuse_days = 7
[source.shop]
scheme = "shopify"
tenant = "$.account"
tenants = ["acme", "acme-*"]
secrets = ["env:SHOP", { ref = "secretsmanager:old", name = "old", until = "2027-01-01T00:00:00Z" }]
lineage = "shops"
[source.back]
scheme = "github"
tenant = "acme"
secrets = ["env:BACK"]
types = { done = "result" }
"#;

fn checked(text: &str) -> Checked {
    Checked::of(Review::of(text, jiff::Timestamp::UNIX_EPOCH).expect("a good file"))
}

fn written(checked: &Checked) -> Value {
    serde_json::to_value(checked).expect("JSON")
}

#[test]
fn a_good_file_names_every_source_secret_and_api() {
    let mut value = written(&checked(GOOD));
    let revision = value["sources"][1]["revision"].take();
    assert_eq!(revision.as_str().map(str::len), Some(12), "the mapping has a mark");
    let defaults = value["sources"][1]["defaults"].take();
    assert_eq!(defaults["event.items"], "$");
    assert_eq!(defaults.get("lineage"), None, "the file says it");
    let expected = json!({
        "name": "shop",
        "path": "/webhook/v1/shop",
        "scheme": "shopify",
        "tenant": "$.account",
        "tenants": ["acme", "acme-*"],
        "lineage": "shops",
        "secrets": [
            {"name": "SHOP", "reference": "env:SHOP", "key": "utf8"},
            {"name": "old", "reference": "secretsmanager:old", "key": "utf8"},
        ],
        "api": "classifier",
        "revision": null,
        "defaults": null,
    });
    assert_eq!(value["sources"][1], expected);
    let defaults = value["apis"][0]["defaults"].take();
    assert_eq!((defaults["reuse"].as_str(), defaults.get("reuse_days")), (Some("item"), None));
    let expected = json!({
        "name": "classifier",
        "base_url": "https://api.example.com",
        "key": "secretsmanager:tidewaiter/classifier",
        "reuse": "item",
        "reuse_days": 7,
        "defaults": null,
    });
    assert_eq!(value["apis"], json!([expected]));
    assert_eq!(value["notes"], json!([]));
}

#[test]
fn results_alone_have_no_lineage_unless_they_name_one() {
    let lineage = |text: &str| written(&checked(text))["sources"][0]["lineage"].clone();
    assert_eq!(lineage(GOOD), Value::Null);
    let named = GOOD.replace(
        "types = { done",
        "lineage = \"shops\"\nversion = { time = \"$.at\" }\ntypes = { done",
    );
    assert_eq!(lineage(&named), "shops");
}

#[test]
fn people_see_what_holds_by_default_and_for_whom() {
    let text = checked(GOOD).text();
    let (_, defaults) = text.split_once("by default:\n").expect("a second block");
    let row = |key: &str| {
        let line = defaults.lines().find(|line| line.split_whitespace().next() == Some(key));
        line.map(|line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(row("body_limit_kib").as_deref(), Some("256 all"));
    assert_eq!(row("item.id").as_deref(), Some("$.id shop"));
    assert_eq!(row("tolerance_s"), None, "neither signs a time");
    assert!(text.contains("$.account: acme, acme-*") && text.contains("item, 7 days"), "{text}");
}

#[test]
fn an_api_s_spend_caps_are_listed() {
    let caps = "reuse_days = 7\nspend_cap = { items = 9000, per = \"day\" }\n\
                tenant_spend_cap = { items = 400, per = \"hour\" }";
    let checked = checked(&GOOD.replace("reuse_days = 7", caps));
    let api = &written(&checked)["apis"][0];
    assert_eq!(api["spend_cap"], json!({"items": 9000, "per": "day"}));
    assert_eq!(api["tenant_spend_cap"], json!({"items": 400, "per": "hour"}));
    let text = checked.text();
    assert!(text.contains("9000 items per day, each tenant 400 items per hour"), "{text}");
}

#[test]
fn what_looks_odd_is_shown_and_refuses_nothing() {
    let text = format!("{GOOD}\n[api.spare]\nbase_url = \"https://b.example\"\nkey = \"env:B\"\n");
    let text = text.replace("[source.shop]", "[source.shop]\napi = \"classifier\"");
    let text = text.replace("[source.back]", "[source.back]\napi = \"classifier\"");
    let checked = checked(&text);
    assert_eq!(written(&checked)["notes"][0]["at"], "api.spare");
    let line = text.lines().position(|line| line == "[api.spare]").expect("there") + 1;
    let note = format!("worth a look:\nline {line}: api.spare: no source uses it");
    assert!(checked.text().ends_with(&note), "{}", checked.text());
}

#[test]
fn problems_say_where_they_are_and_how_to_mend_them() {
    let text = GOOD.replace("shopify", "shopfy");
    let refused = Refused::of(Settings::parse(&text).expect_err("a typing mistake"));
    let [problem] = refused.problems.as_slice() else {
        panic!("one problem: {refused:?}");
    };
    assert_eq!((problem.line, problem.at.as_str()), (7, "source.shop.scheme"));
    assert!(problem.what.contains("did you mean `shopify`?"), "{}", problem.what);
}
