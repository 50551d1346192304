//! The manifest that `make run` sends.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::bodies::{Meaning, meaning, pointed};
use crate::files::{parsed, settings, source};

#[derive(Deserialize)]
struct Manifest {
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    name: String,
    source: String,
    body: String,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    tamper: Tamper,
    #[serde(default)]
    kept: BTreeMap<String, String>,
    /// The feed that lists it, for a webhook that is lost.
    listed: Option<String>,
    /// Why it is to wait outside the queue before the next one is sent.
    waits: Option<String>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    status: u16,
    #[serde(default)]
    items: Vec<String>,
    #[serde(default)]
    dlq: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Tamper {
    #[default]
    None,
    Signature,
    Stale,
    Missing,
}

fn once() -> u32 {
    1
}

fn samples() -> Vec<Sample> {
    parsed::<Manifest>("samples.json").samples
}

/// What must come of a sample, by its body and by what is done to it.
fn due(sample: &Sample) -> (u16, Vec<String>, bool) {
    match (sample.tamper, meaning(&sample.source, &sample.body)) {
        (Tamper::Missing, _) => (401, Vec::new(), false),
        (Tamper::Signature | Tamper::Stale, _) => (403, Vec::new(), false),
        (Tamper::None, Meaning::NotJson) => (400, Vec::new(), false),
        (Tamper::None, Meaning::Items(items) | Meaning::Results(items)) => (202, items, false),
        (Tamper::None, Meaning::Points(path)) => {
            let file = sample.kept.get(&path).unwrap_or_else(|| panic!("{path} is not kept"));
            (202, pointed(&sample.source, file), false)
        }
        (Tamper::None, Meaning::Nothing) => (202, Vec::new(), false),
        (Tamper::None, Meaning::Unlisted) => (202, Vec::new(), true),
    }
}

#[test]
fn every_sample_expects_what_its_body_is_due() {
    for sample in samples() {
        let Expect { status, items, dlq } = &sample.expect;
        assert_eq!((*status, items.clone(), *dlq), due(&sample), "{}", sample.name);
    }
}

#[test]
fn every_source_has_a_good_sample() {
    for name in settings().sources.keys() {
        let good =
            |sample: &Sample| sample.source == name.as_str() && !sample.expect.items.is_empty();
        assert!(samples().iter().any(good), "{name}");
    }
}

#[test]
fn what_is_listed_in_a_feed_is_posted_by_nobody_and_its_source_has_one() {
    let listed: Vec<_> = samples().into_iter().filter(|sample| sample.listed.is_some()).collect();
    assert!(!listed.is_empty(), "`make run` shows none");
    for sample in listed {
        let feed = source(&sample.source).feed.expect("a feed");
        assert_eq!(sample.listed, Some(format!("/feeds{}", feed.path)), "{}", sample.name);
        assert_eq!(sample.times, 0, "{}", sample.name);
    }
}

#[test]
fn what_waits_for_its_predecessor_is_followed_by_it_and_its_source_keeps_order() {
    let samples = samples();
    let at = samples.iter().position(|sample| sample.waits.is_some()).expect("one that waits");
    assert_eq!(samples[at].waits.as_deref(), Some("sequence"));
    assert_eq!(samples[at].source, samples[at + 1].source, "its predecessor comes next");
    assert!(source(&samples[at].source).ordering.sequence().is_some());
}

#[test]
fn only_what_signs_a_time_can_be_stale() {
    for sample in samples().iter().filter(|sample| sample.tamper == Tamper::Stale) {
        assert!(source(&sample.source).scheme.window().is_some(), "{}", sample.name);
    }
}

/// `send` makes up a new id each time for a scheme that signs one: no duplicate comes of it.
#[test]
fn what_is_sent_again_is_known_by_its_body() {
    for sample in samples().iter().filter(|sample| sample.times > 1) {
        assert!(!source(&sample.source).scheme.signs_id(), "{}", sample.name);
    }
}
