//! `functions/SENDERS.md` beside the presets, the vectors and the settings' reader.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;

use serde_json::Value;
use settings::{PRESETS, Settings};

const PAGE: &str = include_str!("../../../functions/SENDERS.md");
const SPELLED_OUT: &str = include_str!("../../../events/vectors/spelled-out.json");

/// One line of the page's table.
#[derive(Debug)]
struct Row {
    sender: String,
    taken_by: String,
    how: String,
}

fn rows() -> Vec<Row> {
    let table = PAGE.lines().skip_while(|line| !line.starts_with("|---"));
    let cells = table.skip(1).map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 3, "{line}");
        let [sender, taken_by, how] = [0, 1, 2].map(|at| cells[at].to_owned());
        Row { sender, taken_by, how }
    });
    // A heading stands in a line of its own.
    cells.filter(|row| !row.sender.starts_with("**")).collect()
}

/// What stands between the first two backticks.
fn code(cell: &str) -> Option<&str> {
    cell.split('`').nth(1)
}

fn vectors() -> Vec<Value> {
    let all: Vec<Value> = serde_json::from_str(SPELLED_OUT).expect("vectors");
    all.into_iter().filter(|vector| vector["sender"].is_string()).collect()
}

/// What the settings say to a sender alone.
fn load(keys: &str) -> Result<Settings, String> {
    let text = format!(
        "[api.a]\nbase_url = \"https://a.example\"\nkey = \"env:A\"\n\
         [source.sender]\ntenant = \"t\"\nsecrets = [\"env:S\"]\n{keys}"
    );
    Settings::parse(&text).map_err(|problems| problems.to_string())
}

#[test]
fn every_line_says_by_what_its_sender_is_taken_or_why_not() {
    let rows = rows();
    assert!(rows.len() > 60, "{}", rows.len());
    for row in &rows {
        let known = match row.taken_by.split([' ', ',']).next() {
            Some("preset") => code(&row.taken_by).is_some_and(|name| PRESETS.contains(&name)),
            Some("spelled") => code(&row.how).is_some_and(|line| line.starts_with("signature = {")),
            Some("cannot" | "not") => !row.how.is_empty(),
            _ => false,
        };
        assert!(known, "{row:?}");
    }
    let names: BTreeSet<_> = rows.iter().map(|row| &row.sender).collect();
    assert_eq!(names.len(), rows.len(), "a sender stands there twice");
}

#[test]
fn every_preset_is_somebodys() {
    let rows = rows();
    let named: BTreeSet<_> = rows.iter().filter_map(|row| code(&row.taken_by)).collect();
    for preset in PRESETS {
        assert!(named.contains(preset), "{preset}");
    }
}

#[test]
fn every_line_that_spells_a_sender_out_is_that_of_its_vector() {
    let vectors = vectors();
    let rows = rows();
    let spelled_out: Vec<_> =
        rows.iter().filter(|row| row.taken_by.starts_with("spelled out")).collect();
    assert_eq!(spelled_out.len(), vectors.len());
    for row in spelled_out {
        let vector = vectors.iter().find(|vector| vector["sender"] == row.sender.as_str());
        let vector = vector.unwrap_or_else(|| panic!("no vector of {}", row.sender));
        let signature = vector["signature"].as_str().expect("a text");
        assert_eq!(code(&row.how), Some(format!("signature = {signature}").as_str()));
        let kind = vector["kind"].as_str().unwrap_or("hmac");
        assert_eq!(code(&row.taken_by), Some(kind), "{}", row.sender);
        let origin = vector["origin"].as_str().expect("a text");
        assert!(!origin.contains("tidewaiter"), "{origin}");
    }
}

/// What those who cannot be taken would need: no signature, one that leaves the body out, SHA-1.
#[test]
fn what_would_take_the_others_does_not_load() {
    let signature = |keys: &str| {
        format!("scheme = \"hmac\"\nsignature = {{ header = \"X-S\", encoding = \"hex\"{keys} }}\n")
    };
    assert!(load(&signature("")).is_ok());
    for (keys, problem) in [
        (signature(", signed = \"{timestamp}\", timestamp = { header = \"X-T\" }"), "body"),
        (signature(", signed = \"id:{query:data.id};ts:{header:X-T};\""), "body"),
        (signature(", signed = \"{body_crc32}\""), "body_crc32"),
        (signature(", algorithm = \"sha1\""), "sha1"),
        ("scheme = \"token\"\n".to_owned(), "token"),
        ("scheme = \"none\"\n".to_owned(), "none"),
    ] {
        let refused = load(&keys).expect_err(&keys);
        assert!(refused.contains(problem), "{keys}: {refused}");
    }
}
