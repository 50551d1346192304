//! Which events are worked on together.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;

use consumer::{Company, Event, Group, Origin, Plan, Record, Size, Task, plan};
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

fn event(items: &[(&str, &str)]) -> Event {
    let item = |(place, (id, description)): (usize, &(&str, &str))| Item {
        place,
        id: (*id).into(),
        description: (*description).into(),
        country_of_origin: None,
        version: None,
    };
    with(Task::Classify {
        api: "classifier".into(),
        items: items.iter().enumerate().map(item).collect(),
        unreadable: Vec::new(),
    })
}

fn with(task: Task) -> Event {
    Event {
        record: Record {
            message_id: "m".into(),
            receipt_handle: "r".into(),
            sent_at: Timestamp::UNIX_EPOCH,
            receives: 1,
            ticket: None,
        },
        envelope: "{}".into(),
        key: "catalog#acme#e".into(),
        origin: Origin::default(),
        polled: false,
        digest: "d".into(),
        body_sha256: "b".into(),
        revision: "1".into(),
        lineage: "catalog".into(),
        results_lineage: None,
        order: None,
        job_over: 1_000,
        priority: ledger::Priority::Webhook,
        retention: std::time::Duration::from_secs(1),
        on_reuse: OnReuse::Refuse,
        task,
    }
}

fn trigger(object_id: &str) -> Event {
    let object = mapping::ObjectRef { object_type: "products".into(), object_id: object_id.into() };
    with(Task::Hydrate { api: "classifier".into(), object })
}

fn planned(events: Vec<(Event, Company)>, max_items: usize) -> Plan {
    let mut ids = 0;
    plan(events, &apis(max_items), || {
        ids += 1;
        format!("call-{ids}")
    })
}

/// As many events of one item each, every one with a content of its own, in this company.
fn many(count: usize, company: Company) -> Vec<(Event, Company)> {
    let one = |n: usize| event(&[(&format!("i{n}"), &format!("content {n}"))]);
    (0..count).map(|n| (one(n), company)).collect()
}

/// What the events of a group ask for, by its descriptions.
fn asked(group: &Group) -> Vec<&str> {
    group.events.iter().flat_map(Event::items).map(|item| item.description.as_str()).collect()
}

fn sizes<'g>(groups: impl IntoIterator<Item = &'g Group>) -> Vec<usize> {
    groups.into_iter().map(|group| group.events.len()).collect()
}

const FULL: Company = Company::FULL;

#[test]
fn the_items_of_all_events_share_the_fewest_calls_and_no_event_is_cut_apart() {
    let events = vec![
        (event(&[("a", "A"), ("b", "B")]), FULL),
        (event(&[("c", "C")]), FULL),
        (event(&[("d", "D"), ("e", "E")]), FULL),
    ];
    let plan = planned(events, 3);
    let groups: Vec<_> = plan.lanes.iter().flatten().map(asked).collect();
    assert_eq!(groups, [vec!["A", "B", "C"], vec!["D", "E"]]);
    assert_eq!(sizes(planned(many(1000, FULL), 200).lanes.iter().flatten()), [200; 5]);
}

#[test]
fn an_event_with_more_items_than_a_call_takes_is_a_group_of_its_own() {
    let big = event(&[("a", "A"), ("b", "B"), ("c", "C")]);
    let plan = planned(vec![(event(&[("d", "D")]), FULL), (big, FULL)], 2);
    let groups: Vec<_> = plan.lanes.iter().flatten().map(asked).collect();
    assert_eq!(groups, [vec!["D"], vec!["A", "B", "C"]]);
}

#[test]
fn events_that_ask_for_one_content_are_in_one_group_or_follow_each_other() {
    let same = || event(&[("x", "same")]);
    let mut events = vec![(same(), FULL)];
    events.extend(many(1, FULL));
    events.extend(many(3, FULL));
    events.push((same(), FULL));
    let plan = planned(events, 2);
    let of = |group: &Group| asked(group).contains(&"same");
    let with_it: Vec<_> = plan.lanes.iter().flatten().filter(|group| of(group)).collect();
    assert_eq!(with_it.len(), 1, "the second one joins the first");

    let crossed = vec![
        (event(&[("a", "A"), ("b", "B")]), FULL),
        (event(&[("c", "C"), ("a", "A")]), FULL),
        (event(&[("d", "D")]), FULL),
    ];
    let plan = planned(crossed, 2);
    let lanes: Vec<Vec<Vec<&str>>> =
        plan.lanes.iter().map(|lane| lane.iter().map(asked).collect()).collect();
    assert_eq!(lanes, [vec![vec!["A", "B"], vec!["C", "A"]], vec![vec!["D"]]]);
}

#[test]
fn triggers_of_one_object_are_together_and_an_object_counts_as_one_item() {
    let events: Vec<_> =
        ["P-1", "P-2", "P-1", "P-3"].map(trigger).into_iter().map(|e| (e, FULL)).collect();
    let plan = planned(events, 2);
    assert_eq!(sizes(plan.lanes.iter().flatten()), [3, 1]);
}

#[test]
fn triggers_share_groups_with_posted_items() {
    let plan = planned(vec![(event(&[("a", "A")]), FULL), (trigger("P-1"), FULL)], 200);
    assert_eq!(sizes(plan.lanes.iter().flatten()), [2]);
}

#[test]
fn who_failed_before_is_in_smaller_company_and_at_last_alone() {
    let of = |tries| {
        let plan = planned(many(120, Company::after(tries, 0, 0)), 200);
        sizes(plan.lanes.iter().flatten())
    };
    assert_eq!(of(0), [120]);
    assert_eq!(of(1), [50, 50, 20]);
    assert_eq!(of(2), [10; 12]);
    assert_eq!(of(3), [1; 120]);
}

#[test]
fn whose_invocation_died_comes_last_and_after_one_death_in_as_few_calls_as_before() {
    let mut events = many(3, FULL);
    events.extend(many(400, Company::after(0, 1, 0)));
    events.extend(many(15, Company::after(0, 2, 0)));
    events.extend(many(2, Company::after(0, 0, 1)));
    let plan = planned(events, 200);
    assert_eq!(sizes(plan.lanes.iter().flatten()), [3]);
    assert_eq!(sizes(&plan.late), [200, 200, 10, 5, 1, 1]);
    assert_eq!(plan.late[5].company.size, Size::ALONE);
}

#[test]
fn what_needs_no_call_comes_first_and_in_no_lane() {
    let events = vec![
        (with(Task::Refuse("why".into())), FULL),
        (event(&[("a", "A")]), FULL),
        (with(Task::Nothing), FULL),
    ];
    let plan = planned(events, 200);
    assert_eq!(
        (sizes(&plan.without_calls), sizes(plan.lanes.iter().flatten())),
        (vec![2], vec![1])
    );
}

#[test]
fn every_group_has_an_id_of_its_own_for_its_first_call() {
    let plan = planned(many(5, FULL), 2);
    let ids: Vec<_> = plan.lanes.iter().flatten().map(|group| &group.request_id).collect();
    assert_eq!(ids, ["call-1", "call-2", "call-3"]);
}
