//! Where feeds stand, and one that is read again.

use serde_json::{Value, json};
use stack::{Stack, eventually, unique};

use crate::audit::audited;
use crate::command::run;

async fn list(stack: &Stack, listed: &Value) {
    let url = format!("{}/feeds/lossy", stack.file.classifier_url);
    let answer = stack.http.post(url).json(listed).send().await.expect("the stand-in");
    assert_eq!(answer.status().as_u16(), 201);
}

async fn show() -> Value {
    let shown = run(&["feeds", "show", "lossy", "--json"]).await;
    assert_eq!(shown.code, 0, "{shown:?}");
    shown.json()
}

/// What `feeds show` says of it once it was read to its end again.
async fn read_after(was: &Value) -> Value {
    let time = |feed: &Value| feed["read_at"].as_str().and_then(|at| at.parse().ok());
    let was: Option<jiff::Timestamp> = time(was);
    eventually("the feed is read to its end", || async {
        let feed = show().await;
        (time(&feed) > was && feed["faults"] == 0).then_some(feed)
    })
    .await
}

#[tokio::test]
async fn a_feed_that_is_rewound_is_read_again_and_nothing_is_recorded_twice() {
    let stack = Stack::open().await;
    let (event, sku) = (unique("evt"), unique("sku"));
    let item = json!({"item_id": sku, "description": format!("Ceramic mug, {sku}")});
    let body = json!({"event_id": event, "type": "product.created", "at": "2026-03-01T12:00:00Z", "data": {"items": [item]}});
    list(&stack, &json!({"event": body, "late_ms": 0})).await;
    stack.recorded("acme", &sku).await;

    let feeds = run(&["feeds", "list", "--json"]).await;
    let known: Vec<Value> = feeds.list("feeds").iter().map(|feed| feed["source"].clone()).collect();
    assert!(known.contains(&"lossy".into()) && known.contains(&"erp".into()), "{feeds:?}");
    let before = read_after(&Value::Null).await;
    assert!(before["last_entry"].is_string() && before["heard_at"].is_string(), "{before}");

    let rewind = ["feeds", "rewind", "lossy", "--to", "start", "--json", "--reason", &event];
    let refused = run(&rewind).await;
    assert_eq!(refused.code, 1, "nobody could be asked: {refused:?}");
    let dry = run(&[&rewind[..], &["--dry-run"]].concat()).await;
    assert_eq!((dry.code, &dry.json()["changed"]), (0, &json!(false)), "{dry:?}");
    assert_eq!(show().await["begins_at"], before["begins_at"], "nothing was changed");

    let rewound = run(&[&rewind[..], &["--yes"]].concat()).await;
    assert_eq!((rewound.code, &rewound.json()["changed"]), (0, &json!(true)), "{rewound:?}");
    assert_eq!(rewound.json()["after"]["begins_at"], "the start", "{rewound:?}");
    let records = audited(&stack, &event).await;
    let outcomes: Vec<_> = records.iter().map(|it| &it["outcome"]["S"]).collect();
    assert_eq!(outcomes, ["rewound"]);
    let again = read_after(&before).await;
    assert_eq!(again["state"], "read", "{again}");
    stack.recorded("acme", &sku).await;
}

#[tokio::test]
async fn a_source_without_a_feed_and_a_place_that_is_none_are_said() {
    let none = run(&["feeds", "show", "catalog"]).await;
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.stderr.contains("lossy"), "it says which have one: {none:?}");
    assert_eq!(run(&["feeds", "rewind", "lossy", "--to", "", "--yes"]).await.code, 2);
}
