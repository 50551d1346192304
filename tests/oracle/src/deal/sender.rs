//! The senders, and how they write.

use serde_json::{Value, json};

use crate::event::Tells;
use crate::provider::{CLASSIFIER, TRACKED};
use crate::state::{Numbering, time};

/// A party that posts events about products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sender {
    /// The source that it posts to.
    pub source: &'static str,
    /// Whose products.
    pub tenant: &'static str,
    /// Who numbers the states of its products.
    pub lineage: &'static str,
    /// How.
    pub numbering: Numbering,
    /// Whether all items of an event have one version.
    pub together: bool,
    /// The type of its events.
    pub kind: &'static str,
    /// The API that it uses.
    pub api: &'static str,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Catalog,
    Erp,
    Shop,
    Warehouse,
    Feed,
}

pub(super) const CATALOG: Sender = Sender {
    source: "catalog",
    tenant: "acme",
    lineage: "catalog",
    numbering: Numbering::Dated,
    together: true,
    kind: "product.updated",
    api: CLASSIFIER,
    shape: Shape::Catalog,
};

pub(super) const ERP: Sender = Sender {
    source: "erp",
    lineage: "erp",
    numbering: Numbering::Counted,
    together: false,
    kind: "article.released",
    shape: Shape::Erp,
    ..CATALOG
};

/// Two topics of one shop: they tell of the same products, and the shop dates their states.
pub(super) const SHOPS: [Sender; 2] = [
    Sender {
        source: "shop-create",
        lineage: "shop",
        together: false,
        kind: "products/create",
        api: TRACKED,
        shape: Shape::Shop,
        ..CATALOG
    },
    Sender {
        source: "shop-update",
        lineage: "shop",
        together: false,
        kind: "products/update",
        api: TRACKED,
        shape: Shape::Shop,
        ..CATALOG
    },
];

/// One source of several tenants, and one that it may not speak for.
pub(super) const WAREHOUSES: [Sender; 3] = [
    Sender {
        source: "warehouse",
        tenant: "globex",
        lineage: "warehouse",
        kind: "goods.received",
        api: TRACKED,
        shape: Shape::Warehouse,
        ..CATALOG
    },
    Sender {
        source: "warehouse",
        tenant: "initech-eu",
        lineage: "warehouse",
        kind: "goods.received",
        api: TRACKED,
        shape: Shape::Warehouse,
        ..CATALOG
    },
    Sender {
        source: "warehouse",
        tenant: "umbrella",
        lineage: "warehouse",
        kind: "goods.received",
        api: TRACKED,
        shape: Shape::Warehouse,
        ..CATALOG
    },
];

/// Numbers nothing.
const FEED: Sender = Sender {
    source: "feed",
    tenant: "globex",
    lineage: "feed",
    numbering: Numbering::Received,
    kind: "goods",
    shape: Shape::Feed,
    ..CATALOG
};

/// What results are said to answer: the states that the ERP counts.
pub(super) const CALLBACKS: Sender =
    Sender { source: "callbacks", kind: "classification.completed", ..ERP };

/// The lineage of items in strict order.
pub(crate) const ORDERED: &str = "registry";

/// Numbers its items, each state recorded after the one before.
pub(super) const REGISTRY: Sender = Sender { source: ORDERED, lineage: ORDERED, ..ERP };

/// Sends many items at once, which are asked for as a job.
pub(crate) const BULK: Sender = Sender { source: "bulk", lineage: "bulk", api: TRACKED, ..ERP };

/// The number of every state of its items: each is told once.
pub(crate) const BULK_VERSION: i64 = 1;

/// Whoever tells of states.
pub(super) const SENDERS: [&Sender; 8] =
    [&CATALOG, &ERP, &ERP, &SHOPS[0], &SHOPS[1], &WAREHOUSES[0], &WAREHOUSES[1], &FEED];

impl Sender {
    /// The body as this sender writes it.
    pub fn body(&self, id: &str, kind: &str, tells: &[Tells]) -> Value {
        let tenant = self.tenant;
        let changed = time(tells.first().and_then(|tells| tells.place).unwrap_or_default());
        let list: Vec<Value> = tells.iter().map(|tells| self.item(tells)).collect();
        match self.shape {
            Shape::Catalog => json!({"type": kind, "timestamp": changed, "data": {"items": list}}),
            Shape::Erp => json!({"event_id": id, "type": kind, "articles": list}),
            Shape::Shop => json!({"id": id, "topic": kind, "products": list}),
            Shape::Warehouse => json!({
                "id": id, "type": kind, "account": tenant, "occurred_at": changed, "lines": list,
            }),
            Shape::Feed => json!({"id": id, "type": kind, "goods": list}),
        }
    }

    fn item(&self, Tells { line, place, content, .. }: &Tells) -> Value {
        let (id, words, country) = (&line.item_id, &content.description, &content.country);
        // A price changes with every state, and is asked of nobody.
        let price = place.unwrap_or_default();
        match self.shape {
            Shape::Catalog | Shape::Feed => json!({
                "item_id": id, "description": words, "country_of_origin": country, "price": price,
            }),
            Shape::Erp => json!({"sku": id, "name": words, "origin": country, "revision": place}),
            Shape::Shop => json!({
                "sku": id, "title": words, "made_in": country, "price": price,
                "updated_at": place.map(time),
            }),
            Shape::Warehouse => json!({
                "sku": id, "description": words, "country_of_origin": country, "price": price,
            }),
        }
    }
}
