//! Everything that decides what a body of a source comes to, in a text.

use std::fmt::{self, Write};

use super::{Hydrate, Meaning, Results, Source};
use crate::field_at::FieldAt;
use crate::fields::{IdAt, TextAt};
use crate::tenants::TenantAt;
use crate::version_at::VersionAt;

/// The rules by which bodies are read, whatever a source's settings say. It is raised with a change
/// of the `mapping` crate after which a body may come to other items than before.
const READING: u32 = 3;

/// The mapping of this source: two that read every body alike have the same text.
pub(super) fn mapping(source: &Source) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = describe(source, &mut text);
    text
}

fn describe(source: &Source, out: &mut String) -> fmt::Result {
    writeln!(out, "reading {READING}")?;
    match &source.tenant {
        TenantAt::Fixed(_) => {}
        TenantAt::Body(path, _) => writeln!(out, "tenant {path}")?,
    }
    match &source.event.id {
        IdAt::SignedHeader => writeln!(out, "id header")?,
        IdAt::Digest => writeln!(out, "id digest")?,
        IdAt::Body(path) => writeln!(out, "id {path}")?,
    }
    writeln!(out, "type {}", text(&source.event.event_type))?;
    writeln!(out, "items {}", source.event.items)?;
    field("item id", &source.item.id, out)?;
    for part in &source.item.description {
        field("description", part, out)?;
    }
    field("country", &source.item.country_of_origin, out)?;
    version("version", &source.version, out)?;
    writeln!(out, "lineage {} zone {:?}", source.lineage, source.zone.iana_name())?;
    for (name, meaning) in &source.types {
        writeln!(out, "means {name:?} {}", word(*meaning))?;
    }
    hydrate(source.hydrate.as_ref(), out)?;
    results(&source.results, out)
}

fn hydrate(hydrate: Option<&Hydrate>, out: &mut String) -> fmt::Result {
    let Some(hydrate) = hydrate else { return Ok(()) };
    let (kind, id, items) = (text(&hydrate.object_type), &hydrate.object_id, &hydrate.items);
    writeln!(out, "object {kind} {id} {items}")
}

fn results(results: &Results, out: &mut String) -> fmt::Result {
    writeln!(out, "results {} {}", results.items, results.reference)?;
    version("result version", &results.version, out)
}

fn version(what: &str, version: &VersionAt, out: &mut String) -> fmt::Result {
    match version {
        VersionAt::Sequence(at) => field(&format!("{what} sequence"), at, out),
        VersionAt::Time { at, required } => field(&format!("{what} time {required}"), at, out),
        VersionAt::Received => writeln!(out, "{what} received"),
    }
}

fn field(what: &str, field: &FieldAt, out: &mut String) -> fmt::Result {
    writeln!(out, "{what} {} {}", field.of.word(), field.path)
}

fn text(at: &TextAt) -> String {
    match at {
        TextAt::Body(path) => path.to_string(),
        TextAt::Literal(text) => format!("{text:?}"),
    }
}

fn word(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Classify => "classify",
        Meaning::Hydrate => "hydrate",
        Meaning::Result => "result",
        Meaning::Ping => "ping",
        Meaning::Ignore => "ignore",
    }
}
