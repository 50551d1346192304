//! Every reason that can be read in the dead-letter queue has a row in the runbook.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use envelope::Unopened;
use infra::{alarm_sections, read};
use mapping::{ReferenceError, Unmappable};
use regex::Regex;

/// Where the consumer makes up the reason of a refusal, how often, and the words that it begins
/// with, as the source has them. What has none here takes those of the types below.
const MADE_UP: [(&str, usize, &[&str]); 7] = [
    // Items that cannot be read, by what they lack.
    ("functions/consumer/src/event/ends.rs", 1, &[]),
    (
        "functions/consumer/src/worker/group.rs",
        4,
        &["the event id stands for another content already"],
    ),
    ("functions/consumer/src/worker/job.rs", 1, &["the API has lost its job again"]),
    ("functions/consumer/src/record/answers.rs", 1, &["item {place}: {error}"]),
    (
        "functions/consumer/src/record/results.rs",
        1,
        &["result {place}: it is none yet ({code}): have its item classified again"],
    ),
    ("functions/consumer/src/hydrate/document.rs", 1, &["fetched, but {why}"]),
    ("functions/consumer/src/remote/failed.rs", 2, &["item {place}: the API says {reason}"]),
];

/// Reasons that are handed on to where a refusal is made, or that the operator's command says.
const HANDED_ON: [(&str, &[&str]); 9] = [
    ("functions/consumer/src/claim/win.rs", &["its invocation died {} times"]),
    ("functions/lib/ledger/src/protocol.rs", &["{counted} tries failed, the last: {reason}"]),
    ("functions/lib/bodies/src/lib.rs", &["the stored body is gone"]),
    (
        "functions/consumer/src/open/stored.rs",
        &["the stored body is not the one that was verified"],
    ),
    (
        "functions/consumer/src/open/envelope.rs",
        &[
            "the envelope's base64 is broken",
            "it was found by poll, and cannot be read: {reason}",
            "its tenant is not in the source's `tenants`",
        ],
    ),
    ("functions/lib/mapping/src/work.rs", &["item {place}: {error}"]),
    (
        "functions/lib/mapping/src/document.rs",
        &[
            "the body is {0}: JSON in UTF-8, or XML, is what is taken",
            "the body is not JSON in UTF-8 ({place}): {what}; XML would begin with `<`",
            "the body is not XML that is read here ({place}): {problem}",
        ],
    ),
    ("functions/lib/classifier/src/error.rs", &["refused with status {0}"]),
    (
        "infra/operator/src/dlq/letter.rs",
        &[
            "its event is done since",
            "refused, without a reason",
            "received too often; {last}",
            "a copy: its event waits in the ledger, and is sent from there; {why}",
            "not in the ledger",
        ],
    ),
];

/// A reason of each kind that a type writes. A kind more, and this does not compile.
fn of_types() -> Vec<String> {
    let nothing_there = || ReferenceError::NoName("$.id".to_owned());
    let unmappable = [
        Unmappable::UnlistedType("t".to_owned()),
        Unmappable::NoItems("$.items".to_owned()),
        Unmappable::Object(nothing_there()),
        Unmappable::NoResults(nothing_there()),
    ];
    let unmappable = unmappable.into_iter().map(|problem| match problem {
        Unmappable::UnlistedType(_)
        | Unmappable::NoItems(_)
        | Unmappable::Object(_)
        | Unmappable::NoResults(_) => problem.to_string(),
    });
    let unopened = [Unopened::Unreadable("line 1".to_owned()), Unopened::Newer(9)];
    let unopened = unopened.into_iter().map(|problem| match problem {
        Unopened::Unreadable(_) | Unopened::Newer(_) => problem.to_string(),
    });
    unmappable.chain(unopened).collect()
}

/// The rows of the table, as patterns of what begins a reason.
fn rows() -> Vec<Regex> {
    let sections = alarm_sections();
    let section = sections.get("alarm-dead-letters").expect("a section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let reasons = cells.flat_map(|cell| {
        cell.trim_end_matches('`').split("`, `").map(str::to_owned).collect::<Vec<_>>()
    });
    reasons.map(|reason| pattern(&reason)).collect()
}

/// `…` is any text, and `N` and a number any number.
fn pattern(reason: &str) -> Regex {
    let number = Regex::new(r"\b(N|[0-9]+)\b").expect("a pattern");
    let escaped = regex::escape(reason).replace('…', ".*");
    let escaped = number.replace_all(&escaped, "[0-9]+");
    Regex::new(&format!("^{escaped}")).expect("a pattern")
}

/// What a literal may read as once it is filled in.
fn filled_in(literal: &str) -> String {
    Regex::new(r"\{[a-z0-9:?_]*\}").expect("a pattern").replace_all(literal, "7").into_owned()
}

fn has_row(reason: &str) -> bool {
    rows().iter().any(|row| row.is_match(reason))
}

#[test]
fn every_reason_that_a_type_writes_has_a_row() {
    let reasons = of_types();
    assert!(rows().len() >= 25, "{:?}", rows());
    let without: Vec<_> = reasons.iter().filter(|reason| !has_row(reason)).collect();
    assert!(without.is_empty(), "no row of the runbook begins so: {without:#?}");
    assert!(!has_row("nobody writes this"), "a row fits everything");
}

#[test]
fn every_reason_that_is_made_up_has_a_row_and_is_written_so() {
    // A literal may go on in the next line.
    let next_line = Regex::new(r"\\\n\s*").expect("a pattern");
    let made_up = MADE_UP.iter().map(|(file, _, literals)| (*file, *literals));
    for (file, literals) in made_up.chain(HANDED_ON) {
        let source = read(file);
        let folded = next_line.replace_all(&source, "").into_owned();
        for literal in literals {
            assert!(folded.contains(&format!("\"{literal}")), "{file} does not write {literal}");
            assert!(has_row(&filled_in(literal)), "no row of the runbook begins with {literal}");
        }
    }
}

/// Whoever refuses for another reason says here what it reads as.
#[test]
fn nobody_else_refuses_anything() {
    let refusal = Regex::new(r"\bRefusal::[A-Z]\w+,").expect("a pattern");
    let mut found = BTreeMap::new();
    let mut directories = vec![infra::root().join("functions/consumer/src")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let times = refusal.find_iter(code).count();
            let name = path.strip_prefix(infra::root()).expect("in the repository");
            if times > 0 {
                found.insert(name.to_string_lossy().into_owned(), times);
            }
        }
    }
    let known = MADE_UP.iter().map(|(file, times, _)| ((*file).to_owned(), *times));
    assert_eq!(found, known.collect());
}
