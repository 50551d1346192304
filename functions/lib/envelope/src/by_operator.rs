//! Products that an operator sends, past the door: who may send to the queue is AWS's to say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use mapping::{EventId, ItemError, OPERATORS_EVENT, Product, sha256_hex};
use settings::{Source, Tenant};
use thiserror::Error;

use crate::envelope::PRODUCTS_VERSION;
use crate::{Body, Envelope, SentBy, Trace};

/// What stands where the name of a secret does: nothing was signed.
const NO_SECRET: &str = "operator";

/// A product that may be sent. It is no [`Sealed`](crate::Sealed): the door sends none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByOperator {
    envelope: Envelope,
}

/// Why a product may not be sent.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotSendable {
    /// The tenant is none of the source's.
    #[error("the source does not tell of this tenant")]
    Tenant,
    /// The source only sends results, and so has no states of items.
    #[error("the source sends results only: it has no lineage that a product could stand in")]
    NoStates,
    /// It cannot be classified.
    #[error(transparent)]
    Item(#[from] ItemError),
}

impl ByOperator {
    /// A product of this tenant, as its source would send it. `request_id` is what people may ask
    /// about, and the same for all of one run.
    pub fn new(
        product: &Product,
        (source, tenant): (&Source, &Tenant),
        sent_by: SentBy,
        request_id: &str,
        now: Timestamp,
    ) -> Result<Self, NotSendable> {
        if !source.tenant.allows(tenant) {
            return Err(NotSendable::Tenant);
        }
        if !source.tells_of_states() {
            return Err(NotSendable::NoStates);
        }
        product.item(source, now)?;
        let body = product.body();
        let envelope = Envelope {
            v: PRODUCTS_VERSION,
            source: source.name.clone(),
            revision: source.revision.clone(),
            tenant: tenant.clone(),
            event_id: id(product)?,
            event_type: OPERATORS_EVENT.to_owned(),
            received_at: now,
            request_id: request_id.to_owned(),
            trace: Trace::default(),
            body_sha256: sha256_hex(&body),
            secret: NO_SECRET.to_owned(),
            polled: false,
            unread: None,
            sent_by,
            labels: BTreeMap::new(),
            body: Body::wrap(&body),
        };
        Ok(Self { envelope })
    }

    /// What is sent.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The message's body.
    pub fn message(&self) -> String {
        self.envelope.message()
    }
}

/// A digest always is an id.
fn id(product: &Product) -> Result<EventId, ItemError> {
    product.event_id().ok_or(ItemError::Id)
}
