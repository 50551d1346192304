//! What is found.

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
    /// More was asked for than a rate or a spend cap allows.
    Excess,
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
    /// Hours of the clock in which a spend cap was used up.
    pub spent_hours: usize,
}

impl Verdict {
    /// How many findings of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.findings.iter().filter(|(found, _)| *found == kind).count()
    }

    /// Notes one more.
    pub(super) fn find(&mut self, kind: Kind, what: String) {
        self.findings.push((kind, what));
    }
}
