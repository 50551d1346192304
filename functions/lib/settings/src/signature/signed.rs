//! What a signature table comes to.

use webhook::{Scheme, Window};

use crate::path::JsonPath;

/// How a source's deliveries are signed.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub scheme: Scheme,
    pub time: Option<SignedTime>,
}

/// A signed time that stands in the body: read and judged once the signature is known to be right.
#[derive(Clone, Debug)]
pub struct SignedTime {
    /// Where it is.
    pub path: JsonPath,
    /// How it is written, and how far it may be from now.
    pub window: Window,
}
