//! Where the ledger says why a message was refused. Pure.

use std::collections::BTreeMap;

use envelope::{Envelope, Unopened};
use mapping::{Document, Work, sha256_hex};
use settings::{Source, SourceName};

/// The ledger's keys under which a message may have been refused, the likeliest first. They must
/// agree with those that the consumer claims, as a test checks.
///
/// A message whose id was used for other content before it stands under a row of its own; the row
/// of its event speaks of the other message, so it comes second.
pub(crate) fn keys(
    opened: &Result<Envelope, Unopened>,
    message: &str,
    sources: &BTreeMap<SourceName, Source>,
) -> Vec<String> {
    match opened {
        Ok(envelope) => {
            let key = envelope.key();
            let reused = digest(envelope, sources).map(|digest| format!("reused:{key}#{digest}"));
            reused.into_iter().chain([key]).collect()
        }
        Err(Unopened::Unreadable(_)) => {
            vec![format!("unreadable:{}", sha256_hex(message.as_bytes()))]
        }
        // It waited for an upgrade, and nobody claimed it.
        Err(Unopened::Newer(_)) => Vec::new(),
    }
}

/// The digest of the mapped content; of the body, where it cannot be mapped.
fn digest(envelope: &Envelope, sources: &BTreeMap<SourceName, Source>) -> Option<String> {
    let source = sources.get(&envelope.source)?;
    let mapped = envelope.body.bytes().and_then(|body| {
        let document = Document::parse(&body).ok()?;
        document.work(source, &envelope.event_type, &body).ok()
    });
    Some(match mapped {
        Some(
            Work::Classify { digest, .. }
            | Work::Hydrate { digest, .. }
            | Work::Record { digest, .. }
            | Work::Collect { digest, .. }
            | Work::Nothing { digest },
        ) => digest.to_string(),
        None => envelope.body_sha256.clone(),
    })
}

#[cfg(test)]
mod tests;
