//! A hold as it is named on the command line, and as it is shown.

use clap::Args;
use holds::{Hold, Kind};
use jiff::Timestamp;
use serde::Serialize;

use crate::table::or_dash;
use crate::time;

/// What a hold is about: one of these.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct HoldArgs {
    /// All events of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// All events of this tenant, whatever source they are from
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// All events that ask this API
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
}

impl HoldArgs {
    /// The kind and the name. The command line has exactly one of them.
    pub fn target(&self) -> (Kind, &str) {
        let source = self.source.as_deref().map(|name| (Kind::Source, name));
        let tenant = self.tenant.as_deref().map(|name| (Kind::Tenant, name));
        let api = (Kind::Api, self.api.as_deref().unwrap_or_default());
        source.or(tenant).unwrap_or(api)
    }
}

/// A hold as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownHold {
    /// `source`, `tenant` or `api`.
    pub kind: &'static str,
    /// Which one.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Who set it.
    pub by: Option<String>,
}

impl From<Hold> for ShownHold {
    fn from(hold: Hold) -> Self {
        let kind = hold.kind.word();
        Self { kind, name: hold.name, reason: hold.reason, since: hold.since, by: hold.by }
    }
}

impl ShownHold {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 4] = ["paused", "since", "by", "reason"];

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self) -> [String; 4] {
        [
            self.target(),
            self.since.map_or_else(|| or_dash(None), time::to_the_second),
            or_dash(self.by.as_deref()),
            self.reason.clone(),
        ]
    }

    /// `tenant acme`
    pub fn target(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}
