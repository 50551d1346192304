//! Bodies, as the sources' own settings read them.

use mapping::{Document, NotWellFormed, Unmappable, Work};

use crate::files::{bytes, names, source};

/// What a body comes to. Its source is what its name starts with.
#[derive(Debug, PartialEq)]
pub enum Meaning {
    Items(Vec<String>),
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
    let identity = document.identify(&source, Some("msg_1"), &body);
    let identity = identity.unwrap_or_else(|error| panic!("{path}: {error}"));
    match document.work(&source, &identity.event_type) {
        Ok(Work::Classify { items, .. }) => {
            Meaning::Items(items.into_iter().map(|item| item.id).collect())
        }
        Ok(Work::Nothing { .. }) => Meaning::Nothing,
        Err(Unmappable::UnlistedType(_)) => Meaning::Unlisted,
        Err(other) => panic!("{path}: {other}"),
    }
}

#[test]
fn every_body_means_what_its_name_says() {
    let items = |ids: &[&str]| Meaning::Items(ids.iter().map(ToString::to_string).collect());
    let expected = [
        ("catalog-one-item-fails.json", items(&["CAT-3001", "CAT-3002"])),
        ("catalog-product-created.json", items(&["CAT-1001"])),
        (
            "catalog-products-updated.json",
            items(&["CAT-2001", "CAT-2002", "CAT-2003", "CAT-2004", "CAT-2005"]),
        ),
        ("erp-article-released.json", items(&["ERP-100-A", "ERP-100-B"])),
        ("erp-malformed.json", Meaning::NotJson),
        ("erp-ping.json", Meaning::Nothing),
        ("erp-unlisted-type.json", Meaning::Unlisted),
        ("storefront-product-updated.json", items(&["9876543210987"])),
        ("warehouse-goods-received.json", items(&["WH-77120"])),
        ("warehouse-many-bins.json", items(&["WH-5"])),
        ("warehouse-other-tenant.json", items(&["WH-77120", "WH-30355"])),
    ];
    assert_eq!(names("bodies"), expected.each_ref().map(|(name, _)| *name));
    for (name, expected) in expected {
        let source = name.split('-').next().expect("a source");
        assert_eq!(meaning(source, &format!("bodies/{name}")), expected, "{name}");
    }
}
