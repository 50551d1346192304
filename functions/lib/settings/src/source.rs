//! One sender: how its deliveries are verified, and what its events mean.

mod answer;
mod bounds;
mod content;
mod feed;
mod handshake;
mod hydrate;
mod mapping;
mod ordering;
mod read;
mod result;
mod terms;

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderName;
use ipnet::IpNet;
use jiff::tz::TimeZone;
use versions::VersionKind;
use webhook::Scheme;

use crate::api::ApiName;
use crate::fields::{EventFields, ItemFields};
use crate::names::{Lineage, SourceName};
use crate::revision::Revision;
use crate::secret_ref::SecretRef;
use crate::signature::SignedTime;
use crate::tenants::TenantAt;
use crate::version_at::VersionAt;

pub use answer::{AnswerBody, AnswerProfile, UnsignedPing};
pub use bounds::LEAST_RETENTION_DAYS;
pub use content::Content;
pub use feed::{Feed, FeedCursor, FeedFrom, FeedTime, PageSize};
pub use handshake::{BodyChallenge, ChallengeReply, ChallengeToken, Handshake, QueryChallenge};
pub use hydrate::Hydrate;
pub use ordering::{Ordering, Sequence};
pub use result::{ReferencePath, Results};

/// One entry of `sources.toml`, checked.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, and the last part of its URL.
    pub name: SourceName,
    /// Whose items its events hold.
    pub tenant: TenantAt,
    /// The word for its scheme: a preset's name, or `hmac` and the others that are spelled out.
    pub scheme_name: String,
    /// How its deliveries are signed.
    pub scheme: Scheme,
    /// Where the signed time is, for senders that sign one inside the body.
    pub signed_time: Option<SignedTime>,
    /// The secrets, or public keys, that may have signed them. Never empty.
    pub secrets: Vec<SecretRef>,
    /// Whether a secret may be shorter than its scheme asks for.
    pub short_secret: bool,
    /// The URL the sender was given, for schemes that sign it; else it is taken from the request.
    pub url: Option<String>,
    /// How its sender wants to be answered.
    pub answer: AnswerProfile,
    /// Where in a body the event is.
    pub content: Content,
    /// The longest body that is taken, in bytes.
    pub body_limit: usize,
    /// The networks deliveries may come from; empty: any.
    pub allow: Vec<IpNet>,
    /// Which mapping this is: content digests are compared inside one only.
    pub revision: Revision,
    /// Who numbers the versions of its items. Versions are compared inside one lineage only.
    pub lineage: Lineage,
    /// The lineage that its results answer; nothing where they answer any.
    pub results_lineage: Option<Lineage>,
    /// The zone of times that are written without one.
    pub zone: TimeZone,
    /// Where its events say what they are.
    pub event: EventFields,
    /// Where its items say what they are.
    pub item: ItemFields,
    /// Where the version of an item stands.
    pub version: VersionAt,
    /// In which order the states of an item are recorded.
    pub ordering: Ordering,
    /// An event with more items is submitted as a job, where its API takes jobs.
    pub job_over: usize,
    /// What each type of event means. What is not here is refused, never dropped.
    pub types: BTreeMap<String, Meaning>,
    /// Where the objects are kept that its `hydrate` events point to; there if any type is one.
    pub hydrate: Option<Hydrate>,
    /// Where its provider lists its events, for those that no webhook brought.
    pub feed: Option<Feed>,
    /// Where its `result` events say what was found.
    pub results: Results,
    /// What another content under a known event id means.
    pub on_reuse: OnReuse,
    /// The unsigned headers that travel along as labels for people, and decide nothing.
    pub labels: Vec<HeaderName>,
    /// What the sender asks before it trusts the address.
    pub handshake: Handshake,
    /// How long the secret before a rotation goes on verifying.
    pub previous_for: Duration,
    /// How long the ledger remembers its events.
    pub retention: Duration,
    /// The API that classifies its items.
    pub api: ApiName,
}

impl Source {
    /// Whether any type of its events means this.
    pub fn means(&self, meaning: Meaning) -> bool {
        self.types.values().any(|known| *known == meaning)
    }

    /// Whether it tells of states of items that are to be classified: it then has versions of its
    /// own, and a lineage. Results have those of the states that they answer.
    pub fn tells_of_states(&self) -> bool {
        self.means(Meaning::Classify) || self.means(Meaning::Hydrate)
    }

    /// Whether any version in its events is a time, which may be written without a zone.
    pub(crate) fn has_times(&self) -> bool {
        let is_time = |version: &VersionAt| version.kind() == VersionKind::Time;
        (self.tells_of_states() && is_time(&self.version))
            || (self.means(Meaning::Result) && is_time(&self.results.version))
    }
}

/// What an event asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Classify its items.
    Classify,
    /// It only points to an object: fetch that, and classify its items.
    Hydrate,
    /// It holds what was found for items, or points to it: record that.
    Result,
    /// A test delivery: done when it arrives.
    Ping,
    /// Of no interest here: done when it arrives.
    Ignore,
}

impl Meaning {
    /// The words of `sources.toml`.
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("classify", Self::Classify),
        ("hydrate", Self::Hydrate),
        ("result", Self::Result),
        ("ping", Self::Ping),
        ("ignore", Self::Ignore),
    ];

    /// The word of `sources.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Classify => "classify",
            Self::Hydrate => "hydrate",
            Self::Result => "result",
            Self::Ping => "ping",
            Self::Ignore => "ignore",
        }
    }
}

/// What another content under a known event id means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnReuse {
    /// The sender's mistake: the newcomer is refused, and goes to the dead-letter queue.
    Refuse,
    /// A sender known to do it: the newcomer counts as a repeat.
    Duplicate,
}
