//! With which others an event is asked, by what happened to it before.

use ledger::{Claim, Row};

/// How many events share an event's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// None: it is asked by itself.
    Alone,
    /// Few.
    Few,
    /// Some.
    Some,
    /// As many as the API takes.
    Full,
}

/// With how many others an event is asked, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Company {
    /// An invocation died of it, or of one of its neighbours: it is claimed after everything else
    /// of the batch is settled, so that another death is charged to few.
    pub is_late: bool,
    /// How many share its call.
    pub size: Size,
}

impl Size {
    /// The most events of one call.
    pub fn events(self) -> usize {
        match self {
            Self::Alone => 1,
            Self::Few => 10,
            Self::Some => 50,
            Self::Full => usize::MAX,
        }
    }
}

impl Company {
    /// Of an event that nothing has happened to.
    pub const FULL: Self = Self { is_late: false, size: Size::Full };

    /// The company after so many failed calls, and so many invocations that died with the event
    /// among others (`shared_deaths`), or with it alone (`deaths`).
    ///
    /// After one death among others it is asked in as few calls as before: one event in many is the
    /// reason. Who dies alone is convicted.
    pub fn after(tries: u32, shared_deaths: u32, deaths: u32) -> Self {
        let by_tries = match tries {
            0 => Size::Full,
            1 => Size::Some,
            2 => Size::Few,
            _ => Size::Alone,
        };
        let by_deaths = match (shared_deaths, deaths) {
            (0 | 1, 0) => Size::Full,
            (2, 0) => Size::Few,
            _ => Size::Alone,
        };
        Self { is_late: shared_deaths > 0 || deaths > 0, size: by_tries.min(by_deaths) }
    }

    /// The company of an event, by what its row says.
    pub(crate) fn of_row(row: &Row) -> Self {
        let is_abandoned = row.phase == ledger::Phase::Claimed;
        let (shared, alone) = (is_abandoned && row.shared, is_abandoned && !row.shared);
        Self::after(
            row.tries,
            row.shared_deaths.saturating_add(u32::from(shared)),
            row.abandoned.saturating_add(u32::from(alone)),
        )
    }

    /// The company that a claimed event should have.
    pub(crate) fn of_claim(claim: &Claim) -> Self {
        Self::after(claim.tries(), claim.shared_deaths(), claim.abandoned())
    }

    /// Whether an event that should have this company may be in one of `other`.
    pub(crate) fn fits(self, other: Self) -> bool {
        other.size <= self.size && (other.is_late || !self.is_late)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failed_call_makes_the_company_smaller_and_the_fourth_is_alone() {
        let sizes = [0, 1, 2, 3, 9].map(|tries| Company::after(tries, 0, 0).size.events());
        assert_eq!(sizes, [usize::MAX, 50, 10, 1, 1]);
    }

    #[test]
    fn deaths_among_others_make_it_smaller_one_later() {
        let companies = [0, 1, 2, 3].map(|deaths| Company::after(0, deaths, 0));
        assert_eq!(companies.map(|company| company.size.events()), [usize::MAX, usize::MAX, 10, 1]);
        assert_eq!(companies.map(|company| company.is_late), [false, true, true, true]);
        assert_eq!(Company::after(0, 0, 1), Company { is_late: true, size: Size::Alone });
    }

    #[test]
    fn nobody_is_in_a_larger_or_earlier_company_than_his_own() {
        let (full, late) = (Company::FULL, Company::after(0, 1, 0));
        let alone = Company::after(3, 0, 0);
        assert!(full.fits(full) && full.fits(late) && late.fits(late) && alone.fits(alone));
        assert!(!late.fits(full) && !alone.fits(full) && full.fits(alone));
    }
}
