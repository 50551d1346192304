//! What holds where the file says nothing: told by a review, and in one table of the README.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod keys;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use keys::keys_read;
use settings::{Defaulted, Review};

const README: &str = include_str!("../../../../README.md");

const API: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "secretsmanager:tidewaiter/classifier"
"#;

const WITH_RATE: &str = "rate = { calls = 60, per_s = 60 }";
const WITH_JOBS: &str = "lookup = \"/found/{request_id}\"\njobs = { submit = \"/jobs\" }";
const HMAC: &str =
    "scheme = \"hmac\"\nsignature = { header = \"X-Signature\", encoding = \"hex\" }";
const SIGNS_TIME: &str = r#"
scheme = "hmac"
signature = { header = "X-S", encoding = "hex", signed = "{timestamp}{body}", timestamp = { header = "X-T" } }
version = { time = "$.at" }
"#;
const SIGNS_ID: &str = r#"
scheme = "hmac"
signature = { header = "X-S", encoding = "hex", signed = "{id}{body}", id_header = "X-Id" }
"#;
const IN_ORDER: &str = r#"
scheme = "hmac"
signature = { header = "X-S", encoding = "hex" }
version = { sequence = "$.n", of = "item" }
ordering = "sequence"
sequence_from = 1
"#;
const SIGNS_URL: &str = r#"
scheme = "hmac"
signature = { header = "X-S", encoding = "hex", signed = "{url}{body}" }
"#;
const TRIGGERS: &str = r#"
types = { changed = "hydrate" }
hydrate = { base_url = "https://pim.example", key = "env:KEY" }
"#;
const TRIGGERS_WITH_RATE: &str = r#"
types = { changed = "hydrate" }
hydrate = { base_url = "https://pim.example", key = "env:KEY", rate = { calls = 1, per_s = 1 } }
"#;
const BY_TIME: &str = r#"
event = { id = "$.event_id" }
version = { time = "$.at" }
feed = { base_url = "https://erp.example", path = "/events", key = "env:KEY", cursor = "updated_at", page_size = 9, rate = { calls = 1, per_s = 1 } }
"#;
const BY_ID: &str = r#"
event = { id = "$.event_id" }
version = { time = "$.at" }
feed = { base_url = "https://erp.example", path = "/events", key = "env:KEY", cursor = "id" }
"#;
const BY_TOKEN: &str = r#"
event = { id = "$.event_id" }
version = { time = "$.at" }
feed = { base_url = "https://erp.example", path = "/events", key = "env:KEY", cursor = "opaque", next = "$.next" }
"#;
const RESULTS: &str = "types = { done = \"result\" }\nresult = { version = { time = \"$.at\" } }";

fn review(api: &str, source: &str) -> Review {
    let named = source.split('"').nth(1).and_then(settings::preset);
    let is_public = named.is_some_and(|scheme| scheme.key.is_public());
    let keys = if is_public { "public_keys" } else { "secrets" };
    let common = format!("[source.NAME]\ntenant = \"acme\"\n{keys} = [\"env:S\"]");
    Review::of(
        &format!("{API}{api}\n{common}\n{source}").replace("NAME", "a-source"),
        jiff::Timestamp::UNIX_EPOCH,
    )
    .expect("a good file")
}

fn of_source(source: &str) -> Vec<Defaulted> {
    review("", source).sources.remove("a-source").expect("it is there")
}

fn value<'d>(defaults: &'d [Defaulted], key: &str) -> Option<&'d str> {
    defaults.iter().find(|default| default.key == key).map(|default| default.value.as_str())
}

#[test]
fn three_lines_get_the_rest() {
    let got = of_source("scheme = \"shopify\"");
    let expected = [
        ("body_limit_kib", "256"),
        ("retention_days", "45"),
        ("on_reuse", "refuse"),
        ("api", "classifier"),
        (
            "types",
            "classify: product, product.created, product.updated; ping: ping, test, webhook.test",
        ),
        ("event.id", "the body's SHA-256"),
        ("event.type", "product"),
        ("event.items", "$"),
        ("item.id", "$.id"),
        ("item.description", "$['title','product_type']"),
        ("item.country_of_origin", "$.country_of_origin"),
        ("version", "time $.updated_at of the event, else received"),
        ("lineage", "a-source"),
        ("zone", "UTC"),
    ];
    for (key, expected) in expected {
        assert_eq!(value(&got, key), Some(expected), "{key}");
    }
    for absent in ["tolerance_s", "url", "signature.key", "hydrate.items", "result.items"] {
        assert_eq!(value(&got, absent), None, "{absent} has no effect here");
    }
}

#[test]
fn what_the_file_says_is_no_default() {
    let said = "event = { id = \"$.id\" }\nversion = { sequence = \"$.n\" }\nbody_limit_kib = 256";
    let got = of_source(&format!("{HMAC}\n{said}"));
    for key in ["event.id", "version", "body_limit_kib"] {
        assert_eq!(value(&got, key), None, "{key}");
    }
    assert_eq!(value(&got, "version.of"), Some("event"));
    assert_eq!(value(&got, "event.type"), Some("$.type"), "the table says nothing of it");
}

#[test]
fn an_api_has_defaults_too() {
    let got = review("reuse = \"off\"", HMAC).apis.remove("classifier").expect("it is there");
    assert_eq!(value(&got, "max_items"), Some("200"));
    assert_eq!((value(&got, "reuse"), value(&got, "reuse_days")), (None, None), "of no effect");
}

