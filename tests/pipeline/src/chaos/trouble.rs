//! What a run has to suffer, each of which can be left out.

use std::collections::BTreeSet;

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Processes die at remote calls.
    Deaths,
    /// Calls of tables, queues and stores fail, or lose their answers.
    Faults,
    /// The API misbehaves.
    Moods,
    /// Clocks differ.
    Skew,
    /// Invocations stand still, and go on when their claims are no longer their own.
    Freezes,
    /// An API answers nothing for hours, or for days.
    Outages,
    /// An operator holds and lets go.
    Holds,
    /// An operator redrives dead letters.
    Redrives,
    /// Secrets are rotated.
    Rotations,
    /// Another release takes the place of the first.
    Upgrade,
}

impl Trouble {
    /// All of them, each with the word for it on a command line.
    pub const ALL: [(Self, &str); 10] = [
        (Self::Deaths, "deaths"),
        (Self::Faults, "faults"),
        (Self::Moods, "moods"),
        (Self::Skew, "skew"),
        (Self::Freezes, "freezes"),
        (Self::Outages, "outages"),
        (Self::Holds, "holds"),
        (Self::Redrives, "redrives"),
        (Self::Rotations, "rotations"),
        (Self::Upgrade, "upgrade"),
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(trouble, _)| *trouble == self).map_or("", |(_, name)| name)
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word)| *word == name).map(|(trouble, _)| *trouble)
    }
}

/// Those that are left out.
pub type Without = BTreeSet<Trouble>;
