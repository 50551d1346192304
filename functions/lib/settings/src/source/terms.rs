//! How a source and its sender speak with each other, beside the signature.

use webhook::Scheme;

use super::{AnswerProfile, ChallengeReply, Content, Handshake};
use crate::section::{Found, Section};

/// What both sides keep to. What could not be read is missing, and reported.
pub(super) struct Terms {
    pub url: Option<String>,
    pub handshake: Option<Handshake>,
    pub answer: Option<AnswerProfile>,
    pub content: Option<Content>,
}

impl Terms {
    pub fn read(source: &mut Section<'_>, scheme: Option<&Scheme>) -> Self {
        let found = source.get("url");
        let url = found.as_ref().and_then(Found::text).map(str::to_owned);
        let handshake = Handshake::read(source, url.as_deref());
        url_has_effect(found.as_ref(), scheme, handshake.as_ref());
        let (answer, content) = (AnswerProfile::read(source), Content::read(source));
        Self { url, handshake, answer, content }
    }
}

/// A URL that nothing covers was meant for something.
fn url_has_effect(url: Option<&Found<'_>>, scheme: Option<&Scheme>, handshake: Option<&Handshake>) {
    let (Some(url), Some(scheme), Some(handshake)) = (url, scheme, handshake) else { return };
    let hashed = matches!(handshake.reply, ChallengeReply::Hash { .. });
    if !scheme.signs_url() && !hashed {
        url.problem("has no effect: under this scheme no URL is signed");
    }
}
