//! What the log says of a request, beside what the sender is told. Nothing in it is a stranger's:
//! no path, no query, no header of what was not verified; the name of a source, or `unknown`.

use settings::{AnswerProfile, Source};

use crate::answer::Answer;
use crate::render::status;
use crate::request::Request;

/// What stands for a source in logs and metrics where there is none.
pub(crate) const UNKNOWN: &str = "unknown";

/// Logs a refusal and its reason, and hands the answer on.
pub(crate) fn refused(
    request: &Request,
    source: Option<&Source>,
    reason: &str,
    answer: Answer,
) -> Answer {
    let default = AnswerProfile::default();
    let profile = source.map_or(&default, |source| &source.answer);
    let request_id = request.request_id.as_str();
    let status = status(&answer, profile).as_u16();
    let source = source.map_or(UNKNOWN, |source| source.name.as_str());
    if answer == Answer::Unavailable {
        tracing::error!(request_id, source, status, reason, "not accepted");
    } else {
        tracing::warn!(request_id, source, status, reason, "refused");
    }
    answer
}

/// Counts an answer to a delivery, or to a handshake.
pub(crate) fn count(source: &str, answer: &Answer) {
    let (source, outcome) = (source.to_owned(), answer.outcome());
    metrics::counter!("deliveries", "source" => source, "outcome" => outcome).increment(1);
    // What alarms watch has no dimensions: an alarm cannot add up.
    if *answer == Answer::Unavailable {
        metrics::counter!("deliveries_unavailable").increment(1);
    }
}

/// Counts a delivery whose signature, or what stands for it, was at fault.
pub(crate) fn count_signature(answer: &Answer) {
    if answer.signature_failed() {
        metrics::counter!("signature_failed").increment(1);
    }
}
