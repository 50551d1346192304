//! Handshakes: what goes back, and to whom.

use secrets::{Keyring, SecretStore};
use settings::{ChallengeReply, ChallengeToken, QueryChallenge, Source};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::address::address_allowed;
use crate::answer::Answer;
use crate::log::refused;
use crate::request::Request;

/// The answer to a GET with a challenge. It is not signed, so it proves nothing and starts nothing;
/// it is let in by its address, and by a token where one was agreed.
pub(crate) async fn answer_query<S: SecretStore>(
    keyring: &Keyring<S>,
    (source, asked): (&Source, &QueryChallenge),
    request: &Request,
    challenge: String,
) -> Answer {
    if !address_allowed(source, request.address) {
        return refused(request, Some(source), "address not allowed", Answer::NotAllowed);
    }
    let token = match &asked.token {
        None => None,
        Some(token) => match keyring.value(&token.place, request.now).await {
            Ok(value) => Some((token, value)),
            Err(error) => {
                return refused(request, Some(source), &error.to_string(), Answer::Unavailable);
            }
        },
    };
    if let Some((token, value)) = &token
        && !knows(token, value, &request.query)
    {
        return refused(request, Some(source), "challenge without its token", Answer::NotAllowed);
    }
    let token = token.as_ref().map(|(_, value)| value.as_str());
    answer(source, challenge, token, request)
}

/// The answer to a client that asks whether it may post here (OPTIONS). It is let in by its address, and
/// by its name, which proves nothing: only deliveries are signed.
pub(crate) fn answer_origin(source: &Source, request: &Request, asker: &str) -> Answer {
    if !address_allowed(source, request.address) {
        return refused(request, Some(source), "address not allowed", Answer::NotAllowed);
    }
    match source.handshake.origins.iter().find(|origin| *origin == asker) {
        Some(origin) => {
            tracing::info!(request_id = request.request_id, source = %source.name, "handshake");
            Answer::MayPost(origin.clone())
        }
        None => refused(request, Some(source), "origin not allowed", Answer::NotAllowed),
    }
}

/// The challenge on its way back.
pub(crate) fn answer(
    source: &Source,
    challenge: String,
    token: Option<&str>,
    request: &Request,
) -> Answer {
    tracing::info!(request_id = request.request_id, source = %source.name, "handshake");
    match &source.handshake.reply {
        ChallengeReply::Echo => Answer::Challenge(challenge),
        ChallengeReply::Json(field) => {
            Answer::ChallengeInJson { field: field.clone(), value: challenge }
        }
        ChallengeReply::Hash { field, endpoint } => {
            let hash = Sha256::new_with_prefix(challenge)
                .chain_update(token.unwrap_or_default())
                .chain_update(endpoint);
            let value = hex::encode(hash.finalize());
            Answer::ChallengeInJson { field: field.clone(), value }
        }
    }
}

/// Whether the asker showed the token, where it has to be shown.
fn knows(token: &ChallengeToken, value: &str, query: &str) -> bool {
    let Some(parameter) = &token.parameter else { return true };
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let shown = pairs.find(|(name, _)| name == parameter.as_str()).map(|(_, shown)| shown);
    shown.is_some_and(|shown| shown.as_bytes().ct_eq(value.as_bytes()).into())
}
