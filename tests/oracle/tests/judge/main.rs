//! The judge is content with an ideal run, and says no to each run that breaks one promise.
#![allow(
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may fail"
)]

mod allowances;
mod caps;
mod ideal;

use oracle::{
    Ask, CLASSIFIER, Evidence, Expected, Kind, Limit, Place, Provider, Reply, Request, Spell,
    TRACKED, Told, Verdict, judge,
};
use serde_json::{Value, json};

use ideal::ideal;

const EVENTS: usize = 600;

/// The verdict on an ideal run in which one thing is changed.
fn after(change: impl FnOnce(&mut Evidence)) -> Verdict {
    let mut evidence = ideal(1, EVENTS);
    change(&mut evidence);
    judge(&evidence)
}

fn kinds(verdict: &Verdict) -> Vec<Kind> {
    verdict.findings.iter().map(|(kind, _)| *kind).collect()
}

/// The first row of which this holds.
fn row(evidence: &Evidence, holds: impl Fn(&Value) -> bool) -> usize {
    evidence.answers.iter().position(holds).expect("such a row")
}

fn is_asked(row: &Value) -> bool {
    row["carried_from"].is_null() && row["description"].is_string() && row["outcome"] == "completed"
}

/// Whether no other row stands above it in its line.
fn is_newest(evidence: &Evidence, row: &Value) -> bool {
    let line = |row: &Value| {
        ["tenant", "item_id", "lineage", "version_kind"].map(|column| row[column].clone())
    };
    let mut others = evidence.answers.iter().filter(|other| line(other) == line(row));
    others.all(|other| other == row)
}

#[test]
fn an_ideal_run_has_no_findings() {
    for seed in 1..10 {
        let verdict = judge(&ideal(seed, EVENTS));
        assert_eq!(verdict.findings, [], "seed {seed}");
        assert!(verdict.recorded > EVENTS && verdict.carried > 50, "{verdict:?}");
        assert!(verdict.superseded > 20, "{verdict:?}");
    }
}

#[test]
fn every_kind_of_event_occurs() {
    let evidence = ideal(1, 2_000);
    let count = |holds: &dyn Fn(&oracle::Event) -> bool| {
        evidence.events.iter().filter(|event| holds(event)).count()
    };
    for source in [
        "catalog",
        "erp",
        "shop-create",
        "shop-update",
        "warehouse",
        "feed",
        "pim",
        "callbacks",
        "",
    ] {
        assert!(count(&|event| event.source == source) > 3, "{source}");
    }
    for word in ["", "description", "ahead of the clock", "tenant", "not listed"] {
        assert!(count(&|event| event.expected == Expected::Refused(word)) > 3, "{word}");
    }
    assert!(count(&|event| matches!(&event.told, Told::States(tells) if tells.len() > 20)) > 3);
    assert!(count(&|event| event.body.len() > 1_000_000) > 0);
    assert!(count(&|event| event.body.contains("batch_id")) > 3);
}

#[test]
fn a_row_that_is_missing_is_lost() {
    let verdict = after(|evidence| {
        let place = row(evidence, |row| is_asked(row) && is_newest(evidence, row));
        let lost = evidence.answers.remove(place);
        evidence.asks.retain(|ask| lost["api_request_id"] != json!(ask.request_id));
    });
    assert!(kinds(&verdict).contains(&Kind::Lost), "{verdict:?}");
}

#[test]
fn a_newer_state_of_another_lineage_makes_none_needless() {
    // The row is there no more, and one of another lineage stands far above it.
    let verdict = after(|evidence| {
        let place = row(evidence, |row| {
            row["lineage"] == "catalog" && is_asked(row) && is_newest(evidence, row)
        });
        let lost = evidence.answers.remove(place);
        evidence.asks.retain(|ask| lost["api_request_id"] != json!(ask.request_id));
        let is_shops = |other: &&Value| {
            other["item_id"] == lost["item_id"] && other["tenant"] == lost["tenant"]
        };
        assert!(evidence.answers.iter().any(|other| is_shops(&other)), "a neighbour");
    });
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
}

