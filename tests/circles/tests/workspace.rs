//! The crates of this workspace, their own tests among them.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use circles::{Target, Tree, circles, targets, uses};

/// Crates that have a circle still. Nobody joins this list; whoever mends one takes it off.
const NOT_YET: [&str; 2] =
    ["functions/lib/ledger/tests/model/main.rs", "tests/pipeline/src/lib.rs"];

fn repository() -> PathBuf {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    above.canonicalize().expect("the repository")
}

fn name(target: &Target) -> String {
    format!("{}/{}", target.package, target.root)
}

/// Each circle, and the places that make it one.
fn problems(target: &Target) -> Vec<String> {
    let package = repository().join(&target.package);
    let uses = uses(&Tree::read(&package, &package.join(&target.root)));
    let mut problems = Vec::new();
    for circle in circles(uses.keys()) {
        problems.push(format!("{}: {} modules in a circle", name(target), circle.len()));
        for (used, at) in &uses {
            if circle.contains(&used.from) && circle.contains(&used.to) {
                problems.push(format!("    {} uses {}: {at}", used.from, used.to));
            }
        }
    }
    problems
}

#[test]
fn imports_form_no_circle() {
    let all = targets(&repository());
    let held = all.iter().filter(|target| !NOT_YET.contains(&name(target).as_str()));
    let problems: Vec<_> = held.flat_map(problems).collect();
    assert!(problems.is_empty(), "imports form a circle:\n{}", problems.join("\n"));
}

#[test]
fn what_has_no_circle_any_more_is_held_to_it() {
    let all = targets(&repository());
    for listed in NOT_YET {
        let target =
            all.iter().find(|target| name(target) == listed).expect("a crate that is there");
        assert!(!problems(target).is_empty(), "{listed} is mended: take it off the list");
    }
}

#[test]
fn every_crate_is_found() {
    let found: Vec<_> = targets(&repository()).iter().map(name).collect();
    for known in [
        "functions/consumer/src/lib.rs",
        "functions/consumer/src/main.rs",
        "functions/lib/ledger/tests/model/main.rs",
        "tests/bench/src/bin/bare.rs",
        "tests/bench/examples/chaos.rs",
        "tests/circles/tests/workspace.rs",
    ] {
        assert!(found.iter().any(|name| name == known), "{known}: {found:?}");
    }
}
