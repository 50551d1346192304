use settings::Settings;

use super::*;
use crate::event::InOrder;
use crate::event::sample::{asking, item};

/// One that takes jobs, and one that does not.
fn apis() -> BTreeMap<ApiName, Api> {
    let text = r#"
[api.tariff]
base_url = "https://a.example"
key = "env:A"
jobs = { submit = "/jobs", poll = "/jobs/{request_id}" }
[api.plain]
base_url = "https://b.example"
key = "env:B"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
api = "tariff"
"#;
    Settings::parse(text).expect("good settings").apis
}

fn numbered(number: u64) -> Event {
    let order = Some(InOrder { lineage: "erp".to_owned(), from: 1 });
    Event { order, ..asking(&format!("e-{number}"), "tariff", vec![item("A", number)]) }
}

fn of(events: Vec<(Event, Company)>) -> Plan {
    plan(events, &apis(), || "call".to_owned())
}

/// The keys of the events of each group.
fn keys<'g>(groups: impl IntoIterator<Item = &'g Group>) -> Vec<Vec<&'g str>> {
    let of = |group: &'g Group| group.events.iter().map(|event| event.key.as_str()).collect();
    groups.into_iter().map(of).collect()
}

#[test]
fn the_numbers_of_an_item_are_in_groups_that_follow_each_other() {
    let events = [3, 1, 2].map(numbered).map(|event| (event, Company::FULL)).to_vec();
    let plan = of(events);
    let lanes: Vec<_> = plan.lanes.iter().map(keys).collect();
    assert_eq!(lanes, [[vec!["e-1"], vec!["e-2"], vec!["e-3"]]]);
    assert!(plan.late.is_empty());
}

#[test]
fn one_that_keeps_order_and_may_kill_comes_last_all_the_same() {
    let late = Company::after(0, 1, 0);
    let plan = of(vec![(numbered(1), late), (numbered(2), Company::FULL)]);
    assert_eq!(plan.lanes.iter().map(keys).collect::<Vec<_>>(), [[vec!["e-2"]]]);
    assert_eq!(keys(&plan.late), [["e-1"]]);
}

#[test]
fn an_event_with_more_items_than_its_source_asks_for_is_a_job_where_its_api_takes_jobs() {
    let items = |count: u64| (0..count).map(|number| item("A", number)).collect();
    let first_call = |api: &str, count| {
        let plan = of(vec![(asking("e-1", api, items(count)), Company::FULL)]);
        plan.lanes.iter().flatten().map(|group| group.request_id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(first_call("tariff", 2), ["call"], "as many as it asks for call by call");
    let job = first_call("tariff", 3);
    assert_eq!(job, [job_id(&asking("e-1", "tariff", items(3)), 1)]);
    assert_eq!(first_call("plain", 3), ["call"], "its API takes none");
}
