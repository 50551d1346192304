//! From an address and a method to a source.

use std::collections::BTreeMap;

use http::Method;
use settings::{Handshake, QueryChallenge, Source, SourceName};

use crate::request::Request;

/// Everything an address and a method can lead to.
#[derive(Clone, Debug)]
pub(crate) enum Route<'s> {
    /// A delivery to this source.
    Delivery(&'s Source),
    /// A handshake of this source, and the challenge.
    Challenge(&'s Source, &'s QueryChallenge, String),
    /// A client asks whether it may post to this source: its origin.
    Origin(&'s Source, String),
    /// A source's address, with a method it does not take; those it takes are said.
    WrongMethod(&'s Source, &'static str),
    /// Nothing here.
    Unknown,
}

const PREFIX: &str = "/webhook/v1/";

/// The address decides first: what is not a source has no methods.
pub(crate) fn route<'s>(sources: &'s BTreeMap<SourceName, Source>, request: &Request) -> Route<'s> {
    let Some(source) = source(sources, request) else { return Route::Unknown };
    let handshake = &source.handshake;
    let asked = match request.method {
        Method::POST => Some(Route::Delivery(source)),
        Method::GET => handshake.query.as_ref().and_then(|asked| {
            let challenge = challenge(&request.query, &asked.parameter)?;
            Some(Route::Challenge(source, asked, challenge))
        }),
        Method::OPTIONS if !handshake.origins.is_empty() => {
            let origin = request.header("webhook-request-origin");
            origin.map(|origin| Route::Origin(source, origin.to_ascii_lowercase()))
        }
        _ => None,
    };
    asked.unwrap_or_else(|| Route::WrongMethod(source, methods(handshake)))
}

/// The methods that a source's address takes.
fn methods(handshake: &Handshake) -> &'static str {
    match (&handshake.query, handshake.origins.is_empty()) {
        (None, true) => "POST",
        (Some(_), true) => "GET, POST",
        (None, false) => "OPTIONS, POST",
        (Some(_), false) => "GET, OPTIONS, POST",
    }
}

/// The source that the gateway's route found in the path, or else what stands behind the prefix in
/// the path itself: before it there may be a stage, or the base path of a custom domain. One slash
/// at the end is forgiven.
pub(crate) fn source<'s>(
    sources: &'s BTreeMap<SourceName, Source>,
    request: &Request,
) -> Option<&'s Source> {
    let in_path = || request.path.rsplit_once(PREFIX).map(|(_, name)| name);
    let name = request.source.as_deref().or_else(in_path)?;
    sources.get(name.strip_suffix('/').unwrap_or(name))
}

/// A challenge is a token: what could be read as anything else is not sent back to anybody.
fn challenge(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    let good = (1..=256).contains(&value.len()) && value.bytes().all(plain);
    good.then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_token_under_the_right_name_is_a_challenge() {
        let found = |query| challenge(query, "hub.challenge");
        assert_eq!(found("a=1&hub.challenge=abc-123"), Some("abc-123".into()));
        assert_eq!(found("challenge=abc"), None);
        assert_eq!(found("hub.challenge="), None);
        assert_eq!(found("hub.challenge=%3Cscript%3E"), None);
        assert_eq!(found("hub.challenge=<script>"), None);
        assert_eq!(found(&format!("hub.challenge={}", "a".repeat(257))), None);
    }
}
