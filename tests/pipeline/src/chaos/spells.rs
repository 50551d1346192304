//! What holds for a while in a run: an outage of an API, and what an operator holds and lets go.

use std::ops::Range;
use std::time::Duration;

use fastrand::Rng;
use holds::{Hold, Holds, Kind};
use oracle::{CLASSIFIER, Spell, TRACKED};

use crate::chaos::trouble::{Trouble, Without};
use crate::scene::start;

/// Makes other dice of a seed.
const OF_THE_WHOLE: u64 = 0x9e37_79b9_7f4a_7c15;

/// In minutes.
const DAY: u64 = 24 * 60;

/// Who may be held beside an API, by `sources.toml`.
const TENANTS: [&str; 3] = ["acme", "globex", "initech-eu"];
const SOURCES: [&str; 5] = ["catalog", "erp", "shop-create", "pim", "feed"];

/// The outage of a run and its holds, in minutes after the beginning. All of them are over before
/// the senders have sent everything.
#[derive(Clone, Debug)]
pub(crate) struct Spells {
    outages: Vec<(&'static str, Range<u64>)>,
    holds: Vec<(Kind, &'static str, Range<u64>)>,
    redrives: Vec<u64>,
    /// When processes die young.
    rough: Vec<Range<u64>>,
}

impl Spells {
    /// Those of this seed: one API is down for hours, and an API, a tenant and a source are held.
    pub fn of(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let [down, held] = [(); 2].map(|()| *one(&mut dice, &[CLASSIFIER, TRACKED]));
        let outages = vec![(down, spell(&mut dice, 120..200))];
        let holds = vec![
            (Kind::Api, held, spell(&mut dice, 30..90)),
            (Kind::Tenant, *one(&mut dice, &TENANTS), spell(&mut dice, 30..120)),
            (Kind::Source, *one(&mut dice, &SOURCES), spell(&mut dice, 30..120)),
        ];
        Self { outages, holds, redrives: Vec::new(), rough: Vec::new() }
    }

    /// Those of the whole system: the outage may take days, and an operator redrives now and then.
    pub fn of_the_whole(seed: u64, without: &Without) -> Self {
        let mut spells = Self::of(seed);
        let mut dice = Rng::with_seed(seed ^ OF_THE_WHOLE);
        if dice.u32(..3) == 0 {
            let days = dice.u64(DAY..3 * DAY);
            spells.outages.iter_mut().for_each(|(_, minutes)| minutes.end = minutes.start + days);
        }
        spells.redrives = (0..dice.usize(1..4)).map(|_| dice.u64(60..600)).collect();
        spells.rough = vec![spell(&mut dice, 60..180)];
        // When all that waited comes at once.
        let ends = spells.outages.iter().map(|(_, minutes)| minutes.end);
        spells.rough.extend(ends.map(|end| end..end + dice.u64(60..180)));
        let leave = |trouble| without.contains(&trouble);
        if leave(Trouble::Outages) {
            spells.outages.clear();
        }
        if leave(Trouble::Holds) {
            spells.holds.clear();
        }
        if leave(Trouble::Redrives) {
            spells.redrives.clear();
        }
        spells
    }

    /// Whether processes die young in this minute: a bad hour of their machines, or of a release.
    pub fn is_rough(&self, minute: u64) -> bool {
        self.rough.iter().any(|minutes| minutes.contains(&minute))
    }

    /// Whether an operator redrives in this minute.
    pub fn redrives(&self, minute: u64) -> bool {
        self.redrives.contains(&minute)
    }

    /// When an API answers nothing.
    pub fn outages(&self) -> Vec<Spell> {
        self.outages.iter().map(|(api, minutes)| of_api(api, minutes)).collect()
    }

    /// When an API is held.
    pub fn holds_of_apis(&self) -> Vec<Spell> {
        let of_apis = self.holds.iter().filter(|(kind, ..)| *kind == Kind::Api);
        of_apis.map(|(_, api, minutes)| of_api(api, minutes)).collect()
    }

    /// What is held in a minute.
    pub fn held(&self, minute: u64) -> Holds {
        let now = self.holds.iter().filter(|(.., minutes)| minutes.contains(&minute));
        let hold = |(kind, name, _): &(Kind, &str, _)| Hold {
            kind: *kind,
            name: (*name).to_owned(),
            reason: "a storm".to_owned(),
            since: None,
            by: None,
        };
        Holds(now.map(hold).collect())
    }

    /// The last minute in which an operator does anything.
    pub fn last(&self) -> u64 {
        let ends = self.holds.iter().map(|(.., minutes)| minutes.end);
        ends.chain(self.redrives.iter().copied()).max().unwrap_or_default()
    }
}

fn one<'a, T>(dice: &mut Rng, of: &'a [T]) -> &'a T {
    dice.choice(of).expect("one of several")
}

/// Begins within three hours, and takes as long as this.
fn spell(dice: &mut Rng, takes: Range<u64>) -> Range<u64> {
    let from = dice.u64(20..160);
    from..from + dice.u64(takes)
}

fn of_api(api: &'static str, minutes: &Range<u64>) -> Spell {
    let at = |minutes| (start() + Duration::from_mins(minutes)).as_millisecond();
    Spell { api, from: at(minutes.start), until: at(minutes.end) }
}
