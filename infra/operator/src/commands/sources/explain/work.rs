//! What would be done about an event.

use mapping::{Document, Identity, Reading, Work as Mapped};
use reqwest::Url;
use serde::Serialize;

use super::delivery::Delivery;
use super::items::ReadItems;
use super::results::ReadResults;
use crate::exit::Misused;

/// What would be done.
#[derive(Debug, Serialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub(super) enum Work {
    /// Its items are classified.
    Classify(ReadItems),
    /// An object is fetched, and its items are classified.
    Hydrate {
        /// Where.
        get: String,
        /// What was fetched already, as it would be read.
        fetched: Option<ReadItems>,
    },
    /// Its results are recorded.
    Record(ReadResults),
    /// Results are fetched and recorded.
    Collect {
        /// Where.
        get: String,
        /// What was fetched already, as it would be read.
        fetched: Option<ReadResults>,
    },
    /// Its challenge is sent back at once; there is no event.
    AnswerHandshake,
    /// Nothing: a test, or of no interest.
    Nothing,
}

/// What would be done, and everything for which the event would be refused.
type Found = (Option<Work>, Vec<String>);

pub(super) fn work(
    delivery: &Delivery<'_>,
    document: &Document,
    identity: &Identity,
) -> Result<Found, Misused> {
    let Delivery { source, body, now, .. } = delivery;
    if document.challenge(source).is_some() {
        return Ok((Some(Work::AnswerHandshake), Vec::new()));
    }
    let reading = Reading { tenant: &identity.tenant, event_type: &identity.event_type, now: *now };
    match document.work(source, reading, body) {
        Ok(mapped) => done(delivery, document, mapped),
        Err(error) => Ok((None, vec![error.to_string()])),
    }
}

fn done(delivery: &Delivery<'_>, document: &Document, mapped: Mapped) -> Result<Found, Misused> {
    let Delivery { source, .. } = delivery;
    match mapped {
        Mapped::Classify { items, .. } => {
            nothing_is_fetched(delivery)?;
            let items = ReadItems::of(source, &source.event.items, document, items);
            let refused = items.refused();
            Ok((Some(Work::Classify(items)), refused))
        }
        Mapped::Hydrate { object, .. } => {
            let base = source.hydrate.as_ref().map_or("", |hydrate| hydrate.base_url.as_str());
            let get = url(base, &[&object.object_type, &object.object_id]);
            let (fetched, refused) = object_at(delivery);
            Ok((Some(Work::Hydrate { get, fetched }), refused))
        }
        Mapped::Record { results, .. } => {
            nothing_is_fetched(delivery)?;
            let results = ReadResults::of(source, document, results);
            let refused = results.refused();
            Ok((Some(Work::Record(results)), refused))
        }
        Mapped::Collect { reference, .. } => {
            let get = url(&delivery.api.base_url, &source.results.path.segments(&reference));
            let (fetched, refused) = results_at(delivery);
            Ok((Some(Work::Collect { get, fetched }), refused))
        }
        Mapped::Nothing { .. } => {
            nothing_is_fetched(delivery)?;
            Ok((Some(Work::Nothing), Vec::new()))
        }
    }
}

/// An option that changes nothing is a mistake, and worth knowing.
fn nothing_is_fetched(delivery: &Delivery<'_>) -> Result<(), Misused> {
    if delivery.fetched.is_none() {
        return Ok(());
    }
    Err(Misused("--fetched: nothing would be fetched for this event".to_owned()))
}

fn object_at(delivery: &Delivery<'_>) -> (Option<ReadItems>, Vec<String>) {
    let (source, Some(bytes)) = (delivery.source, delivery.fetched) else {
        return (None, Vec::new());
    };
    let document = match Document::parse(bytes) {
        Ok(document) => document,
        Err(error) => return (None, vec![format!("what was fetched: {error}")]),
    };
    let at = source.hydrate.as_ref().map_or(&source.event.items, |hydrate| &hydrate.items);
    match document.hydrated(source, bytes, delivery.now) {
        Ok(items) => {
            let items = ReadItems::of(source, at, &document, items);
            let refused = items.refused();
            (Some(items), refused)
        }
        Err(error) => (None, vec![format!("what was fetched: {error}")]),
    }
}

fn results_at(delivery: &Delivery<'_>) -> (Option<ReadResults>, Vec<String>) {
    let (source, Some(bytes)) = (delivery.source, delivery.fetched) else {
        return (None, Vec::new());
    };
    match Document::parse(bytes) {
        Ok(document) => {
            let results = document.results(source, bytes, delivery.now);
            let results = ReadResults::of(source, &document, results);
            let refused = results.refused();
            (Some(results), refused)
        }
        Err(error) => (None, vec![format!("what was fetched: {error}")]),
    }
}

/// Each segment is percent-encoded, as in the GET itself.
fn url(base: &str, segments: &[&str]) -> String {
    let Ok(mut url) = Url::parse(base) else { return format!("{base}/{}", segments.join("/")) };
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url.into()
}
