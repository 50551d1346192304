//! The verdict: what was lost, doubled, or paid for twice.

mod carried;
mod messages;
mod owners;
mod payment;
mod rows;
mod states;
mod told;
mod unchanged;

use crate::evidence::Evidence;

use rows::Records;
use told::ToldBy;

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that was said has no effect, and nobody can see why; or it is in the dead-letter
    /// queue though nothing is wrong with it.
    Lost,
    /// An effect that nobody asked for, or the wrong one.
    Double,
    /// Paid for though the answer was to be had without.
    Repaid,
}

/// Everything that went wrong, and what the run came to.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What went wrong, one line each.
    pub findings: Vec<(Kind, String)>,
    /// Answers on record.
    pub recorded: usize,
    /// Of these, how many were carried from an earlier state that asked the same.
    pub carried: usize,
    /// States without a row, since a newer one of their line is on record.
    pub superseded: usize,
    /// Items that were paid for.
    pub paid: usize,
    /// Of these, how many answers were lost: on the wire, or with the invocation that heard them.
    pub lost: usize,
    /// Answers that were lost on the wire, and are on record all the same: they were looked up.
    pub looked_up: usize,
    /// Answers that came second: two events told one state at once, and each asked for it.
    pub side_by_side: usize,
}

impl Verdict {
    /// How many findings of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|(found, _)| *found == kind).count()
    }

    /// Notes one more.
    fn find(&mut self, kind: Kind, what: String) {
        self.findings.push((kind, what));
    }
}

/// Judges.
pub fn judge(evidence: &Evidence) -> Verdict {
    let mut verdict = Verdict { paid: evidence.asks.len(), ..Verdict::default() };
    let effective = messages::judge(evidence, &mut verdict);
    let records = Records::read(&evidence.answers, &mut verdict);
    let told = ToldBy::of(evidence, &effective);
    owners::judge(evidence, &records, &told, &mut verdict);
    carried::judge(&records, &mut verdict);
    states::judge(evidence, &records, &told, &mut verdict);
    unchanged::judge(evidence, &records, &told, &mut verdict);
    payment::judge(evidence, &records, &told, &mut verdict);
    let breaches = evidence.breaches.iter().map(|what| (Kind::Repaid, what.clone()));
    verdict.findings.extend(breaches);
    verdict
}
