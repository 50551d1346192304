//! Which items go into which call.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use consumer::{ItemRef, Job, Origin, Plan, Record, Task, plan};
use jiff::Timestamp;
use ledger::OnReuse;
use mapping::Item;
use settings::{Api, Settings};

fn apis(max_items: usize) -> BTreeMap<String, Api> {
    let text = include_str!("../../../infra/sources.toml");
    let mut apis = Settings::parse(text).expect("the sample file").apis;
    for api in apis.values_mut() {
        api.max_items = max_items;
    }
    apis
}

#[expect(clippy::unnecessary_wraps, reason = "a batch has empty places")]
fn job(items: &[(&str, &str)]) -> Option<Job> {
    let item = |(id, description): &(&str, &str)| Item {
        id: (*id).into(),
        description: (*description).into(),
        country_of_origin: None,
        version: None,
    };
    Some(Job {
        record: Record {
            message_id: "m".into(),
            receipt_handle: "r".into(),
            sent_at: Timestamp::UNIX_EPOCH,
            receives: 1,
        },
        key: "catalog#e".into(),
        origin: Origin::default(),
        digest: "d".into(),
        revision: 1,
        retention: std::time::Duration::from_secs(1),
        on_reuse: OnReuse::Refuse,
        task: Task::Classify { api: "classifier".into(), items: items.iter().map(item).collect() },
    })
}

fn planned(jobs: &[Option<Job>], max_items: usize) -> Plan {
    let mut ids = 0;
    plan(jobs, &apis(max_items), || {
        ids += 1;
        format!("call-{ids}")
    })
}

/// Every question of every pack, by its id.
fn asked(plan: &Plan) -> Vec<Vec<String>> {
    let ids = |pack: &consumer::Pack| {
        pack.questions().into_iter().map(|question| question.item_id).collect()
    };
    plan.packs.iter().map(ids).collect()
}

#[test]
fn items_of_all_events_share_the_fewest_calls() {
    let jobs = [job(&[("a", "A"), ("b", "B")]), job(&[("c", "C")]), job(&[("d", "D"), ("e", "E")])];
    assert_eq!(asked(&planned(&jobs, 3)), [vec!["a", "b", "c"], vec!["d", "e"]]);
}

#[test]
fn equal_content_is_asked_once_for_everybody() {
    let jobs = [job(&[("a", "same")]), job(&[("b", "same"), ("c", "other")])];
    let plan = planned(&jobs, 200);
    assert_eq!(asked(&plan), [["a", "c"]]);
    let first = ItemRef { job: 0, item: 0 };
    let second = ItemRef { job: 1, item: 0 };
    assert_eq!(plan.packs[0].entries[0].askers, [first, second]);
}

#[test]
fn colliding_ids_are_told_apart() {
    let jobs = [job(&[("a", "A")]), job(&[("a", "B"), ("a~2", "C")]), job(&[("a", "D")])];
    assert_eq!(asked(&planned(&jobs, 200)), [["a", "a~2", "a~2~2", "a~3"]]);
}

#[test]
fn a_claim_names_the_call_its_items_are_in() {
    let jobs = [job(&[("a", "A")]), None, job(&[("b", "B")])];
    let plan = planned(&jobs, 1);
    assert_eq!([0, 1, 2].map(|job| plan.request_id(job)), ["call-1", "", "call-2"]);
}

#[test]
fn what_needs_no_answer_leaves_its_call_and_empty_calls_are_not_made() {
    let jobs = [job(&[("a", "A"), ("b", "B")]), job(&[("c", "C")])];
    let packs = planned(&jobs, 2).only(|item| item == ItemRef { job: 0, item: 1 });
    assert_eq!(packs.len(), 1);
    assert_eq!(packs[0].questions()[0].item_id, "b");
}

#[test]
fn a_split_call_asks_the_same_under_new_ids() {
    let jobs = [job(&[("a", "A"), ("b", "B"), ("c", "C")])];
    let pack = planned(&jobs, 200).packs.remove(0);
    let mut ids = ["x", "y"].into_iter().map(str::to_owned);
    let halves = pack.halves(|| ids.next().expect("two ids"));
    let halves = halves.map(|half| (half.request_id.clone(), half.questions().len()));
    assert_eq!(halves, [("x".to_owned(), 2), ("y".to_owned(), 1)]);
}
