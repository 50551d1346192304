//! What an event would be known by, and where each part of it stands.

use mapping::Identity;
use serde::Serialize;
use settings::{IdAt, Meaning, Source, TenantAt, TextAt};

use super::delivery::Delivery;

/// What an event would be known by.
#[derive(Debug, Serialize)]
pub(super) struct Event {
    /// What makes a repeat a repeat; nothing where it stands in a header that was not given.
    pub id: Option<String>,
    pub id_from: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub type_from: String,
    /// What the type means; nothing where it is not listed.
    pub meaning: Option<&'static str>,
    pub tenant: String,
    pub tenant_from: String,
    /// Its key in the ledger; nothing where the id is not known.
    pub ledger_key: Option<String>,
    /// Where it stands in the ledger of the stack that was asked, if it knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<String>,
    /// Unsigned headers that travel along for people.
    pub labels: Vec<Label>,
}

/// An unsigned header.
#[derive(Debug, Serialize)]
pub(super) struct Label {
    pub name: String,
    pub value: String,
}

impl Event {
    pub fn of(delivery: &Delivery<'_>, identity: &Identity) -> Self {
        let source = delivery.source;
        let meaning = source.types.get(&identity.event_type).copied();
        let is_known =
            delivery.signed_id.is_some() || !matches!(source.event.id, IdAt::SignedHeader);
        let id = is_known.then_some(&identity.event_id);
        let labels = delivery.labels.iter().cloned();
        Self {
            id: id.map(ToString::to_string),
            id_from: id_from(source, meaning),
            kind: identity.event_type.clone(),
            type_from: match &source.event.event_type {
                TextAt::Body(path) => path.to_string(),
                TextAt::Literal(_) => "the same for all".to_owned(),
            },
            meaning: meaning.map(Meaning::word),
            tenant: identity.tenant.to_string(),
            tenant_from: match &source.tenant {
                TenantAt::Fixed(_) => "the same for all".to_owned(),
                TenantAt::Body(path, _) => path.to_string(),
            },
            ledger_key: id.map(|id| id.key(&source.name, &identity.tenant)),
            standing: None,
            labels: labels.map(|(name, value)| Label { name, value }).collect(),
        }
    }
}

fn id_from(source: &Source, meaning: Option<Meaning>) -> String {
    match (&source.event.id, meaning) {
        (IdAt::Body(path), _) => path.to_string(),
        (IdAt::SignedHeader, _) => {
            let names: Vec<_> =
                source.scheme.id_headers().iter().map(http::HeaderName::as_str).collect();
            format!("the signed header {}", names.join(" or "))
        }
        (IdAt::Digest, Some(Meaning::Hydrate)) => {
            "the body's SHA-256, with the hour of receipt".to_owned()
        }
        (IdAt::Digest, _) => "the body's SHA-256".to_owned(),
    }
}
