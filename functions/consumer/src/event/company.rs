//! With which others an event is asked, by what happened to it before.

use ledger::{Claim, Row};

/// The most events that share an event's call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(usize);

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
    /// It is asked by itself.
    pub const ALONE: Self = Self(1);
    const FEW: Self = Self(10);
    const SOME: Self = Self(50);
    /// As many as the API takes.
    pub const FULL: Self = Self(usize::MAX);

    /// The most events of one call.
    pub fn events(self) -> usize {
        self.0
    }

    /// Half of a call of several that was refused, as it would have been split next.
    fn half_of(suspects: u32) -> Self {
        let suspects = usize::try_from(suspects).unwrap_or(usize::MAX);
        if suspects == 0 { Self::FULL } else { Self(suspects.div_ceil(2)) }
    }
}

impl Company {
    /// Of an event that nothing has happened to.
    pub const FULL: Self = Self { is_late: false, size: Size::FULL };

    /// The company after so many failed calls, and so many invocations that died with the event
    /// among others (`shared_deaths`), or with it alone (`deaths`).
    ///
    /// After one death among others it is asked in as few calls as before: one event in many is the
    /// reason. Who dies alone is convicted.
    pub fn after(tries: u32, shared_deaths: u32, deaths: u32) -> Self {
        let by_tries = match tries {
            0 => Size::FULL,
            1 => Size::SOME,
            2 => Size::FEW,
            _ => Size::ALONE,
        };
        let by_deaths = match (shared_deaths, deaths) {
            (0 | 1, 0) => Size::FULL,
            (2, 0) => Size::FEW,
            _ => Size::ALONE,
        };
        Self { is_late: shared_deaths > 0 || deaths > 0, size: by_tries.min(by_deaths) }
    }

    /// The same where a call of so many events was refused with it, and the culprit not found: the
    /// search goes on where it was.
    #[must_use]
    pub fn among(self, suspects: u32) -> Self {
        Self { size: self.size.min(Size::half_of(suspects)), ..self }
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
        .among(row.suspects)
    }

    /// The company that a claimed event should have.
    pub(crate) fn of_claim(claim: &Claim) -> Self {
        let company = Self::after(claim.tries(), claim.shared_deaths(), claim.abandoned());
        company.among(claim.suspects())
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
        assert_eq!(Company::after(0, 0, 1), Company { is_late: true, size: Size::ALONE });
    }

    #[test]
    fn suspects_are_asked_by_half_of_the_call_that_was_refused() {
        let sizes = [200, 25, 2, 1].map(|suspects| Company::FULL.among(suspects).size.events());
        assert_eq!(sizes, [100, 13, 1, 1]);
        assert_eq!(Company::FULL.among(0), Company::FULL);
        assert_eq!(Company::after(2, 0, 0).among(200).size.events(), 10, "the smaller one counts");
    }

    #[test]
    fn nobody_is_in_a_larger_or_earlier_company_than_his_own() {
        let (full, late) = (Company::FULL, Company::after(0, 1, 0));
        let alone = Company::after(3, 0, 0);
        assert!(full.fits(full) && full.fits(late) && late.fits(late) && alone.fits(alone));
        assert!(!late.fits(full) && !alone.fits(full) && full.fits(alone));
    }
}