#[test]
fn a_state_is_not_superseded_by_what_was_recorded_after_its_event_was_done() {
    let verdict = after(|evidence| {
        for row in &mut evidence.answers {
            row["recorded_at"] = json!(row["recorded_at"].as_i64().expect("a time") + 50_000_000);
            row["answered_at"] = row["recorded_at"].clone();
        }
    });
    assert!(kinds(&verdict).contains(&Kind::Lost), "{verdict:?}");
}

#[test]
fn a_healthy_event_in_the_dead_letter_queue_is_lost() {
    let verdict = after(|evidence| {
        let healthy =
            evidence.messages.iter_mut().find(|message| matches!(message.place, Place::Deleted(_)));
        healthy.expect("a message").place = Place::Dead;
    });
    assert_eq!(kinds(&verdict), [Kind::Lost]);
    assert!(verdict.findings[0].1.contains("dead though healthy"), "{verdict:?}");
}

#[test]
fn an_answer_to_another_content_is_a_double() {
    let verdict = after(|evidence| {
        let place = row(evidence, is_asked);
        evidence.answers[place]["hts_code"] = json!("0101.21.0000");
    });
    assert!(kinds(&verdict).contains(&Kind::Double), "{verdict:?}");
}

#[test]
fn a_row_that_nobody_told_is_a_double() {
    for (column, value) in [
        ("tenant", "globex"),
        ("lineage", "elsewhere"),
        ("version_kind", "received"),
        ("version", "2026-02-28T00:00:00Z"),
        ("event_id", "msg-none"),
    ] {
        let verdict = after(|evidence| {
            let place = row(evidence, |row| row["lineage"] == "catalog" && is_asked(row));
            let mut copy = evidence.answers[place].clone();
            copy[column] = json!(value);
            if column == "event_id" {
                evidence.answers[place] = copy;
            } else {
                evidence.answers.push(copy);
            }
        });
        assert!(kinds(&verdict).contains(&Kind::Double), "{column}: {verdict:?}");
    }
}

#[test]
fn one_state_in_two_rows_is_a_double() {
    let verdict = after(|evidence| {
        let copy = evidence.answers[row(evidence, is_asked)].clone();
        evidence.answers.push(copy);
    });
    assert_eq!(kinds(&verdict), [Kind::Double], "{verdict:?}");
}

/// The first ask, once more: in a call of its own.
fn again(evidence: &Evidence) -> Ask {
    Ask { request_id: "call-again".to_owned(), ..evidence.asks[0].clone() }
}

#[test]
fn an_answer_that_was_heard_and_is_not_on_record_is_repaid() {
    let verdict = after(|evidence| evidence.asks.push(again(evidence)));
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
}

#[test]
fn an_answer_that_was_lost_may_be_paid_for_again() {
    let verdict = after(|evidence| evidence.asks.push(Ask { lost: true, ..again(evidence) }));
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.lost, 1);
    let verdict = after(|evidence| {
        let first = evidence.asks[0].invocation;
        let mut died = evidence.invocations[&first].clone();
        died.died = true;
        evidence.invocations.insert(u64::MAX, died);
        evidence.asks.push(Ask { invocation: u64::MAX, ..again(evidence) });
    });
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.lost, 1);
}

#[test]
fn an_answer_that_a_look_up_could_find_is_not_paid_for_again() {
    let verdict = after(|evidence| {
        // Nobody else has a content of such a number.
        let told_once = |ask: &&Ask| ask.content.description.len() > 30;
        let tracked = evidence.asks.iter().filter(told_once).find(|ask| {
            let asked = |other: &&Value| {
                other["description"] == json!(ask.content.description)
                    && other["lineage"] == "warehouse"
            };
            evidence.answers.iter().filter(asked).count() == 1
        });
        let lost = Ask {
            request_id: "call-lost".to_owned(),
            lost: true,
            findable: true,
            ..tracked.expect("an ask").clone()
        };
        evidence.asks.push(lost);
    });
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
}