/// Keys without which there is no source or API, or without which their table is not read.
const REQUIRED: [&str; 25] = [
    "api",
    "base_url",
    "calls",
    "challenge",
    "cursor",
    "encoding",
    "form",
    "header",
    "id_header",
    "key",
    "next",
    "path",
    "per",
    "per_s",
    "public_keys",
    "query",
    "ref",
    "scheme",
    "secrets",
    "sequence",
    "sequence_from",
    "source",
    "submit",
    "tenant",
    "time",
];

/// Keys that are said to be there by those in them, and keys of the elements of a list.
const TABLES_AND_LISTS: [&str; 17] = [
    "answer",
    "components",
    "event",
    "feed",
    "field",
    "hydrate",
    "item",
    "name",
    "origins",
    "reply",
    "result",
    "signature",
    "tenants",
    "timestamp",
    "token",
    "token_query",
    "until",
];

#[test]
fn every_other_key_has_a_default() {
    let known: BTreeSet<String> = rows().into_iter().map(|row| last(&row.key).to_owned()).collect();
    let without: Vec<_> = keys_read()
        .into_iter()
        .filter(|key| !known.contains(key))
        .filter(|key| !REQUIRED.contains(&key.as_str()))
        .filter(|key| !TABLES_AND_LISTS.contains(&key.as_str()))
        .collect();
    assert_eq!(without, [""; 0], "src/defaults says nothing of these");
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

#[test]
fn the_readme_lists_every_default() {
    let mut table = String::from("| Key | Default | Where it is another |\n|---|---|---|\n");
    for Row { table: of, key, default, elsewhere } in rows() {
        let elsewhere: Vec<_> =
            elsewhere.iter().map(|(value, who)| format!("{}: {value}", who.join(", "))).collect();
        writeln!(table, "| {of}`{key}` | {default} | {} |", elsewhere.join("; "))
            .expect("a string takes all");
    }
    assert!(README.contains(&table), "README.md should have this table:\n{table}");
}

/// A row of the table.
struct Row {
    table: &'static str,
    key: String,
    default: String,
    /// Other values, and the presets that have them.
    elsewhere: BTreeMap<String, Vec<String>>,
}

/// One row a key: what most sources get, and what others get.
fn rows() -> Vec<Row> {
    let usual = [HMAC, SIGNS_TIME, SIGNS_URL, IN_ORDER].map(str::to_owned).into_iter();
    let other = [TRIGGERS, TRIGGERS_WITH_RATE, "types = { done = \"result\" }", RESULTS, BY_TIME];
    let other = other.map(with).into_iter().chain([BY_ID].map(with));
    let mut rows: Vec<Row> = Vec::new();
    for default in usual.chain(other).flat_map(|source| of_source(&source)) {
        add(&mut rows, "", &default, None);
    }
    for preset in settings::PRESETS {
        for default in of_source(&format!("scheme = \"{preset}\"")) {
            add(&mut rows, "", &default, Some(format!("`{preset}`")));
        }
    }
    for default in of_source(SIGNS_ID) {
        add(&mut rows, "", &default, Some("`hmac` that signs an id".to_owned()));
    }
    for default in of_source(&with(RESULTS)) {
        add(&mut rows, "", &default, Some("results alone".to_owned()));
    }
    for default in of_source(&with(BY_ID)) {
        add(&mut rows, "", &default, Some("`cursor = \"id\"`".to_owned()));
    }
    for default in of_source(&with(BY_TOKEN)) {
        add(&mut rows, "", &default, Some("`cursor = \"opaque\"`".to_owned()));
    }
    for api in ["", WITH_RATE, WITH_JOBS] {
        for default in review(api, HMAC).apis.remove("classifier").expect("it is there") {
            add(&mut rows, "`[api.NAME]` ", &default, None);
        }
    }
    rows
}

fn with(lines: &str) -> String {
    format!("{HMAC}\n{lines}")
}

/// `who` gets this; nobody in particular: it is what most get, if that is not known yet.
fn add(rows: &mut Vec<Row>, table: &'static str, default: &Defaulted, who: Option<String>) {
    let value = written(default);
    let row = rows.iter_mut().find(|row| row.key == default.key && row.table == table);
    match (row, who) {
        (Some(row), Some(who)) if row.default != value && !relative(default.key) => {
            row.elsewhere.entry(value).or_default().push(who);
        }
        (Some(_), _) => {}
        (None, who) => {
            let (default_value, elsewhere) = match who {
                None => (value, BTreeMap::new()),
                Some(who) => (String::new(), BTreeMap::from([(value, vec![who])])),
            };
            let key = default.key.to_owned();
            rows.push(Row { table, key, default: default_value, elsewhere });
        }
    }
}

/// Values that are what another key says.
fn relative(key: &str) -> bool {
    matches!(key, "api" | "feed.id" | "hydrate.items" | "result.version")
}

fn written(Defaulted { key, value }: &Defaulted) -> String {
    match (*key, value.as_str()) {
        ("api", _) => "the only one there is".to_owned(),
        ("hydrate.items", _) => "as `event.items`".to_owned(),
        ("feed.id", _) => "as `event.id`".to_owned(),
        ("result.version", _) => "as `version`".to_owned(),
        ("lineage", "a-source") => "the source's own name".to_owned(),
        (_, "nothing" | "none") => value.clone(),
        (_, value) if value.contains(' ') => value.to_owned(),
        (_, value) => format!("`{value}`"),
    }
}
