//! A body that was verified: JSON or XML, of every source there is.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use mapping::{Document, Item, Items, Reading, Results, Work};
use settings::{Settings, Source, Tenant};

/// The repository's own sources, and two whose bodies are XML: one names its prefixes.
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
tenants = ["acme"]
secrets = ["env:S"]
types = { "released" = "classify" }
[source.orders.event]
id = "$.order[0]['@id']"
type = "$.order[0].status[0]"
items = "$.order[0].line[*]"
[source.orders.item]
id = "$.sku[0]"
description = "$.text[0]"
[source.feed]
scheme = "aftership"
tenant = "acme"
secrets = ["env:T"]
types = { "released" = "classify" }
event = { type = "released", items = "$..['g:item'][*]" }
item = { id = "$['g:id'][0]", description = ["$..['#text']", { of = "parent", path = "$.title[*]" }] }
version = { time = "$.at[0]" }
zone = "Europe/Berlin"
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
    match document.hydrated(source, bytes, now) {
        Ok(items) => each_once(&items),
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
    let Ok(identity) = identity else { return };
    for event_type in source.types.keys().chain([&identity.event_type]) {
        worked_on(document, source, event_type, &identity.tenant, bytes);
    }
}

/// The same whenever it is read again, and under one digest on any day.
fn worked_on(document: &Document, source: &Source, event_type: &str, tenant: &Tenant, body: &[u8]) {
    let work = |now| document.work(source, Reading { tenant, event_type, now }, body);
    match work(Timestamp::UNIX_EPOCH) {
        Ok(first) => {
            assert_eq!(work(Timestamp::UNIX_EPOCH).as_ref(), Ok(&first));
            let later = work(Timestamp::MAX).expect("mapped before");
            assert_eq!(sound(&first), sound(&later));
        }
        Err(problem) => assert!(!problem.to_string().is_empty()),
    }
}

/// There is an item at least, and no two have one id or one place; every result is one JSON text.
/// Gives the digest.
fn sound(work: &Work) -> &str {
    match work {
        Work::Classify { items, digest } => {
            each_once(items);
            digest.as_str()
        }
        Work::Record { results: Results { readable, unreadable }, digest } => {
            let is_json = |text| serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert!(readable.iter().all(|result| is_json(&result.text)));
            assert!(!readable.is_empty() || !unreadable.is_empty());
            digest.as_str()
        }
        Work::Hydrate { digest, .. } | Work::Collect { digest, .. } | Work::Nothing { digest } => {
            digest.as_str()
        }
    }
}

fn each_once(Items { readable, unreadable }: &Items) {
    let ids: BTreeSet<_> = readable.iter().map(|item| &item.id).collect();
    assert!(ids.len() == readable.len() && readable.iter().all(is_whole));
    let places = readable.iter().map(|item| item.place);
    let places: Vec<_> = places.chain(unreadable.iter().map(|one| one.place)).collect();
    assert!(!places.is_empty());
    assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len());
}

/// Texts are trimmed, and say something.
fn is_whole(item: &Item) -> bool {
    let country = item.country_of_origin.as_deref();
    let texts = [Some(item.id.as_str()), Some(&item.description), country];
    let are_trimmed =
        texts.into_iter().flatten().all(|text| !text.is_empty() && text == text.trim());
    are_trimmed && item.description.contains(char::is_alphabetic)
}
