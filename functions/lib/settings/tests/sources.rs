//! What `sources.toml` may say, and what is said of one that is wrong.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod keys;

use std::collections::BTreeSet;
use std::time::Duration;

use keys::keys_read;
use settings::{
    IdAt, Meaning, Of, OnReuse, Problems, Review, SecretPlace, Settings, TextAt, VersionAt,
    VersionKind,
};

const SAMPLE: &str = include_str!("../../../../infra/sources.toml");
const EXAMPLES: &str = include_str!("../../../../infra/sources.example.toml");
const DEPLOYED_TESTS: &str = include_str!("../../../../tests/stack/sources.toml");

const API: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "secretsmanager:tidewaiter/classifier"
"#;

fn parse(sources: &str) -> Result<Settings, Problems> {
    Settings::parse(&format!("{API}{sources}"))
}

#[test]
fn the_sample_file_of_the_repository_is_good() {
    let settings = Settings::parse(SAMPLE).expect("the file that is deployed by default");
    assert!(settings.sources.values().all(|source| settings.apis.contains_key(&source.api)));
}

#[test]
fn the_examples_are_good_and_there_is_one_of_every_preset() {
    let settings = Settings::parse(EXAMPLES).expect("what people copy from");
    let shown: BTreeSet<_> = settings.sources.values().map(|s| s.scheme_name.as_str()).collect();
    let known: BTreeSet<_> = settings::PRESETS
        .into_iter()
        .chain(["hmac", "public-key", "jws", "message-signatures"])
        .collect();
    assert_eq!(shown, known);
}

#[test]
fn every_key_that_is_read_stands_in_the_examples() {
    let table: toml::Table = EXAMPLES.parse().expect("TOML");
    let mut shown = BTreeSet::new();
    keys(&toml::Value::Table(table), &mut shown);
    let missing: Vec<_> = keys_read().into_iter().filter(|key| !shown.contains(key)).collect();
    assert!(missing.is_empty(), "infra/sources.example.toml does not show {missing:?}");
}

/// Every key of a table and of the tables in it.
fn keys(value: &toml::Value, into: &mut BTreeSet<String>) {
    let inner: Vec<&toml::Value> = match value {
        toml::Value::Table(table) => {
            into.extend(table.keys().cloned());
            table.values().collect()
        }
        toml::Value::Array(elements) => elements.iter().collect(),
        _ => Vec::new(),
    };
    for value in inner {
        keys(value, into);
    }
}

/// So that what the deployed tests show holds for the file that is deployed by default.
#[test]
fn the_deployed_tests_have_the_sample_sources_as_they_are() {
    let parse = |text| Settings::parse(text).expect("good").sources;
    let (sample, tests) = (parse(SAMPLE), parse(DEPLOYED_TESTS));
    for (name, source) in sample {
        let here = tests.get(&name).map(|source| format!("{source:?}"));
        assert_eq!(here, Some(format!("{source:?}")), "{name}");
    }
}

#[test]
fn three_lines_make_a_common_sender() {
    let settings = parse(
        r#"
[source.catalog]
scheme = "standard-webhooks"
tenant = "acme"
secrets = ["secretsmanager:tidewaiter/catalog"]
"#,
    )
    .expect("good");
    let source = &settings.sources["catalog"];
    assert!(matches!(source.event.id, IdAt::SignedHeader));
    assert!(matches!(source.version, VersionAt::Time { required: false, .. }), "a guess");
    assert_eq!(source.lineage.to_string(), "catalog", "it numbers its own versions");
    assert_eq!(source.zone.iana_name(), Some("UTC"));
    assert_eq!(source.types["product.updated"], Meaning::Classify);
    assert_eq!(source.api, "classifier");
    assert_eq!(source.retention, Duration::from_hours(1080));
    assert_eq!(source.on_reuse, OnReuse::Refuse);
    assert_eq!(settings.apis["classifier"].base_url, "https://api.example.com");
}

#[test]
fn shopify_sends_one_product_a_body() {
    let settings = parse(
        r#"
[source.shop]
scheme = "shopify"
tenant = "acme"
secrets = [{ ref = "env:SHOP", name = "2026", until = "2027-01-01T00:00:00Z" }]
"#,
    )
    .expect("good");
    let source = &settings.sources["shop"];
    assert!(matches!(&source.event.event_type, TextAt::Literal(word) if word == "product"));
    assert!(matches!(source.event.id, IdAt::Digest));
    assert_eq!(source.secrets[0].place, SecretPlace::Env("SHOP".into()));
    assert_eq!(source.secrets[0].name, "2026");
}

