//! From a path and a method to a source.

use std::collections::BTreeMap;

use http::Method;
use settings::{Source, SourceName};

/// Everything a path and a method can lead to.
#[derive(Clone, Debug)]
pub(crate) enum Route<'s> {
    /// A delivery to this source.
    Delivery(&'s Source),
    /// A handshake of this source: the challenge goes back.
    Challenge(&'s Source, String),
    /// A source's address, with a method it does not take; those it takes are said.
    WrongMethod(&'static str),
    /// Nothing here.
    Unknown,
}

const PREFIX: &str = "/webhook/v1/";

/// The path decides first: what is not a source has no methods.
pub(crate) fn route<'s>(
    sources: &'s BTreeMap<SourceName, Source>,
    method: &Method,
    path: &str,
    query: &str,
) -> Route<'s> {
    let Some(source) = path.strip_prefix(PREFIX).and_then(|name| sources.get(name)) else {
        return Route::Unknown;
    };
    match (method, &source.handshake.query) {
        (&Method::POST, _) => Route::Delivery(source),
        (&Method::GET, Some(name)) => match challenge(query, name) {
            Some(challenge) => Route::Challenge(source, challenge),
            None => Route::WrongMethod("GET, POST"),
        },
        (_, Some(_)) => Route::WrongMethod("GET, POST"),
        (_, None) => Route::WrongMethod("POST"),
    }
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
