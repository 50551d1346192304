//! What a trigger points to.

use serde_json::Value;
use settings::{Hydrate, JsonPath, TextAt};
use thiserror::Error;

use crate::text::{TextError, Texts};

/// An object in the system that keeps it. Each part is one segment of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef {
    /// What kind of object.
    pub object_type: String,
    /// Which one.
    pub object_id: String,
}

/// Why a trigger points to nothing. It names places, never what stands there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ReferenceError {
    /// Nothing usable there.
    #[error("{0}")]
    Text(#[from] TextError),
    /// What stands there would be another path.
    #[error(
        "{0} selects no name of an object: 1 to 256 bytes, no control characters, not `.` or `..`"
    )]
    NoName(String),
}

/// The object that this trigger points to.
pub(crate) fn object(
    hydrate: &Hydrate,
    texts: &Texts<'_>,
    root: &Value,
) -> Result<ObjectRef, ReferenceError> {
    let object_type = match &hydrate.object_type {
        TextAt::Body(path) => name(path, texts, root)?,
        TextAt::Literal(word) => word.clone(),
    };
    Ok(ObjectRef { object_type, object_id: name(&hydrate.object_id, texts, root)? })
}

/// A text that can stand as one segment of a path.
pub(crate) fn name(
    path: &JsonPath,
    texts: &Texts<'_>,
    root: &Value,
) -> Result<String, ReferenceError> {
    let name = texts.id(path, root)?;
    let is_name = (1..=256).contains(&name.len())
        && !matches!(name.as_str(), "." | "..")
        && !name.contains(char::is_control);
    if is_name { Ok(name) } else { Err(ReferenceError::NoName(path.to_string())) }
}
