//! What a sender signs, how, and where it says so.

use http::HeaderName;

use crate::{Algorithm, Encoding, KeyEncoding, Template, Window};

/// One sender's way of signing, as data: no sender has code of its own.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// How a signature is made and checked.
    pub algorithm: Algorithm,
    /// How what is kept as a secret becomes a key.
    pub key: KeyEncoding,
    /// What is signed, and where the signature stands.
    pub form: Form,
}

/// What is signed, and where the signature stands.
#[derive(Clone, Debug)]
pub enum Form {
    /// Signatures in a header, over a template.
    Template(Signed),
    /// A JSON Web Signature (RFC 7515).
    Jws(Jws),
    /// HTTP message signatures (RFC 9421) over components of the request.
    Message(MessageSignature),
}

/// Signatures in a header, over a template.
#[derive(Clone, Debug)]
pub struct Signed {
    /// Where the signatures are. Elements of that header without the prefix are ignored.
    pub signature: HeaderAt,
    /// What stands between the elements of the signature's header, besides the comma that joins
    /// repeated headers: between signatures, and between them and whatever else stands there.
    pub separator: Option<char>,
    /// How a signature is written.
    pub encoding: Encoding,
    /// The bytes that are signed.
    pub template: Template,
    /// Where the signed time is, for senders that sign one.
    pub timestamp: Option<TimestampAt>,
    /// Where the signed message id is, for senders that sign one.
    pub id: Option<HeaderAt>,
}

/// Where something is in the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderAt {
    /// The headers that may hold it; the first one present counts.
    pub headers: Vec<HeaderName>,
    /// What stands before it (`sha256=`, `v1,`, `t=`), often nothing.
    pub prefix: String,
}

/// Where the signed time is, how it is written, and how far it may be from now.
#[derive(Clone, Debug)]
pub struct TimestampAt {
    /// Where it is.
    pub at: HeaderAt,
    /// How it is written, and how far it may be from now.
    pub window: Window,
}

/// Where a JSON Web Signature stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Jws {
    /// In a header, without its payload, which is the body: as it is (RFC 7797), or in base64url
    /// (RFC 7515, appendix F); its own header says which.
    Detached(HeaderName),
    /// It is the body, and its payload is what the sender says.
    Body,
}

/// What an HTTP message signature must cover.
#[derive(Clone, Debug)]
pub struct MessageSignature {
    /// The components that must be under the signature, in lower case (`@method`, `date`), besides
    /// `content-digest`, which always is, and the header of the `id`.
    pub components: Vec<String>,
    /// The header of the message id, for senders that sign one: it is under the signature, too.
    pub id: Option<HeaderName>,
    /// How far the time of signing (`created`, which must be there) may be from now.
    pub window: Window,
}

impl Scheme {
    /// Whether the signature covers a message id.
    pub fn signs_id(&self) -> bool {
        match &self.form {
            Form::Template(signed) => signed.template.has_id(),
            Form::Jws(_) => false,
            Form::Message(message) => message.id.is_some(),
        }
    }

    /// The headers that may hold the signed message id, the first one present counts; none where
    /// no id is signed.
    pub fn id_headers(&self) -> &[HeaderName] {
        match &self.form {
            Form::Template(signed) => signed.id.as_ref().map_or(&[], |id| &id.headers),
            Form::Jws(_) => &[],
            Form::Message(message) => message.id.as_slice(),
        }
    }

    /// Whether the signature covers the URL that was called, or a part of it.
    pub fn signs_url(&self) -> bool {
        match &self.form {
            Form::Template(signed) => signed.template.has_url(),
            Form::Jws(_) => false,
            Form::Message(message) => {
                let of_url = ["@target-uri", "@authority", "@path", "@scheme", "@request-target"];
                message.components.iter().any(|component| of_url.contains(&component.as_str()))
            }
        }
    }

    /// The window of the signed time, where headers say one.
    pub fn window(&self) -> Option<&Window> {
        match &self.form {
            Form::Template(signed) => signed.timestamp.as_ref().map(|at| &at.window),
            Form::Jws(_) => None,
            Form::Message(message) => Some(&message.window),
        }
    }

    /// The same, to be set.
    pub fn window_mut(&mut self) -> Option<&mut Window> {
        match &mut self.form {
            Form::Template(signed) => signed.timestamp.as_mut().map(|at| &mut at.window),
            Form::Jws(_) => None,
            Form::Message(message) => Some(&mut message.window),
        }
    }

    /// The headers that hold the signature, the likeliest first; none where the body does.
    pub fn signature_headers(&self) -> Vec<HeaderName> {
        match &self.form {
            Form::Template(signed) => signed.signature.headers.clone(),
            Form::Jws(Jws::Detached(header)) => vec![header.clone()],
            Form::Jws(Jws::Body) => Vec::new(),
            Form::Message(_) => {
                vec![crate::message::SIGNATURE.clone(), crate::message::SIGNATURE_INPUT.clone()]
            }
        }
    }
}

impl HeaderAt {
    /// In this header alone, after this prefix.
    pub fn new(header: HeaderName, prefix: &str) -> Self {
        Self { headers: vec![header], prefix: prefix.to_owned() }
    }
}
