//! The files, and the settings they are meant for.

use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use settings::{Settings, Source};
use webhook::{Key, KeyEncoding};

/// What the samples are signed with.
const SECRET: &str = "tidewaiter-sample-secret";

/// The same for schemes whose secrets are base64 after `whsec_`.
const WHSEC: &str = "whsec_dGlkZXdhaXRlci1zYW1wbGUtc2VjcmV0";

pub fn events() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events")
}

pub fn bytes(path: &str) -> Vec<u8> {
    fs::read(events().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn parsed<T: DeserializeOwned>(path: &str) -> T {
    serde_json::from_slice(&bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names in a directory, sorted.
pub fn names(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(events().join(directory)).expect(directory);
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
    let mut names: Vec<_> = entries.map(|entry| name(entry.expect(directory))).collect();
    names.sort();
    names
}

/// The sources that the samples are for: those of the repository.
pub fn settings() -> Settings {
    Settings::parse(include_str!("../../../sources.toml")).expect("the repository's own file")
}

pub fn source(name: &str) -> Source {
    settings().sources.remove(name).unwrap_or_else(|| panic!("no source {name}"))
}

/// The sample secret under the name that a match is recorded by.
pub fn key(source: &Source) -> Key {
    let secret = match source.scheme.key {
        KeyEncoding::Whsec => WHSEC,
        _ => SECRET,
    };
    Key::new(&source.secrets[0].name, secret, source.scheme.key, None).expect("a good secret")
}

#[test]
fn the_readme_names_every_file() {
    let readme = String::from_utf8(bytes("README.md")).expect("UTF-8");
    for directory in ["bodies", "ingress", "consumer", "keys", "objects", "vectors"] {
        for name in names(directory) {
            assert!(
                readme.contains(&format!("`{name}`")),
                "{directory}/{name} is not in the README"
            );
        }
    }
    let known = [
        "README.md",
        "bodies",
        "consumer",
        "ingress",
        "keys",
        "objects",
        "samples.json",
        "vectors",
    ];
    assert_eq!(names("."), known);
}
