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
    /// An answer that is none.
    Nonsense(Nonsense),
}

/// The ways in which a 200 is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nonsense {
    Html,
    CutOff,
    OneMissing,
    OneTooMany,
    OneTwice,
}

const ALL: [Fault; 16] = [
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
    Fault::Nonsense(Nonsense::Html),
    Fault::Nonsense(Nonsense::CutOff),
    Fault::Nonsense(Nonsense::OneMissing),
];

const OF_BATCHES: [Fault; 2] =
    [Fault::Nonsense(Nonsense::OneTooMany), Fault::Nonsense(Nonsense::OneTwice)];

impl Fault {
    /// Every seventh call goes wrong, in any way.
    pub fn by_chance(dice: &mut Rng) -> Option<Self> {
        if dice.u32(..7) > 0 {
            return None;
        }
        let place = dice.usize(..ALL.len() + OF_BATCHES.len());
        ALL.iter().chain(&OF_BATCHES).nth(place).copied()
    }

    /// Whether the provider has done its work, and is to be paid for it.
    pub fn is_paid(self) -> bool {
        match self {
            Self::Unreachable | Self::Status(_) | Self::Limited(_) => false,
            Self::StatusAfterWork | Self::Nonsense(_) => true,
            Self::Broken { after_work } | Self::Silence { after_work } => after_work,
        }
    }
}
