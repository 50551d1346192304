//! Reads `sources.toml` and the environment: all of it parsed before any is used, all problems
//! reported together.
//!
//! [`Settings::parse`] reads the reviewed file that lists every sender; [`Reader`] reads a
//! function's own environment variables. [`Review`] says to people what a good file leaves out.

mod api;
mod defaults;
mod env;
mod field_at;
mod fields;
mod file;
mod names;
mod path;
mod paths;
mod places;
mod preset;
mod presets;
mod problems;
mod review;
mod revision;
mod secret_ref;
mod section;
mod settings;
mod signature;
mod source;
mod tenants;
mod version_at;
mod whole;

pub use api::{Api, ApiName, ApiRate, BATCH_TIMEOUT_S, CapPeriod, Jobs, RateUnit, Reuse, SpendCap};
pub use defaults::Defaulted;
pub use env::{Env, Misconfigured, ProcessEnv, Reader};
pub use field_at::{FieldAt, Of};
pub use fields::{EventFields, IdAt, ItemFields, TextAt};
pub use names::{Lineage, NameError, SourceName, Tenant};
pub use path::JsonPath;
pub use preset::preset;
pub use presets::PRESETS;
pub use problems::{Problem, Problems};
pub use review::Review;
pub use revision::Revision;
pub use secret_ref::{SecretPlace, SecretRef};
pub use serde_json_path::{NormalizedPath, PathElement};
pub use settings::Settings;
pub use signature::{SignedTime, key_word};
pub use source::{
    AnswerBody, AnswerProfile, BodyChallenge, ChallengeReply, ChallengeToken, Content, Feed,
    FeedCursor, FeedFrom, FeedTime, Handshake, Hydrate, LEAST_RETENTION_DAYS, Meaning, OnReuse,
    Ordering, PageSize, QueryChallenge, ReferencePath, Results, Sequence, Source, UnsignedPing,
};
pub use tenants::{TenantAt, TenantPattern};
pub use version_at::VersionAt;
pub use versions::VersionKind;
