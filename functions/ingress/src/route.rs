//! From an address and a method to a source.

use std::collections::BTreeMap;

use http::Method;
use settings::{QueryChallenge, Source, SourceName};

use crate::knock::Knock;

/// Everything an address and a method can lead to.
#[derive(Clone, Debug)]
pub(crate) enum Route<'s> {
    /// A delivery to this source.
    Delivery(&'s Source),
    /// A handshake of this source, and the challenge.
    Challenge(&'s Source, &'s QueryChallenge, String),
    /// A source's address, with a method it does not take; those it takes are said.
    WrongMethod(&'s Source, &'static str),
    /// Nothing here.
    Unknown,
}

const PREFIX: &str = "/webhook/v1/";

/// The address decides first: what is not a source has no methods.
pub(crate) fn route<'s>(sources: &'s BTreeMap<SourceName, Source>, knock: &Knock) -> Route<'s> {
    let Some(source) = source(sources, knock) else { return Route::Unknown };
    match (&knock.method, &source.handshake.query) {
        (&Method::POST, _) => Route::Delivery(source),
        (&Method::GET, Some(asked)) => match challenge(&knock.query, &asked.parameter) {
            Some(challenge) => Route::Challenge(source, asked, challenge),
            None => Route::WrongMethod(source, "GET, POST"),
        },
        (_, Some(_)) => Route::WrongMethod(source, "GET, POST"),
        (_, None) => Route::WrongMethod(source, "POST"),
    }
}

/// The source that the gateway's route found in the path, or else what stands behind the prefix in
/// the path itself: before it there may be a stage, or the base path of a custom domain. One slash
/// at the end is forgiven.
pub(crate) fn source<'s>(
    sources: &'s BTreeMap<SourceName, Source>,
    knock: &Knock,
) -> Option<&'s Source> {
    let in_path = || knock.path.rsplit_once(PREFIX).map(|(_, name)| name);
    let name = knock.source.as_deref().or_else(in_path)?;
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
