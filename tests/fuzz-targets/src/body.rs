//! A body that was verified: JSON or XML, of every source there is.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use mapping::{Document, Work};
use settings::{Settings, Source};

/// The repository's own sources, and one whose bodies are XML.
pub(crate) static SOURCES: LazyLock<Settings> = LazyLock::new(|| {
    let text = include_str!("../../../infra/sources.toml");
    let mut settings = Settings::parse(text).expect("the sample file");
    settings.sources.extend(Settings::parse(XML).expect("an XML source").sources);
    settings
});

const XML: &str = r#"
[api.classifier]
base_url = "https://a.example"
key = "env:A"
[source.orders]
scheme = "aftership"
tenant = "$.order[0].account[0]"
secrets = ["env:S"]
types = { "released" = "classify" }
[source.orders.event]
id = "$.order[0]['@id']"
type = "$.order[0].status[0]"
items = "$.order[0].line[*]"
[source.orders.item]
id = "$.sku[0]"
description = "$.text[0]"
"#;

/// Whatever can be read is identified and worked on as each source says.
pub fn body(bytes: &[u8]) {
    for source in SOURCES.sources.values() {
        let sketched = Document::sketch(bytes, source).map(|document| document.challenge(source));
        let whole = Document::parse(bytes).map(|document| document.challenge(source));
        assert_eq!(sketched, whole);
    }
    match Document::parse(bytes) {
        Ok(document) => SOURCES.sources.values().for_each(|source| says(&document, source, bytes)),
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
}

fn says(document: &Document, source: &Source, bytes: &[u8]) {
    let _challenge = document.challenge(source);
    let now = Timestamp::UNIX_EPOCH;
    let identity = document.identify(source, Some("msg_1"), bytes, now);
    let sketch = Document::sketch(bytes, source).expect("what was read whole");
    assert_eq!(sketch.identify(source, Some("msg_1"), bytes, now), identity);
    if let Err(problem) = document.hydrated(source) {
        assert!(!problem.to_string().is_empty());
    }
    let Ok(identity) = identity else { return };
    for event_type in source.types.keys().chain([&identity.event_type]) {
        match document.work(source, event_type, bytes) {
            Ok(work) => {
                assert_eq!(document.work(source, event_type, bytes).as_ref(), Ok(&work));
                sound(&work);
            }
            Err(problem) => assert!(!problem.to_string().is_empty()),
        }
    }
}

/// There is an item at least, and no two have one id; every result is one JSON text.
fn sound(work: &Work) {
    match work {
        Work::Classify { items, digest } => {
            let ids: BTreeSet<_> = items.iter().map(|item| &item.id).collect();
            assert!(!items.is_empty() && ids.len() == items.len() && digest.as_str().len() == 64);
        }
        Work::Record { results, .. } => {
            let is_json = |text| serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert!(!results.is_empty() && results.iter().all(|result| is_json(&result.text)));
        }
        Work::Hydrate { .. } | Work::Collect { .. } | Work::Nothing { .. } => {}
    }
}
