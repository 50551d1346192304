//! What is said of a file whose sources are good one by one, and not together.
#![allow(clippy::expect_used, reason = "a test may fail")]

use settings::{CapPeriod, Review, Settings, SpendCap};

const API: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "secretsmanager:tidewaiter/classifier"
"#;

/// A source of this name that signs its body, with these lines.
fn source(name: &str, lines: &[&str]) -> String {
    let common = format!("scheme = \"github\"\nsecrets = [\"env:{name}\"]");
    let tenant = lines.iter().find(|line| line.starts_with("tenant")).map_or(ACME, |_| "");
    format!("\n[source.{name}]\n{common}\n{tenant}\n{}\n", lines.join("\n"))
}

fn problems(parts: &[&str]) -> String {
    let text = format!("{API}{}", parts.concat());
    Settings::parse(&text).expect_err("something is wrong").to_string()
}

fn good(parts: &[&str]) {
    let text = format!("{API}{}", parts.concat());
    Settings::parse(&text).expect("a good file");
}

fn notes(parts: &[&str]) -> Vec<String> {
    let review = Review::of(&format!("{API}{}", parts.concat()), jiff::Timestamp::UNIX_EPOCH)
        .expect("a good file");
    review.notes.into_iter().map(|note| format!("{}: {}", note.at, note.what)).collect()
}

const ACME: &str = "tenant = \"acme\"";
const TIME: &str = r#"version = { time = "$.changed_at" }"#;
const SEQUENCE: &str = r#"version = { sequence = "$.revision" }"#;
const SHOP: &str = r#"lineage = "shop""#;
const RESULTS: &str = r#"types = { "done" = "result" }"#;

