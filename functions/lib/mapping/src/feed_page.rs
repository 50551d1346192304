//! What one answer of a feed says: its entries, and where to go on.

use jiff::Timestamp;
use serde_json::Value;
use settings::{Feed, FeedCursor, IdAt, JsonPath, Source};
use thiserror::Error;

use crate::document::NotWellFormed;
use crate::json;
use crate::raw;
use crate::text::{TextError, Texts};
use crate::time::time;

/// One answer of a source's feed.
#[derive(Clone, Debug)]
pub struct FeedPage {
    /// Its entries, in their order.
    pub entries: Vec<FeedEntry>,
    /// The cursor that it gives for the next answer.
    pub next: Option<String>,
    /// Whether it says that there is more; nothing where its source reads that nowhere.
    pub has_more: Option<bool>,
}

/// One event that a feed lists. Only [`FeedPage::read`] makes one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FeedEntry {
    /// What a webhook would have posted, as it stands in the answer.
    pub body: Vec<u8>,
    /// The event's id, or why it cannot be read; no words of the entry.
    pub id: Result<String, String>,
    /// Its place in the feed, where places are read from entries.
    pub place: Option<FeedPlace>,
    /// When it happened, if it says so.
    pub time: Option<Timestamp>,
}

/// A place in a feed that an entry says itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedPlace {
    /// By a number or a word that grows.
    Id(String),
    /// By the time of change.
    Time(Timestamp),
}

/// Why an answer is no page of a feed. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotAPage {
    /// No JSON.
    #[error(transparent)]
    NotWellFormed(#[from] NotWellFormed),
    /// The list of entries is not there.
    #[error("{0} does not select one list")]
    NoList(String),
    /// There are entries, and none says its place.
    #[error("no entry says its place: {0}")]
    NoPlace(String),
}

impl FeedPage {
    /// Reads the bytes of an answer.
    pub fn read(body: &[u8], source: &Source, feed: &Feed) -> Result<Self, NotAPage> {
        let root = json::parse(crate::body::unmarked(body)).map_err(NotWellFormed::from)?;
        let entries = entries(body, &root, source, feed)?;
        let next = match &feed.cursor {
            FeedCursor::Opaque { next } => Texts::of(body, &root).optional(next, &root),
            FeedCursor::Id { .. } | FeedCursor::UpdatedAt { .. } => Ok(None),
        };
        // A cursor that is no text is none: whether that is the end is for its reader to say.
        let next = next.ok().flatten();
        let has_more = feed.has_more.as_ref().map(|path| is_said(path, &root));
        Ok(Self { entries, next, has_more })
    }
}

fn entries(
    body: &[u8],
    root: &Value,
    source: &Source,
    feed: &Feed,
) -> Result<Vec<FeedEntry>, NotAPage> {
    let located = feed.events.located(root);
    let [(path, Value::Array(list))] = located.as_slice() else {
        return Err(NotAPage::NoList(feed.events.to_string()));
    };
    let text = raw::texts(body, std::slice::from_ref(path)).into_iter().next().flatten();
    let written = text.and_then(|text| raw::elements(text.as_bytes())).unwrap_or_default();
    let mut written = written.into_iter();
    let read: Vec<_> = list.iter().map(|node| entry(node, written.next(), source, feed)).collect();
    if let Some(path) = place_path(source, feed)
        && !read.is_empty()
        && read.iter().all(|entry| entry.place.is_none())
    {
        return Err(NotAPage::NoPlace(path.to_string()));
    }
    Ok(read)
}

/// `written` is the entry as it stands in the answer; where that is not known, it is written anew.
fn entry(node: &Value, written: Option<&str>, source: &Source, feed: &Feed) -> FeedEntry {
    let anew = if written.is_none() { node.to_string() } else { String::new() };
    let bytes = written.unwrap_or(&anew).as_bytes();
    let texts = Texts::of(bytes, node);
    let changed_at = match &feed.cursor {
        FeedCursor::UpdatedAt { at, .. } => instant(at, &texts, node, source),
        FeedCursor::Opaque { .. } | FeedCursor::Id { .. } => None,
    };
    let happened_at = feed.time.as_ref().and_then(|path| instant(path, &texts, node, source));
    let (body, is_one) = event_body(bytes, node, &feed.body);
    let id = if is_one {
        id(node, &texts, &body, source, feed)
    } else {
        Err(format!("{} does not select one value of an entry", feed.body))
    };
    FeedEntry {
        body,
        id,
        place: match &feed.cursor {
            FeedCursor::Opaque { .. } => None,
            FeedCursor::UpdatedAt { .. } => changed_at.map(FeedPlace::Time),
            FeedCursor::Id { .. } => {
                let path = place_path(source, feed);
                path.and_then(|path| texts.id(path, node).ok()).map(FeedPlace::Id)
            }
        },
        time: happened_at.or(changed_at),
    }
}

/// Where entries say their place, if they do.
fn place_path<'p>(source: &'p Source, feed: &'p Feed) -> Option<&'p JsonPath> {
    match &feed.cursor {
        FeedCursor::Opaque { .. } => None,
        FeedCursor::UpdatedAt { at, .. } => Some(at),
        FeedCursor::Id { at } => at.as_ref().or(feed.id.as_ref()).or(match &source.event.id {
            IdAt::Body(path) => Some(path),
            IdAt::SignedHeader | IdAt::Digest => None,
        }),
    }
}

/// What a webhook would have posted, and whether it is one value. A text is what is in it.
fn event_body(bytes: &[u8], node: &Value, path: &JsonPath) -> (Vec<u8>, bool) {
    let located = path.located(node);
    let [(place, found)] = located.as_slice() else { return (bytes.to_vec(), false) };
    if let Value::String(text) = found {
        return (text.as_bytes().to_vec(), true);
    }
    let written = raw::texts(bytes, std::slice::from_ref(place)).into_iter().next().flatten();
    (written.map_or_else(|| found.to_string().into_bytes(), |text| text.as_bytes().to_vec()), true)
}

fn id(
    node: &Value,
    texts: &Texts<'_>,
    body: &[u8],
    source: &Source,
    feed: &Feed,
) -> Result<String, String> {
    let said = |error: TextError| format!("event id: {error}");
    if let Some(path) = &feed.id {
        return texts.id(path, node).map_err(said);
    }
    let IdAt::Body(path) = &source.event.id else {
        return Err("event id: the settings say of no place in an entry".to_owned());
    };
    let document = crate::Document::parse(body).map_err(|problem| problem.to_string())?;
    let root = document.seen_by(source);
    Texts::of(body, &root).id(path, &root).map_err(said)
}

fn instant(path: &JsonPath, texts: &Texts<'_>, node: &Value, source: &Source) -> Option<Timestamp> {
    time(&texts.text(path, node).ok()?, &source.zone)
}

/// Whether something is there that says yes: `true`, or a cursor or link for more.
fn is_said(path: &JsonPath, root: &Value) -> bool {
    path.nodes(root).into_iter().any(|node| match node {
        Value::Null => false,
        Value::Bool(said) => *said,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "false" | "0"),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(members) => !members.is_empty(),
    })
}