#[test]
fn a_state_that_did_not_change_is_not_asked_again() {
    let verdict = after(|evidence| {
        let place = row(evidence, |row| row["carried_from"].is_object());
        let row = &mut evidence.answers[place];
        row["carried_from"] = Value::Null;
        row["api_request_id"] = json!("call-again");
        let description = row["description"].clone();
        let asked = |ask: &&Ask| description == json!(ask.content.description);
        let ask = evidence.asks.iter().find(asked).expect("the first ask").clone();
        evidence.asks.push(Ask { request_id: "call-again".to_owned(), ..ask });
    });
    assert!(kinds(&verdict).contains(&Kind::Repaid), "{verdict:?}");
}

#[test]
fn a_carried_answer_is_that_of_an_older_state_that_asked_the_same() {
    for (column, value) in [
        ("carried_from", json!({"item_id": "SKU-0", "lineage": "elsewhere", "version": "1"})),
        ("answered_at", json!(0)),
        ("api_request_id", json!("call-other")),
    ] {
        let verdict = after(|evidence| {
            let place = row(evidence, |row| row["carried_from"].is_object());
            evidence.answers[place][column] = value.clone();
        });
        assert!(kinds(&verdict).contains(&Kind::Double), "{column}: {verdict:?}");
    }
}

#[test]
fn what_nobody_told_is_asked_of_nobody() {
    let verdict = after(|evidence| {
        let mut ask = again(evidence);
        ask.content.description = "Steady mug SKU-1 of umbrella's warehouse".to_owned();
        evidence.asks.push(ask);
    });
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
}

#[test]
fn a_rate_that_is_passed_is_an_excess() {
    let limited = |hourly: usize, burst: usize| {
        after(|evidence| {
            let rate = Some((hourly, burst));
            evidence.limits = vec![Limit { api: TRACKED, cap: None, rate }];
        })
    };
    let all = ideal(1, EVENTS).calls.len();
    assert_eq!(limited(all, 0).findings, []);
    assert_eq!(kinds(&limited(all / 40, 1)), [Kind::Excess]);
    assert_eq!(kinds(&limited(0, all)), []);
}

#[test]
fn an_api_that_is_held_is_asked_by_nobody_but_who_is_at_work() {
    let mut provider = Provider::new(1);
    provider.moody = false;
    provider.holds = vec![Spell { api: CLASSIFIER, from: 0, until: 60 * 60_000 }];
    for (minute, api, breaches) in
        [(15, CLASSIFIER, 0), (17, TRACKED, 0), (17, CLASSIFIER, 1), (61, CLASSIFIER, 1)]
    {
        let request_id = format!("{minute} {api}");
        let body = r#"{"item_id": "1", "description": "Mug"}"#;
        let (path, at) = ("/openapi/v1/tariff", minute * 60_000);
        let request = Request { invocation: 1, at, api, path, request_id: &request_id, body };
        provider.call(&request);
        assert_eq!(provider.breaches.len(), breaches, "{minute} {api}");
    }
}

#[test]
fn an_api_that_is_down_answers_nothing_and_is_paid_for_nothing() {
    let mut provider = Provider::new(1);
    provider.moody = false;
    provider.outages = vec![Spell { api: TRACKED, from: 1_000, until: 2_000 }];
    let mut call = |at: i64| {
        let (request_id, body) = (at.to_string(), r#"{"item_id": "1", "description": "Mug"}"#);
        let path = "/openapi/v1/tariff";
        let request =
            Request { invocation: 1, at, api: TRACKED, path, request_id: &request_id, body };
        provider.call(&request)
    };
    let is_answered = |reply| matches!(reply, Reply::Answer { status: 200, .. });
    let answered = [999, 1_000, 1_999, 2_000].map(|at| is_answered(call(at)));
    assert_eq!(answered, [true, false, false, true]);
    assert_eq!((provider.asks.len(), provider.calls.len()), (2, 4));
}