#[test]
fn every_problem_is_reported_at_once_with_its_line() {
    let problems = parse(
        r#"
[source.Catalog]
scheme = "standard-webhook"
tenant = "a#b"
secrets = []
tolerence_s = 3
types = { "product.created" = "clasify" }

[source.erp]
scheme = "hmac"
tenant = "acme"
secrets = ["hunter2"]
api = "clasifier"
allow = ["10.0.0.0"]
[source.erp.signature]
header = "X-Signature"
encoding = "hex"
signed = "{timestamp}.{body}"
"#,
    )
    .expect_err("much is wrong");
    insta::assert_snapshot!(problems, @"
    10 problem(s)
      line 6: source.Catalog: a source's name is 1 to 64 lower-case letters, digits and hyphens
      line 7: source.Catalog.scheme: no scheme `standard-webhook`, did you mean `standard-webhooks`?
      line 8: source.Catalog.tenant: a tenant is 1 to 128 letters, digits and . _ - : characters
      line 9: source.Catalog.secrets: at least one secret is needed: there is no unsigned source
      line 10: source.Catalog.tolerence_s: unknown key, did you mean `tolerance_s`?
      line 11: source.Catalog.types.product.created: `clasify` is not one of classify, hydrate, result, ping, ignore, did you mean `classify`?
      line 16: source.erp.secrets[0]: a secret is given as `secretsmanager:NAME` or `env:NAME`, never in clear
      line 17: source.erp.api: there is no [api.clasifier], did you mean `classifier`?
      line 18: source.erp.allow[0]: is not a CIDR block (203.0.113.0/24)
      line 19: source.erp.signature: `signed` holds {timestamp} exactly if there is a [timestamp] table with a header
    ");
}

const PIM: &str = r#"
[source.pim]
scheme = "github"
tenant = "acme"
secrets = ["env:PIM"]
types = { "changed" = "hydrate" }
"#;

#[test]
fn a_source_of_triggers_says_where_the_objects_are() {
    let table = r#"hydrate = { base_url = "https://pim.example/v2/", key = "env:KEY" }"#;
    let settings = parse(&format!("{PIM}{table}")).expect("good");
    let source = &settings.sources["pim"];
    let hydrate = source.hydrate.as_ref().expect("a table");
    assert_eq!(hydrate.base_url, "https://pim.example/v2");
    assert_eq!((hydrate.key_header.as_str(), hydrate.key_prefix.as_str()), ("X-Api-Key", ""));
    assert!(
        matches!(&hydrate.object_type, TextAt::Body(path) if path.to_string() == "$.object_type")
    );
    assert_eq!(hydrate.items.to_string(), source.event.items.to_string(), "as in a posted body");
    assert_eq!(hydrate.timeout, Duration::from_secs(30));
}

#[test]
fn a_trigger_without_a_place_to_fetch_from_is_a_problem() {
    let said = parse(PIM).expect_err("no table").to_string();
    assert!(said.contains("source.pim: a type means `hydrate`: its [hydrate] table is"), "{said}");
    let table =
        r#"hydrate = { base_url = "http://pim.example", key = "K", object_type = "..", id = "$" }"#;
    let said = parse(&format!("{PIM}{table}")).expect_err("much is wrong").to_string();
    for part in ["https://", "never in clear", "no segment of a path", "unknown key"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn results_have_a_place_and_a_version_of_their_own() {
    let settings = parse(
        r#"
[source.back]
scheme = "standard-webhooks"
tenant = "acme"
secrets = ["env:BACK"]
types = { "done" = "result" }
result = { path = "/jobs/{reference}", version = { sequence = "$.v", of = "item" } }
"#,
    )
    .expect("good");
    let source = &settings.sources["back"];
    assert_eq!(source.results.path.segments("j/1"), ["jobs", "j/1"]);
    assert!(matches!(&source.results.version, VersionAt::Sequence(at) if at.of == Of::Item));
    assert_eq!(source.version.kind(), VersionKind::Time, "other events keep theirs");
}

#[test]
fn what_is_not_toml_is_said_so() {
    let problems = Settings::parse("[api.x\nbase_url = 3").expect_err("an open bracket");
    assert_eq!((problems.0[0].line, problems.0[0].at.as_str()), (1, "TOML"));
}

#[test]
fn an_empty_file_is_no_system() {
    let problems = Settings::parse("").expect_err("nothing there");
    assert_eq!(problems.0.len(), 2, "{problems}");
}

#[test]
fn a_scheme_that_could_never_verify_does_not_load() {
    let said = |signature: &str| {
        let source = format!(
            "[source.s]\nscheme = \"hmac\"\ntenant = \"t\"\nsecrets = [\"env:S\"]\n\
             signature = {{ header = \"X-Signature\", encoding = \"hex\", {signature} }}"
        );
        parse(&source).expect_err("a problem").to_string()
    };
    let cases = [
        ("separator = \"a\"", "is a character that signatures are written with"),
        ("separator = \"; \"", "must be one character"),
        ("prefix = \" v1=\"", "begins with a space"),
        ("prefix = \"é\"", "must be ASCII"),
        (
            "signed = \"{timestamp}.{body}\", timestamp = { header = \"x-signature\" }",
            "it needs a `prefix`",
        ),
    ];
    for (signature, expected) in cases {
        let said = said(signature);
        assert!(said.contains(expected), "{signature}: {said}");
    }
}

const TWO: &str = r#"
[source.one]
scheme = "github"
tenant = "acme"
secrets = ["secretsmanager:shared"]
[source.two]
scheme = "github"
tenant = "TENANT"
secrets = [{ ref = "secretsmanager:own", until = "2026-01-01T00:00:00Z" }, "secretsmanager:shared"]
"#;

#[test]
fn a_secret_of_two_tenants_is_a_problem_and_of_two_sources_of_one_is_none() {
    let said = parse(&TWO.replace("TENANT", "globex")).expect_err("two tenants");
    assert_eq!((said.0.len(), said.0[0].line), (1, 13), "{said}");
    assert_eq!(said.0[0].at, "source.two.secrets[1]");
    assert!(said.0[0].what.contains("[source.one]"), "{said}");
    assert!(parse(&TWO.replace("TENANT", "acme")).is_ok());
}

#[test]
fn a_secret_that_has_ended_is_a_problem_to_a_person_and_stops_no_function() {
    let text = format!("{API}{}", TWO.replace("TENANT", "acme"));
    let at = |text: &str| text.parse().expect("a time");
    assert!(Settings::parse(&text).is_ok());
    assert!(Review::of(&text, at("2025-12-31T23:59:59Z")).is_ok());
    let said = Review::of(&text, at("2026-01-01T00:00:00Z")).expect_err("ended");
    assert_eq!((said.0[0].line, said.0[0].at.as_str()), (13, "source.two.secrets[0].until"));
}

#[test]
fn a_setting_without_effect_is_a_problem_with_its_line() {
    let with = |key: &str| {
        let source = "[source.s]\nscheme = \"github\"\ntenant = \"t\"\nsecrets = [\"env:S\"]\n";
        parse(&format!("{source}{key}")).expect_err("no effect").to_string()
    };
    for (key, part) in [
        ("tolerance_s = 60", "signs no time"),
        ("url = \"https://a.example/x\"", "no URL is signed"),
        ("allow = []", "is empty"),
        ("signature = { header = \"X\", encoding = \"hex\" }", "says this already"),
        ("public_keys = [\"env:K\"]", "has `secrets`"),
        ("handshake = { token = \"env:T\" }", "`query`"),
        ("handshake = { query = \"c\", token = \"env:T\" }", "`token_query`"),
        ("handshake = { query = \"c\", token = \"env:T\", reply = \"hash\" }", "`url`"),
        ("handshake = { origins = [] }", "is empty"),
        ("handshake = { origins = [\"https://a.example\"] }", "DNS name"),
        ("answer = { body = \"empty\", text = \"x\" }", "one of them"),
        ("answer = { accepted = 302 }", "between 200 and 299"),
    ] {
        let said = with(key);
        assert!(said.contains(part) && said.contains("line 9"), "{key}: {said}");
    }
}

#[test]
fn a_public_key_that_cannot_be_read_does_not_load() {
    let with = |key: &str| {
        let source =
            format!("[source.s]\nscheme = \"shipengine\"\ntenant = \"t\"\npublic_keys = [{key}]");
        parse(&source).expect_err("no key").to_string()
    };
    for (key, part) in [
        ("{ name = \"a\", key = \"hunter2\" }", "neither PEM nor JWK"),
        ("{ name = \"a\" }", "`key` is missing"),
        ("\"hunter2\"", "never in clear"),
    ] {
        let said = with(key);
        assert!(said.contains(part) && !said.contains("hunter2"), "{key}: {said}");
    }
    let wrong_kind = include_str!("../../../../events/keys/ed25519.pub.pem");
    let said = with(&format!("{{ name = \"a\", key = \"\"\"{wrong_kind}\"\"\" }}"));
    assert!(said.contains("not an RSA key"), "{said}");
}

#[test]
fn a_users_keys_stand_before_those_of_a_preset() {
    let settings = parse(
        r#"
[source.shop]
scheme = "woocommerce"
tenant = "t"
secrets = ["secretsmanager:shop#signing"]
answer = { accepted = 204 }
item = { description = "$['name','short_description']" }
"#,
    )
    .expect("good");
    let source = &settings.sources["shop"];
    assert_eq!((source.answer.accepted, source.answer.mismatch), (204, 403));
    assert!(source.answer.unsigned_ping.is_some(), "what the user does not say, the preset does");
    assert_eq!(source.item.id.path.to_string(), "$.id");
    assert_eq!(source.secrets[0].place.to_string(), "secretsmanager:shop#signing");
}
