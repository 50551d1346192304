//! What a sender does: the delivery that [`verify`](crate::verify) accepts.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::delivery::Delivery;
use crate::facts::pieces;
use crate::grammar::Fields;
use crate::key::Material;
use crate::proof::{joined, mac};
use crate::scheme::{Form, Jws, Signed};
use crate::unsigned::{Unsigned, sample};
use crate::{Key, Scheme, jws, message};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The headers that carry the signature, and whatever it covers that is in headers.
    pub headers: Vec<(HeaderName, String)>,
    /// The body, where the signature is made around it; else it is sent as it was.
    pub body: Option<Vec<u8>>,
}

impl IntoIterator for Outgoing {
    type Item = (HeaderName, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    /// The headers.
    fn into_iter(self) -> Self::IntoIter {
        self.headers.into_iter()
    }
}

/// Signs. A key that can make nothing (a public one, one of another kind) makes an empty signature,
/// which no receiver accepts.
pub fn sign(scheme: &Scheme, unsigned: &Unsigned<'_>, key: &Key) -> Outgoing {
    let fixed = |message: &[u8]| made(scheme, key, &[Cow::Borrowed(message)], true);
    match &scheme.form {
        Form::Template(signed) => {
            Outgoing { headers: templated(scheme, signed, unsigned, key), body: None }
        }
        Form::Jws(place) => token(scheme, place, unsigned, fixed),
        Form::Message(rule) => {
            Outgoing { headers: message::sign(rule, unsigned, fixed), body: None }
        }
    }
}

/// The signature over these pieces; of ECDSA the two numbers where `fixed`, else ASN.1.
fn made(scheme: &Scheme, key: &Key, pieces: &[Cow<'_, [u8]>], fixed: bool) -> Vec<u8> {
    match key.material() {
        Material::Secret(secret) => mac(scheme.algorithm, secret, pieces),
        Material::Private(private) => private.sign(scheme.algorithm, &joined(pieces), fixed),
        Material::Public(_) => Vec::new(),
    }
}

fn templated(
    scheme: &Scheme,
    signed: &Signed,
    unsigned: &Unsigned<'_>,
    key: &Key,
) -> Vec<(HeaderName, String)> {
    let timestamp = signed.timestamp.as_ref();
    let timestamp = timestamp.map(|at| at.window.format.write(unsigned.timestamp));
    let extra: Vec<_> =
        signed.template.headers().map(|name| (name.clone(), sample(name))).collect();
    let written = |text: &String| HeaderValue::from_str(text).ok();
    let headers: HeaderMap =
        extra.iter().filter_map(|(name, text)| Some((name.clone(), written(text)?))).collect();
    let delivery = Delivery::post(&headers, Bytes::copy_from_slice(unsigned.body), unsigned.url);
    let id = signed.id.as_ref().map(|_| unsigned.id);
    let fields = Fields { signatures: Vec::new(), timestamp: timestamp.as_deref(), id };
    let pieces = pieces(&signed.template, &delivery, &fields).unwrap_or_default();
    let signature = signed.encoding.encode(&made(scheme, key, &pieces, false));
    assemble(signed, extra, (id, timestamp.as_deref(), &signature))
}

/// Puts the pieces where the scheme wants them: several of them may share one header.
fn assemble(
    signed: &Signed,
    mut headers: Vec<(HeaderName, String)>,
    (id, timestamp, signature): (Option<&str>, Option<&str>, &str),
) -> Vec<(HeaderName, String)> {
    let timestamp_at = signed.timestamp.as_ref().map(|timestamp| &timestamp.at);
    let places = [
        (signed.id.as_ref(), id),
        (timestamp_at, timestamp),
        (Some(&signed.signature), Some(signature)),
    ];
    let between = signed.separator.unwrap_or(',');
    for (at, text) in places {
        let (Some(at), Some(text)) = (at, text) else { continue };
        let Some(name) = at.headers.first() else { continue };
        let value = format!("{}{text}", at.prefix);
        match headers.iter_mut().find(|(present, _)| present == name) {
            Some((_, present)) => *present = format!("{present}{between}{value}"),
            None => headers.push((name.clone(), value)),
        }
    }
    headers
}

/// A JSON Web Signature, its payload left out where the body stands for it (RFC 7797).
fn token(
    scheme: &Scheme,
    place: &Jws,
    unsigned: &Unsigned<'_>,
    make: impl Fn(&[u8]) -> Vec<u8>,
) -> Outgoing {
    let algorithm = jws::name(scheme.algorithm);
    let detached = matches!(place, Jws::Detached(_));
    let extension = if detached { r#","b64":false,"crit":["b64"]"# } else { "" };
    let protected = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{algorithm}"{extension}}}"#));
    let payload = if detached {
        unsigned.body.to_vec()
    } else {
        URL_SAFE_NO_PAD.encode(unsigned.body).into_bytes()
    };
    let signature = URL_SAFE_NO_PAD.encode(make(&[protected.as_bytes(), b".", &payload].concat()));
    match place {
        Jws::Detached(header) => {
            let headers = vec![(header.clone(), format!("{protected}..{signature}"))];
            Outgoing { headers, body: None }
        }
        Jws::Body => {
            let body = [protected.as_bytes(), b".", &payload, b".", signature.as_bytes()].concat();
            Outgoing { headers: Vec::new(), body: Some(body) }
        }
    }
}
