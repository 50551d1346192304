//! Verifies webhook signatures, described by data: pure, no network, no clock.
//!
//! A [`Scheme`] says where a sender puts its signature and what it signs; [`verify`] turns a
//! [`Delivery`] into a [`Verified`] one, which nothing else can make. [`sign`] does what the
//! sender does, for the operator's command and for tests.

mod encoding;
mod facts;
mod grammar;
mod jws;
mod key;
mod message;
mod private;
mod proof;
mod public;
mod scheme;
mod sign;
mod template;
mod verify;
mod window;

pub use encoding::{Algorithm, Encoding};
pub use key::{Key, KeyEncoding, KeyError, MIN_KEY_BYTES, MIN_WHSEC_BYTES, ends_in_line_break};
pub use scheme::{Form, HeaderAt, Jws, MessageSignature, Scheme, Signed, TimestampAt};
pub use sign::{Outgoing, Unsigned, sign};
pub use template::{Template, TemplateError};
pub use verify::{Delivery, Refusal, Verified, verify};
pub use window::{TimeFormat, Window};
