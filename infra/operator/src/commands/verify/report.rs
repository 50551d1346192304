//! Why a request verifies or not, as it is shown.

use jiff::Timestamp;
use serde::Serialize;
use settings::Source;

use crate::diagnosis::{Diagnosis, Reason};
use crate::output::Report;

/// Why a request verifies or not.
#[derive(Debug, Serialize)]
pub(super) struct Verified {
    source: String,
    pub verifies: bool,
    /// What the door would have to say; its sender is told less.
    refusal: Option<String>,
    /// As of when it was judged.
    judged_at: Timestamp,
    /// When it says that it was signed.
    signed_at: Option<Timestamp>,
    secrets_tried: usize,
    /// Each by itself would explain it.
    explanations: Vec<Vec<Reason>>,
}

impl Verified {
    pub fn of(source: &Source, diagnosis: Diagnosis, now: Timestamp, tried: usize) -> Self {
        let Diagnosis { verifies, refusal, signed_at, explanations } = diagnosis;
        Self {
            source: source.name.to_string(),
            verifies,
            refusal,
            judged_at: now,
            signed_at,
            secrets_tried: tried,
            explanations,
        }
    }

    fn head(&self) -> String {
        let Self { source, judged_at, .. } = self;
        match &self.refusal {
            None => format!("verifies as a request of `{source}`, judged as of {judged_at:.0}"),
            Some(refusal) => format!(
                "does not verify as a request of `{source}`, judged as of {judged_at:.0}: {refusal}"
            ),
        }
    }
}

impl Report for Verified {
    fn text(&self) -> String {
        let mut blocks = vec![self.head()];
        for (number, explanation) in self.explanations.iter().enumerate() {
            if number > 0 {
                blocks.push("Or:".to_owned());
            }
            blocks.extend(
                explanation
                    .iter()
                    .map(|reason| format!("- {}.\n  To mend it: {}.", reason.why(), reason.mend())),
            );
        }
        blocks.join("\n")
    }
}
