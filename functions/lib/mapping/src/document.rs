//! A body that could be read.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::Value;
use settings::{IdAt, JsonPath, Source, TenantAt, TextAt};
use thiserror::Error;

use crate::body::{Body, Looks, NoFormat, recognise};
use crate::event_id::EventIdError;
use crate::json::{self, NotJson};
use crate::place::Place;
use crate::sketch::sketch;
use crate::text::TextError;
use crate::xml::{self, NotXml, Xml, XmlProblem};

/// A parsed body.
#[derive(Clone, Debug)]
pub struct Document {
    root: Value,
    /// The text of XML that has prefixes: a source that names one sees another tree.
    prefixed: Option<Box<str>>,
}

/// Why a verified body cannot be enqueued. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotWellFormed {
    /// Another thing than JSON or XML.
    #[error("the body is {0}: JSON in UTF-8, or XML, is what is taken")]
    Neither(Looks),
    /// Not JSON, or nested too deeply to be meant.
    #[error("the body is not JSON in UTF-8 ({place}): {what}; XML would begin with `<`")]
    NotJson {
        /// What was found, in the parser's words for the grammar.
        what: String,
        /// Where.
        place: Place,
    },
    /// Not XML, or XML that would have to be expanded.
    #[error("the body is not XML that is read here ({place}): {problem}")]
    NotXml {
        /// What was found.
        problem: XmlProblem,
        /// Where.
        place: Place,
    },
    /// A field that every event needs is not there.
    #[error("{what}: {error}")]
    Field {
        /// Which field.
        what: &'static str,
        /// What is wrong with it.
        error: TextError,
    },
    /// The event id cannot be a key.
    #[error("event id: {0}")]
    EventId(#[from] EventIdError),
    /// The tenant cannot be a key.
    #[error("tenant: {0}")]
    Tenant(#[from] settings::NameError),
    /// The type cannot travel as an attribute.
    #[error("event type: must be 1 to 256 characters, none of them a control character")]
    EventType,
}

impl Document {
    /// Reads JSON, or XML where the body starts with `<` as no JSON does. Depth is bounded (128
    /// levels).
    pub fn parse(body: &[u8]) -> Result<Self, NotWellFormed> {
        match recognise(body)? {
            Body::Json(text) => Ok(Self::seen_alike(json::parse(text)?)),
            Body::Xml(text) => {
                let Xml { root, has_prefixes } = xml::parse(&text, &BTreeSet::new())?;
                Ok(Self { root, prefixed: has_prefixes.then(|| text.into()) })
            }
        }
    }

    /// The same for what [`identify`](Self::identify) and [`challenge`](Self::challenge) ask of a
    /// delivery of `source`: all of the body is read, and what they cannot look at is not kept.
    /// The acknowledgement waits for it, and a tree of all items is a tenth of its work.
    pub fn sketch(body: &[u8], source: &Source) -> Result<Self, NotWellFormed> {
        match (recognise(body)?, top_members(source)) {
            (Body::Json(text), Some(members)) if text.trim_ascii_start().starts_with(b"{") => {
                Ok(Self::seen_alike(json::read(text, |text| sketch(text, &members))?))
            }
            (Body::Json(text), _) => Ok(Self::seen_alike(json::parse(text)?)),
            (Body::Xml(text), _) => {
                Ok(Self::seen_alike(xml::parse(&text, &source.prefixed_names())?.root))
            }
        }
    }

    /// A tree that all who ask see the same way.
    fn seen_alike(root: Value) -> Self {
        Self { root, prefixed: None }
    }

    /// What was read, as JSON: all of it, or of a sketch what was kept.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// What was read, as the paths of this source see it: elements stand under their local names,
    /// those that it names with a prefix under that.
    pub fn seen_by(&self, source: &Source) -> Cow<'_, Value> {
        let Some(text) = &self.prefixed else { return Cow::Borrowed(&self.root) };
        let names = source.prefixed_names();
        if names.is_empty() {
            return Cow::Borrowed(&self.root);
        }
        // It was read before, under other names.
        xml::parse(text, &names).map_or(Cow::Borrowed(&self.root), |xml| Cow::Owned(xml.root))
    }
}

/// The members of the root that a source's events say what they are in; nothing if that may be
/// anywhere.
fn top_members(source: &Source) -> Option<Vec<&str>> {
    let id = match &source.event.id {
        IdAt::Body(path) => Some(path),
        IdAt::SignedHeader | IdAt::Digest => None,
    };
    let event_type = match &source.event.event_type {
        TextAt::Body(path) => Some(path),
        TextAt::Literal(_) => None,
    };
    let tenant = match &source.tenant {
        TenantAt::Body(path, _) => Some(path),
        TenantAt::Fixed(_) => None,
    };
    let challenge = source.handshake.body.as_ref().map(|handshake| &handshake.challenge);
    let ping = source.answer.ping.as_ref();
    let paths = [id, event_type, tenant, challenge, ping].into_iter().flatten();
    paths.map(JsonPath::top_member).collect()
}

impl From<NoFormat> for NotWellFormed {
    fn from(error: NoFormat) -> Self {
        match error {
            NoFormat::Neither(looks) => Self::Neither(looks),
            NoFormat::Undecodable(error) => error.into(),
        }
    }
}

impl From<NotJson> for NotWellFormed {
    fn from(error: NotJson) -> Self {
        match error {
            NotJson::Looks(looks) => Self::Neither(looks),
            NotJson::Syntax { what, place } => Self::NotJson { what, place },
        }
    }
}

impl From<NotXml> for NotWellFormed {
    fn from(NotXml { problem, place }: NotXml) -> Self {
        Self::NotXml { problem, place }
    }
}
