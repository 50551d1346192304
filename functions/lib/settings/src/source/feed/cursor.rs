//! Reading what a feed's cursor is, and what goes with it.

use std::time::Duration;

use jiff::Timestamp;

use super::{FeedCursor, FeedFrom, FeedTime};
use crate::fields::path_or;
use crate::path::JsonPath;
use crate::section::{Found, Section};

#[derive(Clone, Copy)]
enum Kind {
    Opaque,
    Id,
    UpdatedAt,
}

const KINDS: [(&str, Kind); 3] =
    [("opaque", Kind::Opaque), ("id", Kind::Id), ("updated_at", Kind::UpdatedAt)];

const FORMATS: [(&str, FeedTime); 3] =
    [("rfc3339", FeedTime::Rfc3339), ("s", FeedTime::Seconds), ("ms", FeedTime::Milliseconds)];

const OVERLAP_S: u64 = 5;

/// `ends` where something says that there is no more: a path, or a page that is not full.
pub(super) fn cursor(section: &mut Section<'_>, ends: bool) -> Option<FeedCursor> {
    let kind = section.required("cursor").and_then(|found| found.one_of(&KINDS));
    let next = section.get("next");
    let position = section.get("position");
    let updated_at = section.get("updated_at");
    let format = section.get("format");
    let kind = kind?;
    let (opaque, id, time) = match kind {
        Kind::Opaque => (true, false, false),
        Kind::Id => (false, true, false),
        Kind::UpdatedAt => (false, false, true),
    };
    effect(opaque, next.as_ref(), "opaque");
    effect(id, position.as_ref(), "id");
    effect(time, updated_at.as_ref().or(format.as_ref()), "updated_at");
    match kind {
        Kind::Opaque => opaque_cursor(section, next.as_ref()),
        Kind::Id => match position {
            Some(found) => Some(FeedCursor::Id { at: Some(found.parsed(JsonPath::parse)?) }),
            None => Some(FeedCursor::Id { at: None }),
        },
        Kind::UpdatedAt => by_time(section, updated_at, format.as_ref(), ends),
    }
}

fn effect(has_effect: bool, found: Option<&Found<'_>>, kind: &str) {
    if let Some(found) = found.filter(|_| !has_effect) {
        found.problem(format!("has no effect: only `cursor = \"{kind}\"` reads it"));
    }
}

fn opaque_cursor(section: &Section<'_>, next: Option<&Found<'_>>) -> Option<FeedCursor> {
    let Some(next) = next else {
        section.problem("`next` is missing: where an answer gives the cursor for the next one");
        return None;
    };
    next.parsed(JsonPath::parse).map(|next| FeedCursor::Opaque { next })
}

/// Without either, a page that holds one time alone could not be told from the last one.
fn by_time(
    section: &Section<'_>,
    at: Option<Found<'_>>,
    format: Option<&Found<'_>>,
    ends: bool,
) -> Option<FeedCursor> {
    if !ends {
        section.problem(
            "`has_more` or `page_size` is missing: with `cursor = \"updated_at\"` one of them has \
             to tell the last page from a full one",
        );
        return None;
    }
    let format = match format {
        Some(found) => found.one_of(&FORMATS),
        None => Some(FeedTime::Rfc3339),
    };
    let at = path_or(at, "$.updated_at");
    Some(FeedCursor::UpdatedAt { at: at?, format: format? })
}

/// `now`, `start`, or a cursor.
pub(super) fn from(found: Option<Found<'_>>, cursor: Option<&FeedCursor>) -> Option<FeedFrom> {
    let Some(found) = found else { return Some(FeedFrom::Now) };
    match (found.text()?, cursor) {
        ("now", _) => Some(FeedFrom::Now),
        ("start", _) => Some(FeedFrom::Start),
        ("", _) => {
            found.problem("is empty: `now`, `start`, or a cursor");
            None
        }
        (text, Some(FeedCursor::UpdatedAt { .. })) if text.parse::<Timestamp>().is_err() => {
            found.problem("is not `now`, `start`, or a time (2026-11-26T12:00:00Z)");
            None
        }
        (text, _) => Some(FeedFrom::At(text.to_owned())),
    }
}

/// How far before its cursor a run begins; only a time can be put back.
pub(super) fn overlap(found: Option<Found<'_>>, cursor: Option<&FeedCursor>) -> Option<Duration> {
    let by_time = matches!(cursor, None | Some(FeedCursor::UpdatedAt { .. }));
    effect(by_time, found.as_ref(), "updated_at");
    let overlap = found.map_or(Some(OVERLAP_S), |found| found.integer(0..=24 * 60 * 60))?;
    Some(Duration::from_secs(if by_time { overlap } else { 0 }))
}
