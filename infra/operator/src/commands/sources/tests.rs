//! What is said of a good file, and of one that is not.

use super::*;
use serde_json::json;

const GOOD: &str = r#"
[api.classifier]
base_url = "https://api.example.com"
key = "secretsmanager:tidewaiter/classifier"
[source.shop]
scheme = "shopify"
tenant = "$.account"
secrets = ["env:SHOP", { ref = "secretsmanager:old", name = "old", until = "2027-01-01T00:00:00Z" }]
"#;

#[test]
fn a_good_file_names_every_source_secret_and_api() {
    let checked = Checked::of(&Settings::parse(GOOD).expect("a good file"));
    let expected = json!({
        "sources": [{
            "name": "shop",
            "path": "/webhook/v1/shop",
            "scheme": "shopify",
            "tenant": "$.account",
            "secrets": [
                {"name": "SHOP", "reference": "env:SHOP", "key": "utf8"},
                {"name": "old", "reference": "secretsmanager:old", "key": "utf8"},
            ],
            "api": "classifier",
        }],
        "apis": [{
            "name": "classifier",
            "base_url": "https://api.example.com",
            "key": "secretsmanager:tidewaiter/classifier",
        }],
    });
    assert_eq!(serde_json::to_value(&checked).expect("JSON"), expected);
}

#[test]
fn problems_say_where_they_are_and_how_to_mend_them() {
    let text = GOOD.replace("shopify", "shopfy");
    let refused = Refused::of(Settings::parse(&text).expect_err("a typing mistake"));
    let [problem] = refused.problems.as_slice() else {
        panic!("one problem: {refused:?}");
    };
    assert_eq!((problem.line, problem.at.as_str()), (6, "source.shop.scheme"));
    assert!(problem.what.contains("did you mean `shopify`?"), "{}", problem.what);
}
