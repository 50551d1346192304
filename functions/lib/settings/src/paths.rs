//! Every path of a source.

use std::collections::BTreeSet;

use crate::fields::{IdAt, TextAt};
use crate::path::JsonPath;
use crate::source::Source;
use crate::tenants::TenantAt;
use crate::version_at::VersionAt;

impl Source {
    /// The names with a prefix that its paths name. In XML they match as they are written; all
    /// other names match whatever the element's prefix is.
    pub fn prefixed_names(&self) -> BTreeSet<&str> {
        self.paths().into_iter().flatten().flat_map(JsonPath::prefixed_names).collect()
    }

    /// Every path into a body or a fetched document; nothing where it has none.
    fn paths(&self) -> Vec<Option<&JsonPath>> {
        let event = [
            tenant(&self.tenant),
            event_id(&self.event.id),
            text(&self.event.event_type),
            Some(&self.event.items),
            self.handshake.body.as_ref().map(|handshake| &handshake.challenge),
        ];
        let item = [
            Some(&self.item.id.path),
            Some(&self.item.country_of_origin.path),
            version(&self.version),
        ];
        let description = self.item.description.iter().map(|part| Some(&part.path));
        let hydrate = self.hydrate.iter().flat_map(|hydrate| {
            [text(&hydrate.object_type), Some(&hydrate.object_id), Some(&hydrate.items)]
        });
        let results = [
            Some(&self.results.items),
            Some(&self.results.reference),
            version(&self.results.version),
        ];
        event.into_iter().chain(item).chain(description).chain(hydrate).chain(results).collect()
    }
}

fn tenant(at: &TenantAt) -> Option<&JsonPath> {
    match at {
        TenantAt::Body(path, _) => Some(path),
        TenantAt::Fixed(_) => None,
    }
}

fn event_id(at: &IdAt) -> Option<&JsonPath> {
    match at {
        IdAt::Body(path) => Some(path),
        IdAt::SignedHeader | IdAt::Digest => None,
    }
}

fn text(at: &TextAt) -> Option<&JsonPath> {
    match at {
        TextAt::Body(path) => Some(path),
        TextAt::Literal(_) => None,
    }
}

fn version(at: &VersionAt) -> Option<&JsonPath> {
    match at {
        VersionAt::Sequence(at) | VersionAt::Time { at, .. } => Some(&at.path),
        VersionAt::Received => None,
    }
}
