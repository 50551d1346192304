//! Reads `sources.toml` and the environment: all of it parsed before any is used, all problems
//! reported together.
//!
//! [`Settings::parse`] reads the reviewed file that lists every sender; [`Reader`] reads a
//! function's own environment variables. Design §3.

mod api;
mod env;
mod fields;
mod file;
mod names;
mod path;
mod problems;
mod secret_ref;
mod section;
mod signature;
mod source;

pub use api::{Api, ApiName, ApiRate, BATCH_TIMEOUT_S, RateUnit};
pub use env::{Env, Misconfigured, ProcessEnv, Reader};
pub use fields::{EventFields, IdAt, ItemFields, TextAt, VersionAt, VersionOf};
pub use file::Settings;
pub use names::{NameError, SourceName, Tenant};
pub use path::{JsonPath, TextError};
pub use problems::{Problem, Problems};
pub use secret_ref::{SecretPlace, SecretRef};
pub use serde_json_path::{NormalizedPath, PathElement};
pub use signature::key_word;
pub use source::{
    BodyChallenge, Handshake, Hydrate, LEAST_RETENTION_DAYS, Meaning, OnReuse, ReferencePath,
    Results, Source, TenantAt,
};
