//! Other headers, and what headers say of themselves.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue};
use webhook::{Form, Jws, Scheme, Signed, digest_matches};

use super::attempt::Patch;
use super::question::Question;
use super::reason::Reason;
use super::suspect::Suspect;
use crate::capture::Captured;

/// What the name of a header holds that may carry a signature.
const HINTS: [&str; 4] = ["signature", "hmac", "sign", "jws"];

/// Signatures in other headers, and in base64 as URLs have it.
pub(super) fn suspects(question: &Question<'_>) -> Vec<Suspect> {
    let scheme = &question.source.scheme;
    let own = scheme.signature_headers();
    let is_hinted = |name: &&http::HeaderName| {
        !own.contains(name) && HINTS.iter().any(|hint| name.as_str().contains(hint))
    };
    let others = question.request.headers.keys().filter(is_hinted).map(|name| Suspect {
        reason: Reason::OtherHeader {
            is: name.to_string(),
            expected: own.iter().map(ToString::to_string).collect(),
        },
        patch: Patch::SignatureHeader(name.clone()),
    });
    let mut suspects: Vec<_> = others.collect();
    if let Form::Template(signed) = &scheme.form {
        suspects.extend(url_safe(&question.request.headers, signed));
    }
    suspects
}

/// The same signature in the alphabet that is expected, padded.
fn url_safe(headers: &HeaderMap, signed: &Signed) -> Option<Suspect> {
    let name = signed.signature.headers.iter().find(|name| headers.contains_key(*name))?;
    let value = headers.get(name)?.to_str().ok()?;
    let text = value.strip_prefix(&signed.signature.prefix)?;
    let mut standard = text.replace('-', "+").replace('_', "/");
    while !standard.is_empty() && !standard.len().is_multiple_of(4) {
        standard.push('=');
    }
    let value = HeaderValue::from_str(&format!("{}{standard}", signed.signature.prefix)).ok()?;
    let mut headers = headers.clone();
    headers.insert(name, value);
    let is_other = standard != text;
    is_other.then_some(Suspect { reason: Reason::UrlSafeBase64, patch: Patch::Headers(headers) })
}

/// The headers in which the scheme looks for a thing.
pub(super) fn of(scheme: &Scheme, what: &str) -> Vec<String> {
    let names = match (&scheme.form, what) {
        (Form::Template(signed), "timestamp") => {
            signed.timestamp.as_ref().map(|time| time.at.headers.clone()).unwrap_or_default()
        }
        (Form::Template(_) | Form::Message(_), "id") => scheme.id_headers().to_vec(),
        (Form::Template(_) | Form::Jws(_) | Form::Message(_), _) => scheme.signature_headers(),
    };
    names.iter().map(ToString::to_string).collect()
}

/// Whether the body is not the one whose digest is signed.
pub(super) fn is_of_another_body(scheme: &Scheme, request: &Captured) -> bool {
    match &scheme.form {
        Form::Message(_) => {
            request.headers.contains_key("content-digest")
                && !digest_matches(&request.headers, &request.body)
        }
        Form::Template(_) | Form::Jws(_) => false,
    }
}

/// The algorithm that a token names, as far as it is a word.
pub(super) fn named_algorithm(scheme: &Scheme, request: &Captured) -> Option<String> {
    let token = match &scheme.form {
        Form::Jws(Jws::Detached(header)) => request.header(header.as_str())?,
        Form::Jws(Jws::Body) => str::from_utf8(&request.body).ok()?,
        Form::Template(_) | Form::Message(_) => return None,
    };
    let (protected, _) = token.split_once('.')?;
    let protected = URL_SAFE_NO_PAD.decode(protected).ok()?;
    let protected: serde_json::Value = serde_json::from_slice(&protected).ok()?;
    let named = protected.get("alg")?.as_str()?;
    let is_word = named.len() <= 16 && named.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then(|| named.to_owned())
}
