//! Why a call gave nothing.

use crate::event::{Cause, ItemEnd, Refusal, Setback};

/// Why there are no answers, by what it means for the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallFailed {
    /// Nothing was sent.
    NotMade(Cause, &'static str),
    /// Not this item's fault, and not its turn.
    Hold(Setback),
    /// It counts as a try.
    Try(Setback),
    /// Something in the call is wrong; the status, and what is said of it.
    Refused(u16, String),
}

impl CallFailed {
    /// Whether the call may have been paid for all the same.
    pub fn may_be_paid(&self) -> bool {
        match self {
            Self::Hold(setback) | Self::Try(setback) => setback.unconfirmed.is_some(),
            Self::NotMade(..) | Self::Refused(..) => false,
        }
    }

    /// What it means for the item at this place of its event. A refusal names it.
    pub fn end_of(&self, place: usize) -> ItemEnd {
        match self {
            Self::Refused(_, reason) => {
                ItemEnd::Refuse(Refusal::Item, format!("item {place}: the API says {reason}"))
            }
            Self::NotMade(..) | Self::Hold(_) | Self::Try(_) => self.end(),
        }
    }

    /// What it means for whatever waited for it.
    pub fn end(&self) -> ItemEnd {
        match self {
            Self::NotMade(cause, reason) => ItemEnd::hold(*cause, *reason),
            Self::Hold(setback) => ItemEnd::Hold(setback.clone()),
            Self::Try(setback) => ItemEnd::Try(setback.clone()),
            Self::Refused(_, reason) => ItemEnd::Refuse(Refusal::Item, reason.clone()),
        }
    }
}

/// Without the word of the budget's table no call is made.
impl From<budget::Unavailable> for CallFailed {
    fn from(error: budget::Unavailable) -> Self {
        Self::Hold(Setback::new(Cause::Tables, error.to_string()))
    }
}
