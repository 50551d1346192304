//! A hold as it is named on the command line, as it is shown, and what setting and lifting it means.

use clap::Args;
use holds::{DynamoHolds, Hold, Kind, Set, Unavailable};
use jiff::Timestamp;
use serde::Serialize;
use settings::Settings;

use crate::change::Plan;
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

/// What is paused or goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// A source, a tenant or an API.
    pub kind: Kind,
    /// Which one.
    pub name: String,
}

impl Target {
    /// What is said before it is paused; `settings` are those of the sources file at hand.
    pub fn pause_plan(&self, settings: Option<&Settings>) -> Plan {
        let (kind, name) = (self.kind.word(), &self.name);
        let mut lines = vec![
            "within five seconds its events wait in the ledger with the cause `held`; senders notice \
             nothing"
                .to_owned(),
            format!("they go on after: tidewaiter resume --{kind} {name}"),
        ];
        if settings.is_some_and(|settings| self.is_unknown(settings)) {
            lines.push(format!("note: the sources file at hand has no {kind} of this name"));
        }
        Plan::new(format!("pause the {kind} {name}")).with(lines)
    }

    /// What is said before it goes on, and what stands now.
    pub fn resume_plan(&self, holds: &[Hold]) -> Plan {
        let of_this = holds.iter().filter(|hold| hold.kind == self.kind && hold.name == self.name);
        let of_this = of_this.cloned().map(ShownHold::from);
        let lines = of_this.map(|hold| format!("it is paused: {}", hold.cells().join(", ")));
        Plan::new(format!("resume the {} {}", self.kind.word(), self.name)).with(lines)
    }

    /// Pauses it, unless it is paused already.
    pub async fn pause(
        &self,
        reason: String,
        by: &str,
        now: Timestamp,
        holds: &DynamoHolds,
    ) -> Result<Set, Unavailable> {
        let (since, by) = (Some(now), Some(by.to_owned()));
        let hold = Hold { kind: self.kind, name: self.name.clone(), reason, since, by };
        holds.set(&hold).await
    }

    /// How that ended, in words.
    pub fn paused(set: &Set) -> &'static str {
        match set {
            Set::Yes => "paused",
            Set::Already(_) => "it was paused already",
        }
    }

    /// How it ended to let it go on, in words.
    pub fn resumed(lifted: &[Hold]) -> &'static str {
        if lifted.is_empty() { "it was not paused" } else { "resumed" }
    }

    /// Whether the sources file at hand is one that would list the name, and does not. It may be
    /// another than the stack's, so this is a hint and no refusal.
    fn is_unknown(&self, settings: &Settings) -> bool {
        match self.kind {
            Kind::Source => !settings.sources.contains_key(self.name.as_str()),
            Kind::Api => !settings.apis.contains_key(&self.name),
            Kind::Tenant => false,
        }
    }
}
