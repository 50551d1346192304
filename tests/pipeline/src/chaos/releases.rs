//! What is deployed: the settings of a run, and those of the upgrade in the middle of it.

use std::time::Duration;

use oracle::Limit;
use settings::Settings;

use crate::chaos::limits::limit;

/// Two releases, and when the second one begins to take the place of the first.
#[derive(Clone, Debug)]
pub(crate) struct Releases {
    first: Settings,
    second: Settings,
    upgrade: Option<Duration>,
}

/// What a release says of where an item's words are, and what the next one says: the same words,
/// under another mapping.
const WORDS: [(&str, &str); 2] = [
    (r#"description = "$.name""#, r#"description = ["$.name", "$.label"]"#),
    (r#"description = "$.title""#, r#"description = ["$.title", "$.label"]"#),
];

/// The senders whose mapping may change.
const SOURCES: [&str; 5] = ["erp", "shop-create", "shop-update", "registry", "bulk"];

impl Releases {
    /// One release for all of a run.
    pub fn one(settings: Settings) -> Self {
        Self { second: settings.clone(), first: settings, upgrade: None }
    }

    /// The whole system's, in limits that fit so many events; these are said to the oracle.
    pub fn whole(events: usize, upgrade: Option<Duration>) -> (Self, Vec<Limit>) {
        let text = concat!(include_str!("sources.toml"), include_str!("whole.toml"));
        let anew = WORDS.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
        let [mut first, mut second] =
            [text, &anew].map(|text| Settings::parse(text).expect("the senders of a run"));
        let limits = limit(&mut first, events);
        limit(&mut second, events);
        (Self { first, second, upgrade }, limits)
    }

    /// The sources whose mapping the second one changes.
    pub fn remapped(&self) -> Vec<&'static str> {
        let is_remapped = |name: &&str| {
            let revision = |settings: &Settings| {
                settings.sources.get(*name).map(|source| source.revision.clone())
            };
            self.upgrade.is_some() && revision(&self.first) != revision(&self.second)
        };
        SOURCES.into_iter().filter(is_remapped).collect()
    }

    /// What a process is started with that starts then.
    pub fn at(&self, elapsed: Duration) -> &Settings {
        if self.is_upgraded(elapsed) { &self.second } else { &self.first }
    }

    /// Whether processes of the first release are to be replaced.
    pub fn is_upgraded(&self, elapsed: Duration) -> bool {
        self.upgrade.is_some_and(|upgrade| elapsed >= upgrade)
    }
}
