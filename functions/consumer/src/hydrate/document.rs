//! What a fetched document makes of its event, or its absence. Pure.

use std::fmt::Display;

use jiff::Timestamp;
use mapping::Document;
use settings::Source;

use crate::event::{Cause, Event, ItemEnd, Refusal, Setback, Task, findings};
use crate::remote::CallFailed;

/// What a fetched document asks for. What is there and does not map never will; what may not be
/// there yet is fetched again.
pub(crate) fn task(
    event: &Event,
    source: &Source,
    body: &[u8],
    now: Timestamp,
) -> Result<Task, ItemEnd> {
    let document = Document::parse(body).map_err(again)?;
    if let Task::Hydrate { api, .. } = &event.task {
        let items = document.hydrated(source, body, now).map_err(never)?;
        let (items, unreadable) = (items.readable, items.unreadable);
        return Ok(Task::Classify { api: api.clone(), items, unreadable });
    }
    let (results, unreadable) = findings(&document, document.results(source, body, now));
    if results.is_empty() && unreadable.is_empty() {
        return Err(again(format!("{} selects no results", source.results.items)));
    }
    Ok(Task::Record { results, unreadable, fetched: true })
}

fn again(why: impl Display) -> ItemEnd {
    ItemEnd::Try(Setback::new(Cause::NotThere, format!("fetched, but {why}")))
}

fn never(why: impl Display) -> ItemEnd {
    ItemEnd::Refuse(Refusal::Item, format!("fetched, but {why}"))
}

/// What is not there may only not be there yet: the feed may run ahead of the store.
pub(crate) fn not_had(failed: &CallFailed) -> ItemEnd {
    match failed {
        CallFailed::Refused(_, reason) => {
            ItemEnd::Try(Setback::new(Cause::NotThere, reason.clone()))
        }
        CallFailed::NotMade(..) | CallFailed::Hold(_) | CallFailed::Try(_) => failed.end(),
    }
}
