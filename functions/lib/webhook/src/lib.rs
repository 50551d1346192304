//! Verifies webhook signatures, described by data: pure, no network, no clock.
//!
//! A [`Scheme`] says where a sender puts its signature and what it signs; [`verify`] turns a
//! [`Delivery`] into a [`Verified`] one, which nothing else can make. [`sign`] does what the
//! sender does, for the operator's command and for tests.

mod candidates;
mod key;
mod mac;
mod presets;
mod scheme;
mod sign;
mod template;
mod verify;

pub use key::{Key, KeyEncoding, KeyError, MIN_KEY_BYTES, MIN_WHSEC_BYTES};
pub use presets::PRESETS;
pub use scheme::{Algorithm, Encoding, Scheme, SignatureAt, TimestampAt};
pub use sign::{Unsigned, sign};
pub use template::{Template, TemplateError};
pub use verify::{Delivery, Refusal, Verified, verify};
