//! In which company an event is asked, by how often it failed before (design §4).

/// How an event is asked this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// Never failed: with as many others as the API takes.
    First,
    /// Failed once: with some.
    Second,
    /// Failed twice: with few.
    Third,
    /// Failed more often, or its invocation died: by itself, after all others.
    Alone,
}

impl Round {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// All of them, as their calls follow each other.
    pub const ALL: [Self; Self::COUNT] = [Self::First, Self::Second, Self::Third, Self::Alone];

    /// The round of an event that was claimed after so many tries and abandonments.
    pub fn of(tries: u32, abandoned: u32) -> Self {
        match (abandoned, tries) {
            (0, 0) => Self::First,
            (0, 1) => Self::Second,
            (0, 2) => Self::Third,
            _ => Self::Alone,
        }
    }

    /// Its place in [`Round::ALL`].
    pub(crate) fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
            Self::Third => 2,
            Self::Alone => 3,
        }
    }

    /// The most items of different events in one call; nothing where an event is by itself.
    pub(crate) fn company(self) -> Option<usize> {
        match self {
            Self::First => Some(usize::MAX),
            Self::Second => Some(50),
            Self::Third => Some(10),
            Self::Alone => None,
        }
    }
}
