//! Products that an operator sends are read by the rules of every item.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use jiff::Timestamp;
use mapping::{ItemError, NotProduct, Product, Version, VersionError};
use settings::{Settings, Source};

fn source(version: &str) -> Source {
    let text = format!(
        r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
zone = "Europe/Berlin"
version = {version}
types = {{ "article.released" = "classify" }}
"#
    );
    let text = if version.contains("time") { text } else { text.replace("zone =", "# zone =") };
    Settings::parse(&text).expect("good settings").sources.remove("erp").expect("the source")
}

fn product(version: Option<&str>) -> Product {
    Product {
        item_id: "A-1".to_owned(),
        description: " Cotton shirt ".to_owned(),
        country_of_origin: Some(" ".to_owned()),
        version: version.map(str::to_owned),
        round: None,
    }
}

fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().expect("a time")
}

const SEQUENCE: &str = r#"{ sequence = "$.revision" }"#;
const TIME: &str = r#"{ time = "$.changed" }"#;
const RECEIVED: &str = r#""received""#;

#[test]
fn a_product_is_trimmed_and_empty_fields_are_absent() {
    let item = product(None).item(&source(RECEIVED), now()).expect("an item");
    assert_eq!((item.id.as_str(), item.description.as_str()), ("A-1", "Cotton shirt"));
    assert_eq!((item.country_of_origin, item.version), (None, None));
}

#[test]
fn its_version_is_written_as_its_source_writes_versions() {
    let read = |version, at| product(version).item(&source(at), now()).map(|item| item.version);
    assert_eq!(read(Some("7"), SEQUENCE), Ok(Some(Version::Sequence(7))));
    let noon = "2026-11-26T11:00:00Z".parse().expect("a time");
    assert_eq!(read(Some("2026-11-26 12:00:00"), TIME), Ok(Some(Version::Time(noon))));
    let refused = |version, at| match read(version, at) {
        Err(ItemError::Version(error)) => error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refused(None, SEQUENCE), VersionError::Text(_)));
    assert!(matches!(refused(None, TIME), VersionError::Text(_)));
    assert!(matches!(refused(Some("+7"), SEQUENCE), VersionError::NotSequence(_)));
    assert!(matches!(refused(Some("7"), TIME), VersionError::NotTime(_)));
    assert!(matches!(refused(Some("2026-11-28"), TIME), VersionError::Ahead));
}

#[test]
fn what_cannot_be_classified_is_refused_as_of_any_sender() {
    let source = source(RECEIVED);
    let of = |id: &str, description: &str| {
        let texts = (id.to_owned(), description.to_owned());
        let product = Product { item_id: texts.0, description: texts.1, ..product(None) };
        product.item(&source, now()).expect_err("no item")
    };
    assert_eq!(of("", "shirt"), ItemError::Id);
    assert_eq!(of("a\nb", "shirt"), ItemError::Id);
    assert_eq!(of("a", " "), ItemError::EmptyDescription);
    assert_eq!(of("a", "4711-3"), ItemError::NoLetter);
}

#[test]
fn the_same_product_is_the_same_event_and_any_other_is_another() {
    let id = |product: &Product| product.event_id().expect("an id");
    let one = product(Some("7"));
    assert_eq!(id(&one), id(&one.clone()));
    let others = [
        Product { item_id: "A-2".to_owned(), ..one.clone() },
        Product { description: "Cotton skirt".to_owned(), ..one.clone() },
        Product { country_of_origin: None, ..one.clone() },
        Product { version: None, ..one.clone() },
        Product { round: Some("again".to_owned()), ..one.clone() },
    ];
    for other in others {
        assert_ne!(id(&one), id(&other), "{other:?}");
    }
}

#[test]
fn its_body_is_read_back_and_nothing_else_is_taken_for_one() {
    let product = product(Some("7"));
    assert_eq!(Product::read(&product.body()), Ok(product));
    for strange in ["", "{}", r#"{"item_id": "A-1", "description": "x", "sku": 1}"#] {
        assert_eq!(Product::read(strange.as_bytes()), Err(NotProduct), "{strange}");
    }
}

/// A preset's guess where the version may stand refuses nothing.
#[test]
fn a_version_that_may_be_absent_may_be_absent_of_a_product_too() {
    let mut guessed = source(TIME);
    if let settings::VersionAt::Time { required, .. } = &mut guessed.version {
        *required = false;
    }
    assert_eq!(product(None).item(&guessed, now()).map(|item| item.version), Ok(None));
    let required = product(None).item(&source(TIME), now());
    assert!(matches!(required, Err(ItemError::Version(VersionError::Text(_)))), "{required:?}");
}
