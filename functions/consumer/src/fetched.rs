//! What a fetched document makes of its event, or its want. Pure.

use std::fmt::Display;

use mapping::Document;
use settings::Source;

use crate::ask::CallFailed;
use crate::case::{Case, ItemEnd, Setback};
use crate::cause::Cause;
use crate::finding::findings;
use crate::job::Task;

/// What a fetched document asks for. What is there and does not map never will; what may not be
/// there yet is fetched again.
pub(crate) fn task(case: &Case, source: &Source, body: &[u8]) -> Result<Task, ItemEnd> {
    let document = Document::parse(body).map_err(again)?;
    if let Task::Hydrate { api, .. } = &case.job.task {
        let items = document.hydrated(source).map_err(never)?;
        return Ok(Task::Classify { api: api.clone(), items });
    }
    let results = document.results(source, body).map_err(never)?;
    if results.is_empty() {
        return Err(again(format!("{} selects no results", source.results.items)));
    }
    let results = findings(&document, &results).map_err(again)?;
    Ok(Task::Record { results, fetched: true })
}

fn again(why: impl Display) -> ItemEnd {
    ItemEnd::Try(Setback::new(Cause::NotThere, format!("fetched, but {why}")))
}

fn never(why: impl Display) -> ItemEnd {
    ItemEnd::Refuse(format!("fetched, but {why}"))
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
