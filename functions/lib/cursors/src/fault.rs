//! What is wrong with a page, or with a feed.

use thiserror::Error;

/// Why a feed is not read on. Its cursor stays where it is; the next run tries again, later each
/// time.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Fault {
    /// Says that there is more, and the next page could only be this one again.
    #[error("a full page does not lead beyond itself: ask for larger pages")]
    Stuck,
    /// A cursor, or a page, that this run had before.
    #[error("a page, or a cursor, that was there before")]
    Repeated,
    /// Entries from before what was asked for, and no others.
    #[error("only entries from before the cursor: is the parameter the right one?")]
    Backward,
    /// Page after page without an entry.
    #[error("pages without entries, and no end")]
    Endless,
    /// Says that there is more, and not where.
    #[error("there is more, and no cursor for it")]
    NoCursor,
    /// A cursor that is too long to be kept.
    #[error("a cursor of more than 2,048 bytes")]
    LongCursor,
    /// What was answered is no page.
    #[error("no page")]
    Nonsense,
    /// No answer, or one that says that the feed has trouble.
    #[error("unavailable")]
    Unavailable,
    /// There is nothing at this address, or under this cursor.
    #[error("nothing there")]
    NotThere,
    /// The key is refused, or the address is wrong.
    #[error("refused")]
    Misconfigured,
}

impl Fault {
    /// Its word as a metric's dimension.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::Repeated => "repeated",
            Self::Backward => "backward",
            Self::Endless => "endless",
            Self::NoCursor => "no_cursor",
            Self::LongCursor => "long_cursor",
            Self::Nonsense => "nonsense",
            Self::Unavailable => "unavailable",
            Self::NotThere => "not_there",
            Self::Misconfigured => "misconfigured",
        }
    }

    /// Whether the entries of the page are good, and only the way on is not.
    pub fn has_entries(self) -> bool {
        match self {
            Self::Stuck | Self::NoCursor | Self::LongCursor => true,
            Self::Repeated
            | Self::Backward
            | Self::Endless
            | Self::Nonsense
            | Self::Unavailable
            | Self::NotThere
            | Self::Misconfigured => false,
        }
    }

    /// Whether the pass had better begin anew: its cursor may have been forgotten.
    pub(crate) fn ends_pass(self) -> bool {
        match self {
            Self::NotThere | Self::Repeated | Self::Backward => true,
            Self::Stuck
            | Self::Endless
            | Self::NoCursor
            | Self::LongCursor
            | Self::Nonsense
            | Self::Unavailable
            | Self::Misconfigured => false,
        }
    }
}
