//! From a path and a method to a source.

use std::collections::BTreeMap;

use http::Method;
use settings::{Source, SourceName};

/// Everything a path and a method can lead to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Route<'s> {
    /// A source's own address, with the method it takes.
    Source(&'s Source),
    /// A source's address, with a method it does not take.
    WrongMethod,
    /// Nothing here.
    Unknown,
}

const PREFIX: &str = "/webhook/v1/";

/// The path decides first: what is not a source has no methods.
pub(crate) fn route<'s>(
    sources: &'s BTreeMap<SourceName, Source>,
    method: &Method,
    path: &str,
) -> Route<'s> {
    match path.strip_prefix(PREFIX).and_then(|name| sources.get(name)) {
        None => Route::Unknown,
        Some(source) if method == Method::POST => Route::Source(source),
        Some(_) => Route::WrongMethod,
    }
}
