//! The keys that the reader asks the tables of the file for, as its own code says.

use std::collections::BTreeSet;
use std::path::Path;

const ASKING: [&str; 9] = [
    "get(\"",
    "number(\"",
    "required(\"",
    "section(\"",
    "take(\"",
    "text(&mut section, \"",
    "flag(section, \"",
    "status(&mut section, \"",
    "text(\"",
];

/// Every key of `sources.toml`.
pub fn keys_read() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut keys);
    for known in ["base_url", "key_header", "algorithm", "items", "query", "retention_days", "path"]
    {
        assert!(keys.contains(known), "{known} is asked for in a way that this test does not see");
    }
    keys
}

fn gather(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, keys);
        } else if path.file_name().is_some_and(|name| name != "env.rs") {
            // The environment's variables are no keys of the file.
            let code = std::fs::read_to_string(&path).expect("Rust");
            for rest in ASKING.iter().flat_map(|asking| code.split(asking).skip(1)) {
                keys.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
}
