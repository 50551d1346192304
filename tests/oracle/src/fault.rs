//! The ways in which a call goes wrong, by chance.

use fastrand::Rng;

/// What happens instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody listens.
    Unreachable,
    /// Another status, before any work.
    Status(u16),
    /// 429, with what `Retry-After` says.
    Limited(Option<&'static str>),
    /// 500 once the work is done.
    StatusAfterWork,
    /// The connection breaks before, or after the work.
    Broken { after_work: bool },
    /// No answer ever comes; the work was done, or not.
    Silence { after_work: bool },
    /// Something on the way spoils the answer.
    Spoiled(Spoiled),
    /// The provider itself writes an answer that is wrong in one place.
    Wrong(Wrong),
}

/// The ways in which an answer is none when it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spoiled {
    Html,
    CutOff,
}

/// The ways in which a provider's answer is wrong in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The last item is left out.
    Gap,
    /// There is one that nobody asked for.
    Surplus,
    /// The first item is there twice, the same.
    Repeat,
    /// The first item is there twice, and differs.
    Dispute,
}

const ALL: [Fault; 19] = [
    Fault::Unreachable,
    Fault::Status(500),
    Fault::Status(503),
    Fault::Status(401),
    Fault::Limited(Some("7")),
    Fault::Limited(Some("Sun, 01 Mar 2026 12:00:30 GMT")),
    Fault::Limited(Some("99999999999999999999")),
    Fault::Limited(None),
    Fault::StatusAfterWork,
    Fault::Broken { after_work: false },
    Fault::Broken { after_work: true },
    Fault::Silence { after_work: false },
    Fault::Silence { after_work: true },
    Fault::Spoiled(Spoiled::Html),
    Fault::Spoiled(Spoiled::CutOff),
    Fault::Wrong(Wrong::Gap),
    Fault::Wrong(Wrong::Surplus),
    Fault::Wrong(Wrong::Repeat),
    Fault::Wrong(Wrong::Dispute),
];

impl Fault {
    /// Every seventh call goes wrong, in any way.
    pub fn by_chance(dice: &mut Rng) -> Option<Self> {
        if dice.u32(..7) > 0 {
            return None;
        }
        dice.choice(ALL)
    }

    /// Whether the provider has done its work, and is to be paid for it.
    pub fn is_paid(self) -> bool {
        match self {
            Self::Unreachable | Self::Status(_) | Self::Limited(_) => false,
            Self::StatusAfterWork | Self::Spoiled(_) | Self::Wrong(_) => true,
            Self::Broken { after_work } | Self::Silence { after_work } => after_work,
        }
    }

    /// Whether the answer for the item at this place of so many does not arrive in one piece.
    pub fn loses(self, place: usize, items: usize) -> bool {
        match self {
            Self::Wrong(Wrong::Gap) => place + 1 == items,
            Self::Wrong(Wrong::Dispute) => place == 0,
            // A lone item's answer is an object: with another beside it, it is no answer.
            Self::Wrong(Wrong::Surplus | Wrong::Repeat) => items == 1,
            Self::Unreachable
            | Self::Status(_)
            | Self::Limited(_)
            | Self::StatusAfterWork
            | Self::Broken { .. }
            | Self::Silence { .. }
            | Self::Spoiled(_) => true,
        }
    }

    /// Whether the answer was lost on its way, and not written wrongly.
    pub fn is_on_the_wire(self) -> bool {
        !matches!(self, Self::Wrong(_))
    }
}
