//! What the whole file says.

use std::collections::BTreeMap;

use crate::api::{Api, ApiName};
use crate::names::SourceName;
use crate::source::Source;

/// Everything `sources.toml` says.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The sources by name.
    pub sources: BTreeMap<SourceName, Source>,
    /// The APIs by name; every source's API is here.
    pub apis: BTreeMap<ApiName, Api>,
}

impl Settings {
    /// Puts one address in place of every API's own: a staging system, or the local stand-in.
    pub fn redirect_apis(&mut self, base_url: &str) {
        for api in self.apis.values_mut() {
            base_url.trim_end_matches('/').clone_into(&mut api.base_url);
        }
    }

    /// Puts one address in place of every one that objects are fetched from, likewise.
    pub fn redirect_objects(&mut self, base_url: &str) {
        for hydrate in self.sources.values_mut().filter_map(|source| source.hydrate.as_mut()) {
            base_url.trim_end_matches('/').clone_into(&mut hydrate.base_url);
        }
    }

    /// Puts one address in place of every one that feeds are read from, likewise.
    pub fn redirect_feeds(&mut self, base_url: &str) {
        for feed in self.sources.values_mut().filter_map(|source| source.feed.as_mut()) {
            base_url.trim_end_matches('/').clone_into(&mut feed.base_url);
        }
    }
}
