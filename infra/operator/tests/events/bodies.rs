//! Bodies, as the sources' own settings read them.

use classifier::read_result;
use jiff::Timestamp;
use mapping::{Document, Items, NotWellFormed, Reading, Results, Unmappable, Work};

use crate::files::{bytes, names, source};

/// What a body comes to. Its source is what its name starts with.
#[derive(Debug, PartialEq)]
pub enum Meaning {
    Items(Vec<String>),
    /// Where the stand-in keeps what it points to.
    Points(String),
    Results(Vec<String>),
    Nothing,
    Unlisted,
    NotJson,
}

pub fn meaning(source_name: &str, path: &str) -> Meaning {
    let (source, body) = (source(source_name), bytes(path));
    let document = match Document::parse(&body) {
        Ok(document) => document,
        Err(NotWellFormed::NotJson { .. }) => return Meaning::NotJson,
        Err(other) => panic!("{path}: {other}"),
    };
    let identity = document.identify(&source, Some("msg_1"), &body, now());
    let identity = identity.unwrap_or_else(|error| panic!("{path}: {error}"));
    let reading =
        Reading { tenant: &identity.tenant, event_type: &identity.event_type, now: now() };
    match document.work(&source, reading, &body) {
        Ok(Work::Classify { items, .. }) => Meaning::Items(item_ids(items)),
        Ok(Work::Hydrate { object, .. }) => {
            Meaning::Points(format!("/objects/{}/{}", object.object_type, object.object_id))
        }
        Ok(Work::Record { results, .. }) => Meaning::Results(ids(&results)),
        Ok(Work::Collect { reference, .. }) => {
            Meaning::Points(format!("/{}", source.results.path.segments(&reference).join("/")))
        }
        Ok(Work::Nothing { .. }) => Meaning::Nothing,
        Err(Unmappable::UnlistedType(_)) => Meaning::Unlisted,
        Err(other) => panic!("{path}: {other}"),
    }
}

/// The items of what a body points to, which is kept in this file.
pub fn pointed(source_name: &str, path: &str) -> Vec<String> {
    let (source, body) = (source(source_name), bytes(path));
    let document = Document::parse(&body).unwrap_or_else(|error| panic!("{path}: {error}"));
    if source.hydrate.is_some() {
        let items = document.hydrated(&source, &body, now());
        return item_ids(items.unwrap_or_else(|error| panic!("{path}: {error}")));
    }
    ids(&document.results(&source, &body, now()))
}

/// A day on which no sample's time of change is still to come.
fn now() -> Timestamp {
    "2026-11-17T00:00:00Z".parse().expect("a time")
}

fn item_ids(items: Items) -> Vec<String> {
    assert_eq!(items.unreadable, [], "every item of a sample is readable");
    items.readable.into_iter().map(|item| item.id).collect()
}

fn ids(results: &Results) -> Vec<String> {
    assert_eq!(results.unreadable, [], "every result of a sample is readable");
    let texts = results.readable.iter().map(|result| result.text.as_str());
    texts.map(|text| read_result(text, &[]).expect("a result").item_id).collect()
}

#[test]
fn every_body_means_what_its_name_says() {
    let items = |ids: &[&str]| Meaning::Items(ids.iter().map(ToString::to_string).collect());
    let results = |ids: &[&str]| Meaning::Results(ids.iter().map(ToString::to_string).collect());
    let points = |path: &str| Meaning::Points(path.to_owned());
    let expected = [
        ("callbacks-batch-completed.json", points("/openapi/v1/tariff/batch/b-2026-11-16-7")),
        ("callbacks-classification-completed.json", results(&["CB-1", "CB-2"])),
        ("catalog-one-item-fails.json", items(&["CAT-3001", "CAT-3002"])),
        ("catalog-product-created.json", items(&["CAT-1001"])),
        (
            "catalog-products-updated.json",
            items(&["CAT-2001", "CAT-2002", "CAT-2003", "CAT-2004", "CAT-2005"]),
        ),
        ("erp-article-lost.json", items(&["ERP-200-C"])),
        ("erp-article-released.json", items(&["ERP-100-A", "ERP-100-B"])),
        ("erp-malformed.json", Meaning::NotJson),
        ("erp-ping.json", Meaning::Nothing),
        ("erp-unlisted-type.json", Meaning::Unlisted),
        ("mes-revision-first.json", items(&["MES-0815"])),
        ("mes-revision-second.json", items(&["MES-0815"])),
        ("pim-product-changed.json", points("/objects/products/PIM-4711")),
        ("storefront-product-updated.json", items(&["9876543210987"])),
        ("variants-product-updated.json", items(&["BAG-QUAY-SND", "BAG-QUAY-NVY"])),
        ("warehouse-goods-received.json", items(&["WH-77120"])),
        ("warehouse-many-bins.json", items(&["WH-5"])),
        ("warehouse-other-tenant.json", items(&["WH-77120", "WH-30355"])),
        ("wms-order-released.xml", items(&["WMS-5001", "WMS-5002"])),
    ];
    assert_eq!(names("bodies"), expected.each_ref().map(|(name, _)| *name));
    for (name, expected) in expected {
        let source = name.split('-').next().expect("a source");
        assert_eq!(meaning(source, &format!("bodies/{name}")), expected, "{name}");
    }
}
