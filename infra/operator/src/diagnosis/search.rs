//! What has to be changed for a request to verify: nothing, one thing, or two.

use std::mem::discriminant;

use super::attempt::{Attempt, Proof};
use super::question::Question;
use super::reason::Reason;
use super::suspect::Suspect;
use super::{bodies, headers, keys, schemes, urls};

/// What was found.
#[derive(Debug)]
pub(super) struct Found {
    pub reasons: Vec<Reason>,
    pub signed_at: Option<i64>,
}

/// How many explanations are worth reading.
const MOST: usize = 3;

/// The longest body that is tried with two things changed at once: some thousands of signatures
/// over it are made.
const MOST_FOR_PAIRS: usize = 64 * 1024;

/// Everything that would explain it and changes as little as any: nothing but its time, one thing,
/// or two.
pub(super) fn search(question: &Question<'_>, plain: &Attempt) -> Vec<Found> {
    let now = question.now.as_second();
    if let Some(proof) = plain.proven(now) {
        return vec![found(question, Vec::new(), proof)];
    }
    let suspects = suspects(question);
    let one: Vec<_> = suspects
        .iter()
        .filter_map(|one| {
            let proof = plain.with(&one.patch).proven(now)?;
            Some(found(question, vec![one.reason.clone()], proof))
        })
        .take(MOST)
        .collect();
    if !one.is_empty() || plain.body.len() > MOST_FOR_PAIRS {
        return one;
    }
    two(question, plain, &suspects)
}

fn two(question: &Question<'_>, plain: &Attempt, suspects: &[Suspect]) -> Vec<Found> {
    let now = question.now.as_second();
    let mut all = Vec::new();
    for (number, one) in suspects.iter().enumerate() {
        let changed = plain.with(&one.patch);
        let rest = suspects.iter().skip(number.saturating_add(1));
        let others = rest.filter(|other| discriminant(&other.patch) != discriminant(&one.patch));
        for other in others {
            if let Some(proof) = changed.with(&other.patch).proven(now) {
                let reasons = vec![one.reason.clone(), other.reason.clone()];
                all.push(found(question, reasons, proof));
            }
            if all.len() >= MOST {
                return all;
            }
        }
    }
    all
}

/// The likeliest first.
fn suspects(question: &Question<'_>) -> Vec<Suspect> {
    let mut suspects = keys::suspects(question);
    suspects.extend(schemes::suspects(question));
    suspects.extend(headers::suspects(question));
    suspects.extend(bodies::suspects(&question.request.body));
    suspects.extend(urls::suspects(question));
    suspects
}

/// The changes, and what is wrong with its time besides.
fn found(question: &Question<'_>, mut reasons: Vec<Reason>, proof: Proof) -> Found {
    reasons.extend(time(question, proof));
    Found { reasons, signed_at: proof.signed_at }
}

fn time(question: &Question<'_>, proof: Proof) -> Vec<Reason> {
    if let Some(off_s) = proof.over_s {
        return vec![Reason::Over { off_s }];
    }
    let (Some(window), Some(at)) = (question.source.scheme.window(), proof.signed_at) else {
        return Vec::new();
    };
    let format = proof.format.filter(|format| *format != window.format);
    let format = format
        .map(|is| Reason::TimeFormat { is: is.to_string(), expected: window.format.to_string() });
    let now = question.now.as_second();
    let off_s = now.abs_diff(at);
    let outside = (off_s > window.tolerance_s).then_some(Reason::OutsideWindow {
        off_s,
        tolerance_s: window.tolerance_s,
        is_late: Some(at < now),
    });
    format.into_iter().chain(outside).collect()
}
