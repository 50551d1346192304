//! Dead events of four reasons, of which one is mended and redriven.

use std::collections::BTreeSet;

use futures::StreamExt;
use ledger::Phase;
use serde_json::{Value, json};
use stack::{Stack, eventually, now, unique};

use crate::audit::audited;
use crate::command::{run, start};

/// Events of each reason: 32 in every run, 300 by choice.
const FEW: usize = 8;
const MANY: usize = 75;

/// How many of them are sent at once.
const SIDE_BY_SIDE: usize = 10;

/// The reasons, as `dlq list` has them.
const CURSED: &str = "status 422";
const UNLISTED: &str = "product.forgotten";
const BARE: &str = "description: is empty";
const REUSED: &str = "stands for another content";

/// What is said of the letter of an event that is done.
const DONE: &str = "done since";

/// One run of the test: its events are told from all others by this.
struct Dead {
    stack: Stack,
    tag: String,
    /// Events of each reason.
    each: usize,
}

impl Dead {
    fn item(&self, kind: &str, number: usize) -> String {
        format!("{}-{kind}-{number}", self.tag)
    }

    async fn post(&self, id: &str, event_type: &str, item: &Value) {
        let body = json!({"type": event_type, "timestamp": "2026-03-01T12:00:00Z", "data": {"items": [item]}});
        self.stack.accepted(self.stack.delivery("catalog", id, &body)).await;
    }

    /// Several at a time, in no order, as senders do.
    async fn send_all(&self) {
        let sent = futures::stream::iter(0..self.each).map(|number| self.send(number));
        sent.buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    /// One event of each reason.
    async fn send(&self, number: usize) {
        let named = |kind| self.item(kind, number);
        let described = |item: &str| json!({"item_id": item, "description": format!("Cotton T-shirt, {item}"), "country_of_origin": "CN"});
        self.post(&named("cursed"), "product.created", &described(&named("cursed"))).await;
        self.post(&named("unlisted"), UNLISTED, &described(&named("unlisted"))).await;
        self.post(&named("bare"), "product.created", &json!({"item_id": named("bare")})).await;
        self.post(&named("reused"), "product.created", &described(&named("first"))).await;
        let key = format!("catalog#acme#{}", named("reused"));
        self.stack.ledger_row(&key, |row| row.phase == Phase::Done).await;
        self.post(&named("reused"), "product.created", &described(&named("second"))).await;
    }

    /// Has the API refuse the items of this test that are cursed, or nobody's.
    async fn curse(&self, is_cursed: bool) {
        let rule = json!({"status": 422, "when_described": format!("{}-cursed", self.tag)});
        let rules: Vec<Value> = is_cursed.then_some(rule).into_iter().collect();
        let control = format!("{}/_control", self.stack.file.classifier_url);
        let put = self.stack.http.put(control).json(&json!({"rules": rules})).send().await;
        assert!(put.expect("the stand-in").status().is_success());
    }

    /// The dead events of this test, each with its reason: by one look, since each look reads all
    /// that is dead.
    async fn letters(&self) -> Vec<(String, String)> {
        let listed = run(&["dlq", "list", "--json"]).await;
        assert_eq!(listed.code, 0, "{listed:?}");
        let text = |it: &Value, field: &str| it[field].as_str().unwrap_or_default().to_owned();
        let letters = listed.list("messages").into_iter();
        let letters = letters.map(|it| (text(&it, "event_id"), text(&it, "why")));
        letters.filter(|(event, _)| event.starts_with(&self.tag)).collect()
    }

    /// Waits until so many are dead as are to be: for each reason, and no others. What the killed
    /// redrive had in its hands is hidden for minutes, and may be seen again at any time: the event
    /// of such a letter is done.
    async fn are_dead(&self, reasons: &[&str]) {
        eventually("the dead events", || async {
            let mut letters = self.letters().await;
            letters.retain(|(_, why)| !why.contains(DONE));
            let of = |reason: &&str| with(&letters, reason).len() == self.each;
            let all = reasons.iter().all(of) && letters.len() == self.each * reasons.len();
            all.then_some(())
        })
        .await;
    }

    /// The numbers of those that are mended and done.
    async fn done(&self) -> BTreeSet<usize> {
        let mut done = BTreeSet::new();
        for number in 0..self.each {
            let key = format!("catalog#acme#{}", self.item("cursed", number));
            let row = self.stack.ledger.look_up(&key, now()).await.expect("the ledger");
            done.extend(row.filter(|row| row.phase == Phase::Done).map(|_row| number));
        }
        done
    }

    /// Whether a change of this test has this outcome on record.
    async fn is_audited(&self, outcome: &str) -> bool {
        let records = audited(&self.stack, &self.tag).await;
        records.iter().any(|it| it["outcome"]["S"].as_str().is_some_and(|it| it.contains(outcome)))
    }
}

/// The events with this reason.
fn with<'l>(letters: &'l [(String, String)], reason: &str) -> Vec<&'l str> {
    let letters = letters.iter().filter(|(_, of)| of.contains(reason));
    letters.map(|(event, _)| event.as_str()).collect()
}

#[tokio::test]
async fn those_of_the_mended_reason_are_redriven_and_recorded_once_and_all_others_stay() {
    play(FEW).await;
}

/// Each dead event is received 25 times before it is dead.
#[tokio::test]
#[ignore = "the local AWS takes ten minutes for 300 of them"]
async fn of_300_those_of_the_mended_reason_are_redriven() {
    play(MANY).await;
}

