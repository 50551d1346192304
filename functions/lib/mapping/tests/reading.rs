//! How items are read: JSON and XML alike, as many kinds of senders write them.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use jiff::Timestamp;
use mapping::{
    Document, Item, ItemError, Items, NotWellFormed, Reading, TextError, Version, VersionError,
    Work, XmlProblem,
};
use serde_json::{Value, json};
use settings::{Settings, Source, Tenant};

/// A source of whose settings only these matter.
fn source(settings: &str) -> Source {
    let meaning = if settings.contains("hydrate =") { "hydrate" } else { "classify" };
    let text = format!(
        r#"
[api.classifier]
base_url = "https://api.classifier.example"
key = "env:KEY"
[source.shop]
scheme = "github"
tenant = "acme"
secrets = ["env:SHOP"]
types = {{ "changed" = "{meaning}" }}
{settings}
"#
    );
    Settings::parse(&text).expect("good").sources["shop"].clone()
}

/// Articles of JSON, and lines of XML: the same fields in both.
const JSON: &str = r#"
event = { items = "$.articles[*]" }
item = { id = "$.sku", description = "$['name','material']", country_of_origin = "$.origin" }
"#;
const XML: &str = r#"
event = { type = "changed", items = "$.order[0].line[*]" }
item = { id = "$.sku[0]", description = "$['name','material'][0]", country_of_origin = "$.origin[0]" }
"#;

fn work(source: &Source, body: &[u8], now: &str) -> Work {
    let document = Document::parse(body).expect("well formed");
    let tenant = Tenant::try_from("acme".to_owned()).expect("a tenant");
    let event_type = document.event_type(source).expect("a type");
    let now = now.parse().expect("a time");
    let reading = Reading { tenant: &tenant, event_type: &event_type, now };
    document.work(source, reading, body).expect("mappable")
}

fn read(source: &Source, body: &[u8]) -> Items {
    match work(source, body, "2026-11-26T12:00:00Z") {
        Work::Classify { items, .. } => items,
        other => unreachable!("items: {other:?}"),
    }
}

fn articles(articles: &str) -> Items {
    let body = format!(r#"{{"type": "changed", "articles": [{articles}]}}"#);
    read(&source(JSON), body.as_bytes())
}

fn lines(lines: &str) -> Items {
    read(&source(XML), format!("<order>{lines}</order>").as_bytes())
}

fn only(items: Items) -> Item {
    assert_eq!((items.readable.len(), items.unreadable), (1, vec![]));
    items.readable.into_iter().next().expect("one")
}

fn error(items: &Items) -> &ItemError {
    assert_eq!((items.readable.len(), items.unreadable.len()), (0, 1), "{items:?}");
    &items.unreadable[0].error
}

fn wrong(what: &'static str, error: TextError) -> ItemError {
    ItemError::Field { what, error }
}

/// The functions are registered before `main`, whoever links the settings.
#[test]
fn items_may_be_told_by_a_pattern() {
    let chosen = JSON.replace("$.articles[*]", r"$.articles[?match(@.sku, '\\\\p{Lu}+-\\\\d+')]");
    let body = br#"{"type": "changed", "articles": [
        {"sku": "MUG-1", "name": "mug"}, {"sku": "mug-2", "name": "mug"}, {"sku": 3, "name": "mug"}
    ]}"#;
    assert_eq!(only(read(&source(&chosen), body)).id, "MUG-1");
}

