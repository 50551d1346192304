//! Verifies webhook signatures, described by data: pure, no network, no clock.
//!
//! A [`Scheme`] says where a sender puts its signature and what it signs; [`verify`] turns a
//! [`Delivery`] into a [`Verified`] one, which nothing else can make. [`sign`] does what the
//! sender does, for the operator's command and for tests.

mod delivery;
mod encoding;
mod facts;
mod grammar;
mod jws;
mod key;
mod key_encoding;
mod key_set;
mod message;
mod private;
mod proof;
mod public;
mod scheme;
mod sign;
mod template;
mod unsigned;
mod verified;
mod verify;
mod window;

pub use delivery::{Delivery, Refusal};
pub use encoding::{Algorithm, Encoding};
pub use key::{Key, ends_in_line_break};
pub use key_encoding::{KeyEncoding, KeyError, MIN_KEY_BYTES, MIN_WHSEC_BYTES};
pub use message::digest_matches;
pub use scheme::{Form, HeaderAt, Jws, MessageSignature, Scheme, Signed, TimestampAt};
pub use sign::{Outgoing, sign};
pub use template::{Template, TemplateError};
pub use unsigned::Unsigned;
pub use verified::Verified;
pub use verify::verify;
pub use window::{TimeFormat, Window};