async fn play(each: usize) {
    let dead = Dead { stack: Stack::open().await, tag: unique("dead"), each };
    dead.curse(true).await;
    dead.send_all().await;
    dead.are_dead(&[CURSED, UNLISTED, BARE, REUSED]).await;
    dead.curse(false).await;
    nothing_is_changed_without_consent(&dead).await;
    a_redrive_that_is_killed_loses_nothing(&dead).await;
    one_that_ends_leaves_none(&dead).await;
    what_became_of_an_event_is_shown(&dead).await;
    what_is_dropped_stands_in_a_file(&dead).await;
}

async fn nothing_is_changed_without_consent(dead: &Dead) {
    let line = ["dlq", "redrive", "--matching", CURSED, "--json"];
    let refused = run(&line).await;
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("--yes"), "{refused:?}");
    let dry = run(&[&line[..], &["--dry-run"]].concat()).await;
    assert_eq!(dry.code, 0, "{dry:?}");
    assert!(dry.list("chosen").len() >= dead.each, "{dry:?}");
    assert_eq!(run(&["dlq", "redrive", "--yes"]).await.code, 2, "it was not said which");
    assert_eq!(dead.letters().await.len(), dead.each * 4);
}

/// It is killed while it works: whatever it has done until then, each event is dead or recorded.
/// What it sent is deleted only after a pause of a second for each, by its rate: until then it is
/// not at its end.
async fn a_redrive_that_is_killed_loses_nothing(dead: &Dead) {
    let line =
        ["dlq", "redrive", "--matching", CURSED, "--yes", "--rate", "1", "--reason", &dead.tag];
    let mut child = start(&line);
    eventually("the first of them", || async { (!dead.done().await.is_empty()).then_some(()) })
        .await;
    child.kill().expect("it is killed");
    child.wait().expect("its end");
    eventually("each event dead or done", || async {
        let (letters, done) = (dead.letters().await, dead.done().await);
        let still = with(&letters, CURSED);
        let is_there =
            |number| done.contains(&number) || still.contains(&&*dead.item("cursed", number));
        (0..dead.each).all(is_there).then_some(())
    })
    .await;
    assert!(dead.is_audited("begun").await, "a redrive that was cut off says so");
}

/// The killed one may have sent them all: then those that are left are letters of done events, which
/// are seen again when their hiding ends.
async fn one_that_ends_leaves_none(dead: &Dead) {
    eventually("every event of the mended reason done, and a redrive ended", || async {
        let line = ["dlq", "redrive", "--source", "catalog", "--yes", "--reason", &dead.tag];
        for reason in [CURSED, DONE] {
            run(&[&line[..], &["--matching", reason]].concat()).await;
        }
        let is_ended = dead.is_audited("redriven").await;
        (is_ended && dead.done().await.len() == dead.each).then_some(())
    })
    .await;
    for number in 0..dead.each {
        dead.stack.recorded("acme", &dead.item("cursed", number)).await;
    }
    dead.are_dead(&[UNLISTED, BARE, REUSED]).await;
    only_those_are_recorded_and_each_was_paid_for_once(dead).await;
}

async fn only_those_are_recorded_and_each_was_paid_for_once(dead: &Dead) {
    for number in 0..dead.each {
        for kind in ["unlisted", "bare", "second"] {
            let versions = dead.stack.versions("acme", &dead.item(kind, number)).await;
            assert!(versions.is_empty(), "{kind} {number}");
        }
    }
    let calls = format!("{}/_calls", dead.stack.file.classifier_url);
    let calls = dead.stack.http.get(calls).send().await.expect("the stand-in");
    let calls: Value = calls.json().await.expect("JSON");
    let calls = calls["calls"].as_array().expect("calls").iter();
    let paid = calls.filter(|call| call["paid"] == json!(true));
    let asked = paid.filter_map(|call| call["descriptions"].as_array()).flatten();
    let mine = format!("{}-cursed-", dead.tag);
    let asked = asked.filter(|text| text.as_str().is_some_and(|text| text.contains(&mine)));
    let mut asked: Vec<&str> = asked.filter_map(Value::as_str).collect();
    asked.sort_unstable();
    assert_eq!(asked.len(), dead.each, "{asked:?}");
    asked.dedup();
    assert_eq!(asked.len(), dead.each, "one of them was asked for twice");
}

async fn what_became_of_an_event_is_shown(dead: &Dead) {
    let recorded = run(&["events", "show", "--json", &dead.item("cursed", 1)]).await;
    assert_eq!(recorded.code, 0, "{recorded:?}");
    let shown = recorded.json();
    assert_eq!(shown["state"], "done", "{shown}");
    assert_eq!(shown["answers"].as_array().map(Vec::len), Some(1), "{shown}");
    let unlisted = run(&["events", "show", "--json", &dead.item("unlisted", 1)]).await;
    for step in [
        "received as product.forgotten",
        "verified by tidewaiter/catalog",
        "refused",
        "dlq redrive",
    ] {
        assert!(unlisted.stdout.contains(step), "{step}: {unlisted:?}");
    }
}

async fn what_is_dropped_stands_in_a_file(dead: &Dead) {
    let file = std::env::temp_dir().join(format!("{}.jsonl", dead.tag));
    let path = file.to_str().expect("a path");
    let mut line = vec!["dlq", "drop", "--yes", "--json", "--reason", &dead.tag, "--export", path];
    let reused: Vec<String> = (0..dead.each).map(|number| dead.item("reused", number)).collect();
    line.extend(reused.iter().flat_map(|event| ["--event", event.as_str()]));
    let dropped = run(&line).await;
    assert_eq!(
        (dropped.code, dropped.json()["dropped"].as_u64()),
        (0, Some(dead.each as u64)),
        "{dropped:?}"
    );
    let text = std::fs::read_to_string(&file).expect("the file");
    assert_eq!(text.lines().count(), dead.each);
    assert!(reused.iter().all(|event| text.contains(event)), "{text}");
    dead.are_dead(&[UNLISTED, BARE]).await;
}
