//! How far the rows of a tenant are known to be held, where one look does not get past them.

use std::collections::HashMap;

use holds::Holds;
use ledger::Place;

/// Where the next look goes on, by what a tenant's turns begin with. Kept in this process only:
/// whoever does not know it reads those rows again.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    holds: Holds,
    places: HashMap<String, Place>,
}

impl Passed {
    /// Other holds hold other rows: then nothing is known.
    pub fn heed(&mut self, holds: &Holds) {
        if self.holds != *holds {
            self.places.clear();
            self.holds = holds.clone();
        }
    }

    pub(super) fn take(&mut self, turns: &str) -> Option<Place> {
        self.places.remove(turns)
    }

    pub(super) fn pass(&mut self, turns: String, place: Place) {
        self.places.insert(turns, place);
    }
}
