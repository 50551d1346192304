//! What the rows of a catalogue are sent as.

use anyhow::Context as _;
use settings::{Api, Settings, Source, Tenant, VersionKind};

use crate::clock::Clock;

/// What the rows are sent as.
pub(super) struct Terms {
    pub settings: Settings,
    pub source: Source,
    pub tenant: Tenant,
    pub clock: Clock,
}

impl Terms {
    pub fn api(&self) -> anyhow::Result<&Api> {
        self.settings.apis.get(&self.source.api).context("the source's API is in the file")
    }

    /// Whether states are told by when they came: then what is unchanged need not come again.
    pub fn is_received(&self) -> bool {
        self.source.version.kind() == VersionKind::Received
    }
}
