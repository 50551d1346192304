//! The page that says what is promised names the tests that keep it, and they exist.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::read;
use regex::Regex;

const PAGE: &str = "functions/SEMANTICS.md";
const NAMES: &str = "## Which test keeps what";

/// A row of the page's last tables: a promise or a rule, and the tests beside it, by their files.
struct Row {
    about: String,
    tests: Vec<(String, String)>,
}

/// What stands before the names, and the rows with them.
fn page() -> (String, Vec<Row>) {
    let page = read(PAGE);
    let (before, names) = page.split_once(NAMES).expect("the tables of the tests");
    let rows = names.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows =
        rows.filter_map(|line| line.split_once(" | ")).filter(|(_, tests)| tests.contains('`'));
    let rows = rows.map(|(about, tests)| Row { about: about.to_owned(), tests: named(tests) });
    (before.to_owned(), rows.collect())
}

/// Files and functions stand in backticks; a function is one of the file before it.
fn named(cell: &str) -> Vec<(String, String)> {
    let mut file = None;
    let mut tests = Vec::new();
    for quoted in cell.split('`').skip(1).step_by(2) {
        if quoted.contains('/') {
            file = Some(quoted.to_owned());
        } else {
            tests.push((file.clone().expect("a file before it"), quoted.to_owned()));
        }
    }
    tests
}

/// The functions of a file that are run as tests.
fn tests_of(file: &str) -> BTreeSet<String> {
    const TEST: &str =
        r"#\[(?:tokio::)?test(?:\([^)]*\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:async )?fn (\w+)";
    captured(TEST, &read(file))
}

/// What a pattern's one group finds.
fn captured(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    pattern
        .captures_iter(text)
        .filter_map(|found| Some(found.get(1)?.as_str().to_owned()))
        .collect()
}

#[test]
fn every_test_that_is_named_exists_and_is_run() {
    let (_, rows) = page();
    assert!(rows.len() > 40, "{} rows are read", rows.len());
    for row in rows {
        assert!(!row.tests.is_empty(), "{}: no test", row.about);
        for (file, test) in row.tests {
            assert!(tests_of(&file).contains(&test), "{}: no test {test} in {file}", row.about);
        }
    }
}

#[test]
fn every_promise_of_the_page_has_its_tests() {
    let (before, rows) = page();
    let promised = captured(r"(?m)^\*\*([^*]+)\.\*\*", &before);
    assert!(promised.len() > 30, "{} promises are read", promised.len());
    let kept: BTreeSet<&str> = rows.iter().map(|row| row.about.as_str()).collect();
    let without: Vec<&String> =
        promised.iter().filter(|promise| !kept.contains(promise.as_str())).collect();
    assert!(without.is_empty(), "no test is named for {without:?}");
}

#[test]
fn every_file_that_the_page_names_exists() {
    let (before, _) = page();
    let named = captured(r"`((?:tests|functions|infra|events)/[\w./-]+)`", &before);
    assert!(named.len() > 30, "{} paths are read", named.len());
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for path in named {
        assert!(root.join(&path).exists(), "{path} is not there");
    }
}
