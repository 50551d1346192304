//! What a source leaves out of what its bodies say.

use super::feed;
use super::unsaid::{Unsaid, or_nothing};
use crate::field_at::FieldAt;
use crate::fields::{IdAt, TextAt};
use crate::source::{Hydrate, Meaning, Results, Source};
use crate::version_at::VersionAt;

pub(super) fn add(source: &Source, unsaid: &mut Unsaid<'_>) {
    unsaid.add("types", &types(source));
    unsaid.add("event.id", &id(&source.event.id));
    unsaid.add("event.type", &text(&source.event.event_type));
    if source.tells_of_states() {
        states(source, unsaid);
    }
    if let Some(at) = &source.hydrate {
        hydrate(at, unsaid);
    }
    if let Some(at) = &source.feed {
        feed::add(at, &id(&source.event.id), unsaid);
    }
    if source.means(Meaning::Result) {
        results(source, &source.results, unsaid);
    }
    if source.has_times() {
        unsaid.add("zone", &source.zone.iana_name().unwrap_or("UTC"));
    }
}

fn states(source: &Source, unsaid: &mut Unsaid<'_>) {
    unsaid.add("event.items", &source.event.items);
    unsaid.add("item.id", &field(&source.item.id));
    let parts: Vec<_> = source.item.description.iter().map(field).collect();
    unsaid.add("item.description", &parts.join("; "));
    unsaid.add("item.country_of_origin", &field(&source.item.country_of_origin));
    unsaid.add("version", &version(&source.version));
    if unsaid.entry.says("version.time") || unsaid.entry.says("version.sequence") {
        unsaid.add("version.of", &"event");
    }
    unsaid.add("lineage", &source.lineage);
    unsaid.add("job_over", &source.job_over);
    unsaid.add("ordering", &"latest");
    if let Some(sequence) = source.ordering.sequence() {
        unsaid.add("gap_minutes", &(sequence.gap.as_secs() / 60));
    }
}

fn hydrate(at: &Hydrate, unsaid: &mut Unsaid<'_>) {
    unsaid.add("hydrate.key_header", &at.key_header);
    unsaid.add("hydrate.key_prefix", &or_nothing(&at.key_prefix));
    unsaid.add("hydrate.object_type", &text(&at.object_type));
    unsaid.add("hydrate.object_id", &at.object_id);
    unsaid.add("hydrate.items", &at.items);
    unsaid.add("hydrate.timeout_s", &at.timeout.as_secs());
    unsaid.add("hydrate.rate", &"no limit");
    if let Some(rate) = &at.rate {
        unsaid.add("hydrate.rate.burst", &rate.burst);
    }
}

fn results(source: &Source, results: &Results, unsaid: &mut Unsaid<'_>) {
    unsaid.add("result.items", &results.items);
    unsaid.add("result.reference", &results.reference);
    unsaid.add("result.path", &format!("/{}", results.path.segments("{reference}").join("/")));
    unsaid.add("result.version", &version(&results.version));
    if unsaid.entry.says("result.version.time") || unsaid.entry.says("result.version.sequence") {
        unsaid.add("result.version.of", &"event");
    }
    if !source.tells_of_states() {
        unsaid.add("lineage", &"any: a result answers whichever state has its version");
    }
}

fn types(source: &Source) -> String {
    let group = |(word, meaning): (&str, Meaning)| {
        let types = source.types.iter().filter(|(_, known)| **known == meaning);
        let names: Vec<_> = types.map(|(name, _)| name.as_str()).collect();
        (!names.is_empty()).then(|| format!("{word}: {}", names.join(", ")))
    };
    Meaning::WORDS.into_iter().filter_map(group).collect::<Vec<_>>().join("; ")
}

fn id(id: &IdAt) -> String {
    match id {
        IdAt::SignedHeader => "the signed id header".to_owned(),
        IdAt::Body(path) => path.to_string(),
        IdAt::Digest => "the body's SHA-256".to_owned(),
    }
}

fn text(at: &TextAt) -> String {
    match at {
        TextAt::Body(path) => path.to_string(),
        TextAt::Literal(word) => word.clone(),
    }
}

/// A default is seen from the item.
fn field(at: &FieldAt) -> String {
    at.path.to_string()
}

fn place(at: &FieldAt) -> String {
    format!("{} of the {}", at.path, at.of.word())
}

fn version(version: &VersionAt) -> String {
    match version {
        VersionAt::Received => "received".to_owned(),
        VersionAt::Sequence(at) => format!("sequence {}", place(at)),
        VersionAt::Time { at, required: true } => format!("time {}", place(at)),
        VersionAt::Time { at, required: false } => {
            format!("time {}, else received", place(at))
        }
    }
}
