//! A delivery that only its sender could have made.

use bytes::Bytes;

use crate::key::Key;

/// A delivery whose signature was checked. Only [`verify`](crate::verify) makes one, so whoever holds one may
/// parse, seal and enqueue it.
#[derive(Clone, Debug)]
pub struct Verified {
    body: Bytes,
    secret: String,
    id: Option<String>,
    signed_at: Option<i64>,
}

impl Verified {
    /// The bytes that were signed.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The name of the secret that matched.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The message id, if the signature covers one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The time of signing (Unix seconds), if the signature covers one.
    pub fn signed_at(&self) -> Option<i64> {
        self.signed_at
    }

    /// The bytes that were signed, the name of the secret, and the message id: one verification
    /// makes one event.
    pub fn into_parts(self) -> (Bytes, String, Option<String>) {
        (self.body, self.secret, self.id)
    }

    pub(crate) fn new(body: Bytes, key: &Key, signed_at: Option<i64>) -> Self {
        Self { body, secret: key.name().to_owned(), id: None, signed_at }
    }

    /// The same, with the message id that the signature covers.
    pub(crate) fn with_id(self, id: Option<String>) -> Self {
        Self { id, ..self }
    }
}
