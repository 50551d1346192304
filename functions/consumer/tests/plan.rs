//! Which items go into which call.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use consumer::{ItemRef, Job, Origin, Pack, Plan, Record, Round, Task, plan};
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
    let item = |(place, (id, description)): (usize, &(&str, &str))| Item {
        place,
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
        body_sha256: "b".into(),
        revision: "1".into(),
        lineage: "catalog".into(),
        results_lineage: None,
        retention: std::time::Duration::from_secs(1),
        on_reuse: OnReuse::Refuse,
        task: Task::Classify {
            api: "classifier".into(),
            items: items.iter().enumerate().map(item).collect(),
            unreadable: Vec::new(),
        },
    })
}

fn planned(jobs: &[Option<Job>], max_items: usize) -> Plan {
    let mut ids = 0;
    plan(jobs, &apis(max_items), || {
        ids += 1;
        format!("call-{ids}")
    })
}

/// Every item that is asked for, call by call, when each job is in this round.
fn asked(jobs: &[Option<Job>], max_items: usize, round: Round) -> Vec<Vec<String>> {
    let calls = planned(jobs, max_items).into_calls(|_| Some(round));
    calls.iter().map(|pack| questions(pack, jobs)).collect()
}

/// What is asked for in a call, by its descriptions.
fn questions(pack: &Pack, jobs: &[Option<Job>]) -> Vec<String> {
    let item = |asker: ItemRef| jobs[asker.job].as_ref()?.items().get(asker.item);
    let questions = pack.questions(item).expect("every item is there");
    questions.into_iter().map(|question| question.description).collect()
}

/// As many jobs of one item each, every one with a content of its own.
fn many(count: usize) -> Vec<Option<Job>> {
    (0..count).map(|n| job(&[(&format!("i{n}"), &format!("content {n}"))])).collect()
}

fn sizes(calls: &[Vec<String>]) -> Vec<usize> {
    calls.iter().map(Vec::len).collect()
}

#[test]
fn items_of_all_events_share_the_fewest_calls() {
    let jobs = [job(&[("a", "A"), ("b", "B")]), job(&[("c", "C")]), job(&[("d", "D"), ("e", "E")])];
    assert_eq!(asked(&jobs, 3, Round::First), [vec!["A", "B", "C"], vec!["D", "E"]]);
}

#[test]
fn equal_content_is_asked_once_for_everybody() {
    let jobs = [job(&[("a", "same")]), job(&[("b", "same"), ("c", "other")])];
    assert_eq!(asked(&jobs, 200, Round::First), [["same", "other"]]);
    let calls = planned(&jobs, 200).into_calls(|_| Some(Round::First));
    let first = ItemRef { job: 0, item: 0 };
    let second = ItemRef { job: 1, item: 0 };
    assert_eq!(calls[0].groups[0], [first, second]);
}

#[test]
fn an_event_that_stands_alone_asks_equal_content_once_too() {
    let jobs = [job(&[("a", "same"), ("b", "other"), ("c", "same")]), job(&[("d", "same")])];
    let alone = asked(&jobs, 200, Round::Alone);
    assert_eq!(alone, [vec!["same", "other"], vec!["same"]]);
}

#[test]
fn a_call_names_its_items_by_marks_that_no_two_contents_share() {
    let jobs = [job(&[("a", "A")]), job(&[("a", "B"), ("b", "C")]), job(&[("a", "D")])];
    let calls = planned(&jobs, 200).into_calls(|_| Some(Round::First));
    let item = |asker: ItemRef| jobs[asker.job].as_ref()?.items().get(asker.item);
    let questions = calls[0].questions(item).expect("every item is there");
    let marks: BTreeSet<_> = questions.into_iter().map(|question| question.item_id).collect();
    assert_eq!(marks.len(), 4);
    assert!(marks.iter().all(|mark| mark.len() == 16), "no sender's own number: {marks:?}");
}

#[test]
fn who_failed_before_is_asked_in_smaller_company_and_at_last_alone() {
    let jobs = many(120);
    assert_eq!(sizes(&asked(&jobs, 200, Round::First)), [120]);
    assert_eq!(sizes(&asked(&jobs, 200, Round::Second)), [50, 50, 20]);
    assert_eq!(sizes(&asked(&jobs, 200, Round::Third)), [10; 12]);
    assert_eq!(sizes(&asked(&jobs, 200, Round::Alone)), [1; 120]);
    assert_eq!(Round::of(3, 0), Round::Alone);
    assert_eq!(Round::of(0, 1), Round::Alone);
}

#[test]
fn events_of_different_rounds_are_never_in_one_call_and_the_abandoned_come_last() {
    let jobs = many(6);
    let rounds =
        [Round::Alone, Round::First, Round::Second, Round::First, Round::Second, Round::Third];
    let calls = planned(&jobs, 200).into_calls(|item| rounds.get(item.job).copied());
    let asked: Vec<_> = calls.iter().map(|pack| questions(pack, &jobs)).collect();
    let of = |numbers: &[u32]| numbers.iter().map(|n| format!("content {n}")).collect::<Vec<_>>();
    assert_eq!(asked, [of(&[1, 3]), of(&[2, 4]), of(&[5]), of(&[0])]);
}

#[test]
fn retried_events_stand_together_wherever_they_were_in_the_batch() {
    let mut jobs = many(1000);
    for job in jobs.iter_mut().step_by(20).flatten() {
        job.record.receives = 2;
    }
    let second = |item: ItemRef| item.job.is_multiple_of(20).then_some(Round::Second);
    assert_eq!(planned(&jobs, 200).into_calls(second).len(), 1, "fifty of them, one call");
}

#[test]
fn a_claim_can_name_the_call_its_items_are_in_whatever_its_round() {
    let jobs = [job(&[("a", "A")]), None, job(&[("b", "B")])];
    let plan = planned(&jobs, 1);
    let named: Vec<_> = [0, 2].map(|job| plan.request_ids(job)).into();
    assert!(plan.request_ids(1).iter().all(String::is_empty));
    for (place, round) in Round::ALL.into_iter().enumerate() {
        let calls = plan.clone().into_calls(|_| Some(round));
        let made: Vec<_> = calls.into_iter().map(|pack| pack.request_id).collect();
        assert_eq!(made, [named[0][place].clone(), named[1][place].clone()], "{round:?}");
    }
}

#[test]
fn what_needs_no_answer_leaves_its_call_and_empty_calls_are_not_made() {
    let jobs = [job(&[("a", "A"), ("b", "B")]), job(&[("c", "C")])];
    let open = |item: ItemRef| (item == ItemRef { job: 0, item: 1 }).then_some(Round::First);
    let calls = planned(&jobs, 2).into_calls(open);
    assert_eq!(calls.len(), 1);
    assert_eq!(questions(&calls[0], &jobs), ["B"]);
}
