//! An answer that is carried to another state with the same content. Pure.

use classifications::{ItemKey, Row, State};
use jiff::Timestamp;
use mapping::Item;

use crate::event::{Claimed, cut};

/// The row of `state`, with the answer that was given to the same content before. It keeps the
/// age of the answer, and says which state was asked for.
pub(crate) fn carried(
    claimed: &Claimed,
    item: &Item,
    state: &State,
    original: Row,
    now: Timestamp,
) -> Row {
    let origin = &claimed.event.origin;
    Row {
        item: ItemKey::new(&origin.tenant, &item.id),
        state: state.key(),
        tenant: origin.tenant.clone(),
        item_id: item.id.clone(),
        lineage: state.lineage.clone(),
        version: state.version.plain(),
        version_kind: state.version.kind(),
        mark: state.mark.clone(),
        description: Some(cut(&item.description)),
        country_of_origin: item.country_of_origin.clone(),
        source: origin.source.clone(),
        event_id: origin.event_id.clone(),
        request_id: origin.request_id.clone(),
        attempts: claimed.attempts,
        carried_from: Some(original.origin()),
        received_at: origin.received_at,
        recorded_at: now,
        ..original
    }
}
