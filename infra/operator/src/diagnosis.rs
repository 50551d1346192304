//! Why a captured request does not verify. Pure: no network, no clock.
//!
//! The request is verified as the door would, and then again with one thing about it changed, and
//! with two: another secret, another encoding, the body as something on its way may have changed
//! it. What verifies then is the reason. A reason never holds a secret, nor any of the body.

mod attempt;
mod bodies;
mod headers;
mod json;
mod keys;
mod question;
mod reason;
mod schemes;
mod search;
mod suspect;
mod urls;

use envelope::Unread;
use jiff::Timestamp;
use webhook::{Delivery, Refusal, verify};

use attempt::Attempt;

pub(crate) use question::{Diagnosis, Held, Question, Undiagnosed, Whose};
pub(crate) use reason::Reason;

/// Finds out why a request verifies or not.
pub(crate) fn diagnose(question: &Question<'_>) -> Result<Diagnosis, Undiagnosed> {
    let plain = Attempt::plain(question)?;
    let now = question.now.as_second();
    let delivery = Delivery { body: plain.body.clone(), ..plain.delivery() };
    match verify(&question.source.scheme, delivery, std::slice::from_ref(&plain.key), now) {
        Ok(verified) => Ok(verifies(question, verified)),
        Err(refusal) => Ok(refused(question, &plain, refusal)),
    }
}

/// Rightly signed: what is in it may still be what the door cannot take.
fn verifies(question: &Question<'_>, verified: webhook::Verified) -> Diagnosis {
    let Question { source, request, now, .. } = question;
    let signed_at = verified.signed_at().and_then(|at| Timestamp::from_second(at).ok());
    let is_long = request.body.len() > source.body_limit;
    let too_long = || Reason::TooLong { bytes: request.body.len(), most: source.body_limit };
    let reason = match envelope::read(verified, source, *now) {
        _ if is_long => Some(too_long()),
        Ok(_) => None,
        Err(Unread::Refused(Refusal::OutsideWindow { off_s, tolerance_s })) => {
            Some(Reason::OutsideWindow { off_s, tolerance_s, is_late: None })
        }
        Err(unread) => Some(Reason::Content(unread.to_string())),
    };
    Diagnosis {
        verifies: reason.is_none(),
        refusal: reason.as_ref().map(|_| "rightly signed, and not to be read".to_owned()),
        signed_at,
        explanations: reason.map(|reason| vec![vec![reason]]).unwrap_or_default(),
    }
}

fn refused(question: &Question<'_>, plain: &Attempt, refusal: Refusal) -> Diagnosis {
    let found = search::search(question, plain);
    let signed_at = found.first().and_then(|found| found.signed_at);
    let mut explanations: Vec<_> = found.into_iter().map(|found| found.reasons).collect();
    if explanations.is_empty() {
        explanations.push(unexplained(question, refusal));
    }
    Diagnosis {
        verifies: false,
        refusal: Some(refusal.to_string()),
        signed_at: signed_at.and_then(|at| Timestamp::from_second(at).ok()),
        explanations,
    }
}

/// What can be said where nothing that was tried verifies.
fn unexplained(question: &Question<'_>, refusal: Refusal) -> Vec<Reason> {
    let (scheme, request) = (&question.source.scheme, question.request);
    match refusal {
        Refusal::Missing(what) => {
            vec![Reason::Missing { what, headers: headers::of(scheme, what) }]
        }
        Refusal::Malformed(what) => {
            vec![Reason::Unreadable { what, headers: headers::of(scheme, what) }]
        }
        Refusal::OutsideWindow { off_s, tolerance_s } => {
            vec![Reason::OutsideWindow { off_s, tolerance_s, is_late: None }]
        }
        Refusal::Mismatch if headers::is_of_another_body(scheme, request) => {
            vec![Reason::OtherBody]
        }
        Refusal::Mismatch => match headers::named_algorithm(scheme, request) {
            Some(named) => vec![Reason::NamedAlgorithm { named }],
            None => vec![Reason::Unexplained],
        },
    }
}

#[cfg(test)]
mod tests;
