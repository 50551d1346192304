//! What the fuzzer found worth keeping, on any toolchain.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use fuzz_targets::TARGETS;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

fn names(path: &PathBuf) -> BTreeSet<String> {
    let entries = fs::read_dir(path).expect("the corpus");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    entries.map(|entry| name(entry.expect("an entry"))).collect()
}

#[test]
fn every_target_takes_its_corpus() {
    for (name, target) in TARGETS {
        let inputs = names(&folder().join(name));
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for input in inputs {
            target(&fs::read(folder().join(name).join(&input)).expect("readable"));
        }
    }
}

#[test]
fn every_target_has_its_folder_and_its_place_in_the_fuzzer() {
    let listed: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder()), listed);
    let fuzzed = names(&folder().join("../fuzz_targets"));
    let fuzzed: BTreeSet<_> =
        fuzzed.iter().map(|name| name.trim_end_matches(".rs").to_owned()).collect();
    assert_eq!(fuzzed, listed);
}