#[test]
fn an_optional_value_that_is_there_and_empty_is_absent() {
    let converted = [r#"{"@xsi:nil": "true"}"#, r##"{"@code": "CN", "#text": ""}"##];
    let empty = ["null", r#""""#, r#"" \t ""#, "false", "[]", "{}"];
    for origin in empty.into_iter().chain(converted) {
        let item = only(articles(&format!(r#"{{"sku": 1, "name": "mug", "origin": {origin}}}"#)));
        assert_eq!(item.country_of_origin, None, "{origin}");
    }
    let empty = [
        "",
        "<origin/>",
        "<origin> </origin>",
        r#"<origin xsi:nil="true"/>"#,
        r#"<origin i:nil="1"/>"#,
        r#"<origin xsi:nil="true">CN</origin>"#,
        r#"<origin xsi:nil="true"><code>CN</code></origin>"#,
        r#"<origin nil="true" lang="de"></origin>"#,
        r#"<origin code=""/>"#,
    ];
    for origin in empty {
        let item = only(lines(&format!("<line><sku>1</sku><name>mug</name>{origin}</line>")));
        assert_eq!(item.country_of_origin, None, "{origin}");
    }
}

#[test]
fn an_optional_value_that_is_there_and_unusable_costs_its_item_and_no_other() {
    let not_text = wrong("country of origin", TextError::NotText("$.origin".into()));
    for origin in [r#"["CN"]"#, r#"{"code": "CN"}"#, "true", r#"{"@code": "CN"}"#] {
        let items = articles(&format!(
            r#"{{"sku": 1, "name": "mug", "origin": {origin}}}, {{"sku": 2, "name": "hat"}}"#
        ));
        assert_eq!(items.readable.len(), 1);
        assert_eq!((items.unreadable[0].place, &items.unreadable[0].error), (0, &not_text));
    }
    let line = "<line><sku>1</sku><name>mug</name><origin><code>CN</code></origin></line>";
    let not_text = wrong("country of origin", TextError::NotText("$.origin[0]".into()));
    assert_eq!(error(&lines(line)), &not_text);
}

#[test]
fn a_required_value_that_is_there_and_empty_is_missing() {
    for id in ["null", r#"" ""#, "false", "[]", "{}"] {
        let items = articles(&format!(r#"{{"sku": {id}, "name": "mug"}}"#));
        assert_eq!(error(&items), &wrong("id", TextError::Missing("$.sku".into())), "{id}");
    }
    let items = lines(r#"<line><sku xsi:nil="true"/><name>mug</name></line>"#);
    assert_eq!(error(&items), &wrong("id", TextError::Missing("$.sku[0]".into())));
}

#[test]
fn texts_are_trimmed_and_joined_without_the_empty_ones() {
    for (name, material, expected) in [
        (r#"" mug\n""#, r#""steel""#, "mug; steel"),
        (r#"" ""#, r#"" steel ""#, "steel"),
        ("null", r#""steel""#, "steel"),
        (r#""mug""#, "false", "mug"),
        (r#""mug""#, "[]", "mug"),
    ] {
        let article = format!(r#"{{"sku": 1, "name": {name}, "material": {material}}}"#);
        assert_eq!(only(articles(&article)).description, expected);
    }
    let line = "<line><sku>1</sku><name> </name><material a='b'>\n steel </material></line>";
    assert_eq!(only(lines(line)).description, "steel");
}

#[test]
fn nil_that_is_false_is_no_nil() {
    let origin = r#"<origin xsi:nil="false">CN</origin>"#;
    let item = only(lines(&format!("<line><sku>1</sku><name>mug</name>{origin}</line>")));
    assert_eq!(item.country_of_origin.as_deref(), Some("CN"));
}

#[test]
fn a_description_without_a_letter_of_any_script_is_unreadable() {
    for name in ["4711", "-", "12,50 €", "☕", "№ 5"] {
        let items = articles(&json!({"sku": 1, "name": name, "material": 7}).to_string());
        assert_eq!(error(&items), &ItemError::NoLetter, "{name}");
    }
    for name in ["杯", "كوب", "כוס", "кружка", "ถ้วย", "µ", "4711 b"] {
        let item = only(articles(&json!({"sku": 1, "name": name}).to_string()));
        assert_eq!(item.description, name);
    }
    let blank = articles(r#"{"sku": 1, "name": "", "material": "  "}"#);
    assert_eq!(error(&blank), &ItemError::EmptyDescription);
}

#[test]
fn an_id_is_trimmed_and_otherwise_as_written() {
    let json = only(articles(r#"{"sku": "SPACE-1 ", "name": "Tin box"}"#));
    let xml = only(lines("<line><sku>SPACE-1 </sku><name>Tin box</name></line>"));
    assert_eq!(json, xml, "one item, whichever way it came");
    let item = only(articles(r#"{"sku": "1-1/2\" x 6\" \\ PEACH", "name": "Glass bevel"}"#));
    assert_eq!(item.id, r#"1-1/2" x 6" \ PEACH"#);
    assert_eq!(only(articles(r#"{"sku": "007", "name": "bolt"}"#)).id, "007");
}

#[test]
fn an_id_that_is_a_number_is_written_as_a_whole_one() {
    for (number, expected) in [
        ("4711", "4711"),
        ("-5", "-5"),
        ("9876543210002", "9876543210002"),
        ("18446744073709551615", "18446744073709551615"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
    ] {
        let article = format!(r#"{{"name": "bolt", "sku": {number}}}"#);
        assert_eq!(only(articles(&article)).id, expected);
    }
    for number in ["4711.0", "1e3", "1E3", "0.5", "1.0"] {
        let items = articles(&format!(r#"{{"name": "bolt", "sku": {number}}}"#));
        let expected = wrong("id", TextError::NotWhole("$.sku".into()));
        assert_eq!(error(&items), &expected, "{number}");
    }
}

#[test]
fn a_number_in_a_text_keeps_its_digits_as_written() {
    for number in ["1.0", "1.50", "1e5", "0.30000000000000004440", "12345678901234567890123", "-0"]
    {
        let body = format!(
            r##"{{"a": [1.5, {{"x": 2.50}}], "type": "changed", "articles": [
                {{"sku": "A", "name": "bolt", "material": {number}}},
                {{"sku": "B", "name": "nut", "material": {{"@unit": "kg", "#text": {number}}}}}
            ]}}"##
        );
        for body in [body.clone(), format!("\u{feff}{body}")] {
            let items = read(&source(JSON), body.as_bytes());
            let descriptions: Vec<_> = items.readable.iter().map(|i| &i.description).collect();
            assert_eq!(descriptions, [&format!("bolt; {number}"), &format!("nut; {number}")]);
        }
    }
}

#[test]
fn numbers_of_a_fetched_object_keep_their_digits_too() {
    let source = source(
        r#"
item = { id = "$.id", description = "$['name','weight']" }
hydrate = { base_url = "https://pim.example", key = "env:PIM", items = "$.data" }
"#,
    );
    let body = br#"{"data": {"id": 205, "name": "kettle", "weight": 1.50}}"#;
    let document = Document::parse(body).expect("JSON");
    let items = document.hydrated(&source, body, Timestamp::UNIX_EPOCH).expect("an item");
    assert_eq!(items.readable[0].description, "kettle; 1.50");
}

#[test]
fn an_id_at_the_door_keeps_its_digits_and_is_whole() {
    let source = source(r#"event = { id = "$.id" }"#);
    let identify = |id: &str| {
        let body = format!(r#"{{"type": "changed", "id": {id}}}"#);
        let document = Document::sketch(body.as_bytes(), &source).expect("JSON");
        document.identify(&source, None, body.as_bytes(), Timestamp::UNIX_EPOCH)
    };
    let id = identify("98765432109876543210987").map(|identity| identity.event_id.to_string());
    assert_eq!(id.as_deref(), Ok("98765432109876543210987"));
    let error = TextError::NotWhole("$.id".into());
    assert_eq!(identify("4711.0"), Err(NotWellFormed::Field { what: "event id", error }));
}

#[test]
fn an_element_of_xml_reads_as_its_text_with_attributes_or_without() {
    let source = source(
        r#"
event = { type = "$.order[0].status[0]", items = "$.order[0].line[*]" }
item = { id = "$.sku[0]", description = "$.text[0]", country_of_origin = "$.origin[0]['@code']" }
"#,
    );
    let body = br#"<?xml version="1.0"?><order><status code="7">changed</status>
        <line n="1"><sku>X-2</sku><text>Cotton T-shirt</text></line>
        <line><sku t="x">X-3</sku><text lang="en"> Leather <b>x</b>belt</text><origin code="IT"/></line>
    </order>"#;
    let items = read(&source, body);
    let said: Vec<_> = items.readable.iter().map(|i| (&*i.id, &*i.description)).collect();
    assert_eq!(said, [("X-2", "Cotton T-shirt"), ("X-3", "Leather belt")]);
    assert_eq!(items.readable[1].country_of_origin.as_deref(), Some("IT"));
}

#[test]
fn a_path_to_an_elements_own_text_serves_elements_without_attributes() {
    let source = source(
        r##"
event = { type = "changed", items = "$.order[0].line[*]" }
item = { id = "$.sku[0]['#text']", description = '$.text[0]["#text"]' }
"##,
    );
    let body = "<order><line><sku>A</sku><text>mug</text></line>
        <line><sku a='1'>B</sku><text lang='en'>hat</text></line></order>";
    let items = read(&source, body.as_bytes());
    let said: Vec<_> = items.readable.iter().map(|i| (&*i.id, &*i.description)).collect();
    assert_eq!(said, [("A", "mug"), ("B", "hat")]);
}

#[test]
fn elements_match_by_local_name_unless_the_path_names_a_prefix() {
    let body = "<s:order xmlns:s='urn:s' xmlns:g='urn:g'>
        <s:line><g:id>1</g:id><id>2</id><g:name>mug</g:name></s:line></s:order>";
    let id = |items: &str, id: &str| {
        let settings = format!(
            "event = {{ type = \"changed\", items = \"{items}\" }}
             item = {{ id = \"{id}\", description = \"$.name[0]\" }}"
        );
        only(read(&source(&settings), body.as_bytes())).id
    };
    assert_eq!(id("$.order[0].line[*]", "$.id[0]"), "1");
    assert_eq!(id("$.order[0].line[*]", "$['id'][1]"), "2");
    assert_eq!(id("$.order[0].line[*]", "$.id[*]"), "1; 2");
    assert_eq!(id("$['s:order'][0].line[*]", "$['g:id'][0]"), "1", "some names with, some without");
    assert_eq!(id("$['s:order'][0]['s:line'][*]", "$['g:id','id'][0]"), "1; 2", "each once");
    assert_eq!(id("$..line[*]", "$..['g:id'][0]"), "1", "nor is anything twice below");
}

#[test]
fn a_path_is_seen_from_the_item_its_parent_or_the_event() {
    let shopify = source(
        r#"
event = { type = "changed", items = "$.variants[*]" }
version = { time = "$.updated_at", of = "item" }
[source.shop.item]
id = "$.id"
description = [{ of = "parent", path = "$.title" }, "$['option1','option2','option3']"]
country_of_origin = { of = "event", path = "$.origin" }
"#,
    );
    let body = br#"{"id": 1, "title": "Cotton T-shirt", "origin": "PT", "variants": [
        {"id": 11, "option1": "M", "option2": "Yellow", "option3": null, "updated_at": "2026-11-16T10:44:12-05:00"},
        {"id": 12, "option1": "L", "option2": "Red", "option3": "V-neck", "updated_at": "2026-11-17T10:44:12-05:00"}
    ]}"#;
    let items = read(&shopify, body).readable;
    let said: Vec<_> = items.iter().map(|i| (&*i.id, &*i.description)).collect();
    assert_eq!(
        said,
        [("11", "Cotton T-shirt; M; Yellow"), ("12", "Cotton T-shirt; L; Red; V-neck")]
    );
    assert!(items.iter().all(|item| item.country_of_origin.as_deref() == Some("PT")));
    assert_eq!(items[0].version, "2026-11-16T15:44:12Z".parse().map(Version::Time).ok());
}

#[test]
fn the_parent_of_an_element_is_the_element_around_it() {
    let source = source(
        r#"
event = { type = "changed", items = "$.shop[0].product[*].variant[*]" }
version = { sequence = "$.shop[0]['@rev']" }
[source.shop.item]
id = "$['@sku']"
description = [{ of = "parent", path = "$.title[0]" }, "$.colour[0]"]
"#,
    );
    let body = br#"<shop rev="0012">
        <product><title lang="en">Mug</title><variant sku="1"><colour>red</colour></variant></product>
        <product><title>Hat</title><variant sku="2"/><variant sku="3"><colour/></variant></product>
    </shop>"#;
    let items = read(&source, body).readable;
    let said: Vec<_> = items.iter().map(|i| (&*i.id, &*i.description)).collect();
    assert_eq!(said, [("1", "Mug; red"), ("2", "Hat"), ("3", "Hat")]);
    assert!(items.iter().all(|item| item.version == Some(Version::Sequence(12))));
}

#[test]
fn escapes_arrive_whole_and_half_a_character_is_replaced() {
    let item = only(articles(
        r#"{"sku": "A11", "name": "Mug \uD83D\uDE0A é \u05DB\u001B[1m\u2028a\/b\u003cb\u003e"}"#,
    ));
    assert_eq!(item.description, "Mug 😊 é כ\u{1b}[1m\u{2028}a/b<b>");
    let item = only(articles(r#"{"sku": "A14", "name": "Ceramic mug, hand made \ud83d"}"#));
    assert_eq!(item.description, "Ceramic mug, hand made \u{fffd}");
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let json = "\u{feff}{\"type\": \"changed\", \"articles\": [{\"sku\": 1, \"name\": \"mug\"}]}";
    assert_eq!(only(read(&source(JSON), json.as_bytes())).id, "1");
    let xml = "\u{feff}<?xml version='1.0' encoding='ISO-8859-1'?>
        <order><line><sku>1</sku><name>Größe</name></line></order>";
    assert_eq!(
        only(read(&source(XML), xml.as_bytes())).description,
        "Größe",
        "over what is declared"
    );
}

#[test]
fn xml_is_read_in_its_encoding_and_a_document_type_is_passed_over() {
    let xml = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE order SYSTEM \"o.dtd\">\
               <order><line><sku>1</sku><name>Gr\u{f6}\u{df}e</name></line></order>";
    let latin: Vec<u8> = xml.chars().map(|char| char as u8).collect();
    assert_eq!(only(read(&source(XML), &latin)).description, "Größe");
    let xml = xml.replace("ISO-8859-1", "UTF-16");
    let wide: Vec<u8> = "\u{feff}"
        .chars()
        .chain(xml.chars())
        .flat_map(|char| (char as u16).to_be_bytes())
        .collect();
    assert_eq!(only(read(&source(XML), &wide)).description, "Größe");
    let subset = b"<!DOCTYPE order [<!ENTITY e 'x'>]><order>&e;</order>";
    let refused = Document::parse(subset).expect_err("an entity of its own");
    let NotWellFormed::NotXml { problem, place } = refused else { unreachable!("{refused}") };
    assert_eq!((problem, place.line), (XmlProblem::InternalSubset, 1));
}

/// One article that was changed then, `version` being what its source says of versions.
fn changed(version: &str, changed_at: &Value) -> Items {
    let source = source(&format!("{JSON}{version}"));
    let article = json!({"sku": 1, "name": "mug", "changed": changed_at});
    read(&source, json!({"type": "changed", "articles": [article]}).to_string().as_bytes())
}

#[test]
fn a_time_is_read_in_the_zone_of_its_source() {
    let version = "zone = \"Europe/Berlin\"\nversion = { time = \"$.changed\", of = \"item\" }";
    for (written, expected) in [
        (json!("2026-11-16T10:14:12"), "2026-11-16T09:14:12Z"),
        (json!("2026-11-16 10:14:12"), "2026-11-16T09:14:12Z"),
        (json!("2026-11-16T10:14:12Z"), "2026-11-16T10:14:12Z"),
        (json!("20260715"), "2026-07-14T22:00:00Z"),
        (json!(20_261_115), "2026-11-14T23:00:00Z"),
        (json!(1_794_824_052), "2026-11-16T10:14:12Z"),
    ] {
        let item = only(changed(version, &written));
        assert_eq!(item.version.map(Version::plain).as_deref(), Some(expected), "{written}");
    }
}

#[test]
fn a_time_that_an_operator_asked_for_is_required() {
    let version = "version = { time = \"$.changed\", of = \"item\" }";
    let path = || "$.changed".to_owned();
    let missing = ItemError::Version(VersionError::Text(TextError::Missing(path())));
    assert_eq!(error(&changed(version, &json!(""))), &missing);
    for none in [json!("soon"), json!(4711), json!(1.5), json!("0000-00-00 00:00:00")] {
        let refused = ItemError::Version(VersionError::NotTime(path()));
        assert_eq!(error(&changed(version, &none)), &refused, "{none}");
    }
    let ahead = ItemError::Version(VersionError::Ahead);
    assert_eq!(error(&changed(version, &json!("2026-11-27T12:00:01Z"))), &ahead);
    assert!(only(changed(version, &json!("2026-11-27T12:00:00Z"))).version.is_some());
}

#[test]
fn a_presets_own_guess_of_a_time_refuses_nothing() {
    let catalog = Settings::parse(include_str!("../../../../infra/sources.toml"))
        .expect("the sample file")
        .sources["catalog"]
        .clone();
    let version = |timestamp: &Value| {
        let item = json!({"item_id": "1", "description": "mug"});
        let body =
            json!({"type": "product.created", "timestamp": timestamp, "data": {"items": [item]}});
        only(read(&catalog, body.to_string().as_bytes())).version
    };
    for none in [json!(null), json!(""), json!([]), json!("soon"), json!({"a": 1}), json!("2027")] {
        assert_eq!(version(&none), None, "{none}");
    }
    assert_eq!(version(&json!("2030-01-01T00:00:00Z")), None, "still to come");
    assert!(version(&json!("2026-11-16T10:14:12Z")).is_some());
}

#[test]
fn a_sequence_is_a_whole_number_also_as_a_text() {
    let version = "version = { sequence = \"$.changed\", of = \"item\" }";
    for (written, number) in
        [(json!(0), 0), (json!(41), 41), (json!("41"), 41), (json!(" 0041"), 41)]
    {
        assert_eq!(only(changed(version, &written)).version, Some(Version::Sequence(number)));
    }
    let long = json!("18446744073709551616");
    for none in [json!(-1), json!("-1"), json!(8.0), json!(8.5), json!("8.0"), json!("+8"), long] {
        let expected = ItemError::Version(VersionError::NotSequence("$.changed".into()));
        assert_eq!(error(&changed(version, &none)), &expected, "{none}");
    }
}

#[test]
fn the_digest_holds_the_tenant_and_every_item_readable_or_not() {
    let digest = |tenant: &str, items: &str| {
        let body = format!(r#"{{"type": "changed", "articles": [{items}]}}"#);
        let document = Document::parse(body.as_bytes()).expect("JSON");
        let tenant = Tenant::try_from(tenant.to_owned()).expect("a tenant");
        let reading =
            Reading { tenant: &tenant, event_type: "changed", now: Timestamp::UNIX_EPOCH };
        match document.work(&source(JSON), reading, body.as_bytes()) {
            Ok(Work::Classify { digest, .. }) => digest,
            other => unreachable!("items: {other:?}"),
        }
    };
    let mug = r#"{"sku": 1, "name": "mug"}"#;
    assert_eq!(digest("acme", mug), digest("acme", mug));
    assert_ne!(digest("acme", mug), digest("globex", mug));
    let with = |other: &str| digest("acme", &format!("{mug}, {other}"));
    assert_ne!(with(r#"{"sku": 2, "name": 5}"#), with(r#"{"sku": 2, "name": 6}"#), "unreadable");
    let conflict = |name: &str| with(&format!(r#"{{"sku": 1, "name": "{name}"}}"#));
    assert_ne!(conflict("cup"), conflict("pot"), "of a contradiction, either side");
}

fn digest(body: &str) -> String {
    let source = source(&format!("{JSON}version = {{ sequence = \"$.revision\", of = \"item\" }}"));
    match work(&source, body.as_bytes(), "2026-11-26T12:00:00Z") {
        Work::Classify { digest, items } => {
            assert_eq!((items.readable.len(), items.unreadable), (1, vec![]));
            assert_eq!(digest.to_string(), digest.as_str());
            digest.to_string()
        }
        other => unreachable!("items: {other:?}"),
    }
}

#[test]
fn every_field_of_an_item_makes_another_content_and_nothing_else_does() {
    let event = |item: &str| format!(r#"{{"type": "changed", "articles": [{item}]}}"#);
    let mug = r#"{"sku": 1, "name": "mug", "origin": "CN", "revision": 7}"#;
    let known = digest(&event(mug));
    for (field, other) in [
        (r#""sku": 1"#, r#""sku": 2"#),
        ("mug", "jug"),
        (r#""CN""#, r#""DE""#),
        (r#", "origin": "CN""#, ""),
        (r#""revision": 7"#, r#""revision": 8"#),
    ] {
        assert_ne!(digest(&event(&mug.replace(field, other))), known, "{field}");
    }
    let again = event(mug).replace("{\"type\"", "{\"attempt\": 2, \"type\"");
    assert_eq!(digest(&again), known, "sent again");
}