#[test]
fn one_lineage_counts_in_one_way() {
    let (create, update) = (source("create", &[SHOP, TIME]), source("update", &[SHOP, SEQUENCE]));
    insta::assert_snapshot!(problems(&[&create, &update]), @"
    1 problem(s)
      line 18: source.update.version: the versions are sequences, and those of `create` are times: in one lineage (`shop`) all are of one kind. Give both sources the same kind of `version`, or each a `lineage` of its own
    ");
    good(&[&create]);
    good(&[&create, &source("update", &[SEQUENCE])]);
    good(&[&create, &source("update", &[SHOP, r#"version = { time = "$.at", of = "item" }"#])]);
}

#[test]
fn the_source_that_a_lineage_is_named_after_is_the_measure() {
    let said = problems(&[&source("a", &[SHOP, SEQUENCE]), &source("shop", &[TIME])]);
    assert!(said.starts_with("1 problem(s)"), "{said}");
    assert!(said.contains("source.a.version: the versions are sequences, and those of `shop`"));
}

#[test]
fn a_version_that_was_left_out_counts_as_what_stands_for_it() {
    let said = problems(&[&source("a", &[SHOP, TIME]), &source("b", &[SHOP])]);
    assert!(said.contains("source.b.lineage: the versions are times of receipt, and"), "{said}");
}

#[test]
fn results_number_nothing_themselves() {
    let shop = source("shop", &[SEQUENCE]);
    let back = |lines: &[&str]| source("back", &[&[RESULTS], lines].concat());
    good(&[&shop, &back(&[TIME])]);
    good(&[&shop, &back(&[SHOP, SEQUENCE])]);
    good(&[&shop, &back(&[SHOP, r#"result = { version = { sequence = "$.v", of = "item" } }"#])]);
    let said = problems(&[&shop, &back(&[SHOP, TIME])]);
    assert!(said.contains("source.back.version: the versions of its results are times"), "{said}");
    let said = problems(&[&shop, &back(&[SHOP, r#"result = { version = "received" }"#])]);
    assert!(said.contains("source.back.result.version: the versions of its results"), "{said}");
}

#[test]
fn a_source_of_both_is_held_to_its_own_lineage() {
    let both = r#"types = { "new" = "classify", "done" = "result" }"#;
    let result = r#"result = { version = { sequence = "$.v", of = "item" } }"#;
    good(&[&source("a", &[both, TIME, result])]);
    let said = problems(&[&source("a", &[SHOP, both, TIME, result])]);
    assert!(said.contains("source.a.result.version: the versions of its results are sequences"));
}

#[test]
fn a_lineage_that_nobody_has_is_a_mistake_in_writing() {
    let back = source("back", &[RESULTS, r#"lineage = "shpo""#]);
    let shop = source("shop", &[]);
    let said = problems(&[&shop, &back]);
    assert!(said.contains("source.back.lineage: no source that classifies has the lineage `shpo`"));
    assert!(said.contains("did you mean `shop`?"), "{said}");
    // The source that has it is there, and unreadable.
    let said = problems(&[&shop.replace("[source.shop]", "[source.shpo]\nzone = 1"), &back]);
    assert!(said.starts_with("1 problem(s)") && said.contains("source.shpo.zone"), "{said}");
}

#[test]
fn what_is_wrong_with_one_source_is_said_beside_what_is_wrong_between_others() {
    let parts = [
        source("a", &[SHOP, TIME]),
        source("b", &[SHOP, SEQUENCE]),
        source("c", &["tolerence_s = 3"]),
    ];
    let said = problems(&parts.each_ref().map(String::as_str));
    assert!(said.starts_with("2 problem(s)"), "{said}");
    assert!(said.contains("source.b.version") && said.contains("source.c.tolerence_s"), "{said}");
}

#[test]
fn a_type_of_all_events_means_something() {
    let all = |word| format!(r#"event = {{ type = "{word}" }}"#);
    good(&[&source("a", &[&all("product")])]);
    good(&[&source("a", &[&all("item"), r#"types = { item = "classify" }"#])]);
    let said = problems(&[&source("a", &[&all("prodct")])]);
    assert!(said.contains("source.a.event.type: nothing is said of `prodct`, the type"), "{said}");
    assert!(said.contains("did you mean `product`?"), "{said}");
    let shopify = "scheme = \"shopify\"\ntypes = { \"products/update\" = \"classify\" }";
    let shopify = source("shop", &[shopify]).replacen("scheme = \"github\"\n", "", 1);
    let said = problems(&[&shopify]);
    assert!(said.contains("source.shop.types: nothing is said of `product`"), "{said}");
}

#[test]
fn a_setting_without_effect_is_a_problem() {
    let hydrate = r#"hydrate = { base_url = "https://pim.example", key = "env:K" }"#;
    let cases: [(&[&str], &str); 6] = [
        (&[SEQUENCE, r#"zone = "Europe/Berlin""#], "source.a.zone: has no effect"),
        (&[r#"zone = "Europe/Berlin""#], "source.a.zone: has no effect"),
        (&[hydrate], "source.a.hydrate: has no effect: no type means `hydrate`"),
        (&["result = { items = \"$.r[*]\" }"], "source.a.result: has no effect"),
        (
            &[RESULTS, TIME, r#"result = { version = { sequence = "$.v" } }"#],
            "source.a.version: has no effect",
        ),
        (&[RESULTS, r#"item = { id = "$.sku" }"#], "source.a.item: has no effect"),
    ];
    for (lines, expected) in cases {
        let said = problems(&[&source("a", lines)]);
        assert!(said.starts_with("1 problem(s)") && said.contains(expected), "{lines:?}: {said}");
    }
    good(&[&source("a", &[TIME, r#"zone = "Europe/Berlin""#])]);
    good(&[&source("a", &[RESULTS, TIME, r#"zone = "Europe/Berlin""#])]);
}

#[test]
fn an_api_that_reuses_nothing_is_not_told_how() {
    let cases = [
        ("reuse = \"off\"\nreuse_days = 7", "api.classifier.reuse_days: has no effect"),
        ("reuse = \"tenant\"\nreuse_days = 0", "api.classifier.reuse: has no effect"),
        ("max_items = 1\nbatch_timeout_s = 60", "api.classifier.batch_timeout_s: has no effect"),
    ];
    for (lines, expected) in cases {
        let said = problems(&[lines, &source("a", &[])]);
        assert!(said.starts_with("1 problem(s)") && said.contains(expected), "{lines}: {said}");
    }
    for lines in ["reuse = \"off\"", "reuse_days = 0", "reuse = \"tenant\"\nreuse_days = 1"] {
        good(&[lines, &source("a", &[])]);
    }
}

#[test]
fn a_spend_cap_says_how_many_items_in_which_period() {
    let api = |lines: &str| {
        let text = format!("{API}{lines}{}", source("a", &[]));
        Settings::parse(&text).expect("a good file").apis.remove("classifier").expect("there")
    };
    assert_eq!((api("").spend_cap, api("").tenant_spend_cap), (None, None));
    let capped = api("spend_cap = { items = 10000, per = \"day\" }\n\
                      tenant_spend_cap = { items = 500, per = \"hour\" }");
    let items = |number| std::num::NonZeroU32::new(number).expect("not zero");
    let day = SpendCap { items: items(10_000), per: CapPeriod::Day };
    assert_eq!(capped.spend_cap, Some(day));
    let hour = SpendCap { items: items(500), per: CapPeriod::Hour };
    assert_eq!(capped.tenant_spend_cap, Some(hour));
    assert_eq!(day.to_string(), "10000 items per day");
}

#[test]
fn a_spend_cap_that_cannot_be_kept_or_that_changes_nothing_is_a_problem() {
    let cases = [
        ("spend_cap = { items = 9000 }", "api.classifier.spend_cap: `per` is missing"),
        ("spend_cap = { items = 0, per = \"day\" }", "spend_cap.items: must be between 1 and"),
        ("spend_cap = { items = 900, per = \"days\" }", "did you mean `day`?"),
        ("spend_cap = { itmes = 900, per = \"day\" }", "did you mean `items`?"),
        ("spend_cap = 900", "api.classifier.spend_cap: must be a table"),
        ("tenant_spend_cap = { items = 199, per = \"day\" }", "carries up to 200 items"),
        ("max_items = 10\nspend_cap = { items = 9, per = \"day\" }", "carries up to 10 items"),
    ];
    for (lines, expected) in cases {
        let said = problems(&[lines, &source("a", &[])]);
        assert!(said.contains(expected), "{lines}: {said}");
    }
    let both = |all: &str, each: &str| format!("spend_cap = {all}\ntenant_spend_cap = {each}");
    let (day, month) = ("{ items = 900, per = \"day\" }", "{ items = 900, per = \"month\" }");
    for (all, each) in [(day, day), (month, day)] {
        let said = problems(&[&both(all, each), &source("a", &[])]);
        assert!(said.contains("api.classifier.tenant_spend_cap: has no effect"), "{said}");
    }
    good(&[&both(day, month), &source("a", &[])]);
    good(&[&both(day, "{ items = 899, per = \"day\" }"), &source("a", &[])]);
    good(&["max_items = 9\nspend_cap = { items = 9, per = \"day\" }", &source("a", &[])]);
}

#[test]
fn an_api_s_name_blurs_no_key() {
    let other = "[api.\"hydrate:a\"]\nbase_url = \"https://o.example\"\nkey = \"env:K\"\n";
    let said = problems(&[other, &source("a", &["api = \"classifier\""])]);
    assert!(said.contains("api.hydrate:a: an API's name is 1 to 64 letters"), "{said}");
}

#[test]
fn a_look_up_path_holds_the_call_s_id_and_no_other_place_to_fill() {
    good(&["lookup = \"/v1/requests/{request_id}\"", &source("a", &[])]);
    for path in ["v1/{request_id}", "/v1", "/{request_id}/{request_id}", "/{job}/{request_id}"] {
        let said = problems(&[&format!("lookup = \"{path}\""), &source("a", &[])]);
        assert!(said.contains("api.classifier.lookup: "), "{said}");
    }
}

#[test]
fn a_lineage_without_common_items_is_noted_and_loads() {
    let of = |tenant: &str, name: &str| source(name, &[SHOP, tenant]);
    let path = |list: &str| format!("tenant = \"$.account\"\ntenants = [{list}]");
    let fixed = of("tenant = \"acme-eu\"", "a");
    for list in ["\"acme-eu\"", "\"globex\", \"acme-*\""] {
        assert_eq!(notes(&[&fixed, &of(&path(list), "b")]), [""; 0], "{list}");
    }
    assert_eq!(notes(&[&of(&path("\"ac-*\""), "a"), &of(&path("\"ac-me-*\""), "b")]), [""; 0]);
    for other in [path("\"acme-us\", \"globex-*\""), "tenant = \"globex\"".to_owned()] {
        let noted = notes(&[&fixed, &of(&other, "b")]);
        let [a, b] = noted.as_slice() else { panic!("{other}: {noted:?}") };
        assert!(a.starts_with("source.a.lineage: no other source of the lineage `shop`"), "{a}");
        assert!(b.starts_with("source.b.lineage: "), "{b}");
    }
    assert_eq!(notes(&[&source("a", &[SHOP])]), [""; 0], "a lineage may have one source");
}

#[test]
fn an_api_that_nobody_uses_is_noted() {
    let other = "[api.other]\nbase_url = \"https://o.example\"\nkey = \"env:K\"";
    let noted = notes(&[other, &source("a", &["api = \"classifier\""])]);
    assert_eq!(noted, ["api.other: no source uses it"]);
}

#[test]
fn the_files_of_the_repository_are_good_as_a_whole() {
    for text in [
        include_str!("../../../../infra/sources.toml"),
        include_str!("../../../../infra/sources.example.toml"),
        include_str!("../../../../tests/stack/sources.toml"),
    ] {
        let review = Review::of(text, jiff::Timestamp::UNIX_EPOCH).expect("a good file");
        assert_eq!(review.notes, [], "nothing odd in it");
    }
}

const IN_ORDER: &str = r#"ordering = "sequence""#;

#[test]
fn strict_order_needs_its_first_number() {
    let said = problems(&[&source("erp", &[SEQUENCE, IN_ORDER])]);
    assert!(said.starts_with("1 problem(s)"), "{said}");
    assert!(said.contains("line 6: source.erp: `sequence_from` is missing"), "{said}");
    good(&[&source("erp", &[SEQUENCE, IN_ORDER, "sequence_from = 0", "gap_minutes = 5"])]);
}

#[test]
fn strict_order_needs_versions_that_count_and_every_one_of_them() {
    let said = problems(&[&source("erp", &[TIME, IN_ORDER, "sequence_from = 1"])]);
    assert!(said.starts_with("1 problem(s)"), "{said}");
    assert!(said.contains("source.erp.ordering: needs a version that counts"), "{said}");
    let hydrates = r#"types = { "changed" = "hydrate" }"#;
    let base = "hydrate = { base_url = \"https://a.example\", key = \"env:K\" }";
    let lines = [SEQUENCE, IN_ORDER, "sequence_from = 1", hydrates, base];
    let said = problems(&[&source("erp", &lines)]);
    assert!(said.contains("source.erp.ordering: cannot be kept where a type means `hydrate`"));
}

#[test]
fn what_belongs_to_strict_order_has_no_effect_without_it() {
    let said = problems(&[&source("erp", &[SEQUENCE, "sequence_from = 1", "gap_minutes = 5"])]);
    for key in ["sequence_from", "gap_minutes"] {
        assert!(said.contains(&format!("source.erp.{key}: has no effect without")), "{said}");
    }
    let said = problems(&[&source("told", &[RESULTS, IN_ORDER, "sequence_from = 1"])]);
    assert!(said.contains("source.told.ordering: has no effect: this source sends results only"));
}

#[test]
fn one_lineage_keeps_one_order() {
    let create = source("create", &[SHOP, SEQUENCE, IN_ORDER, "sequence_from = 1"]);
    let said = problems(&[&create, &source("update", &[SHOP, SEQUENCE])]);
    assert!(said.contains("source.update.lineage: differs from that of `create`"), "{said}");
    good(&[&create, &source("update", &[SHOP, SEQUENCE, IN_ORDER, "sequence_from = 1"])]);
}

#[test]
fn a_job_is_polled_somewhere_and_its_threshold_has_an_effect() {
    let jobs = format!("{API}jobs = {{ submit = \"/async\" }}\n");
    let said = Settings::parse(&format!("{jobs}{}", source("erp", &[SEQUENCE])));
    let said = said.expect_err("nowhere to poll").to_string();
    assert!(said.contains("api.classifier.jobs: `poll` is missing"), "{said}");
    let polled =
        format!("{API}jobs = {{ submit = \"/async\", poll = \"/async/{{request_id}}\" }}\n");
    let file = format!("{polled}{}", source("erp", &[SEQUENCE, "job_over = 5000"]));
    let settings = Settings::parse(&file).expect("a good file");
    assert_eq!(settings.sources.values().next().expect("one").job_over, 5000);
    let said = problems(&[&source("erp", &[SEQUENCE, "job_over = 5000"])]);
    assert!(said.contains("source.erp.job_over: has no effect: its API takes no jobs"), "{said}");
}
