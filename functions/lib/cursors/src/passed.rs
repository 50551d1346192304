//! Places that were left behind, the fewer the longer ago: where a search begins.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::mark::Mark;
use crate::position::Position;

/// The oldest first. There are about twenty of them after a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passed(Vec<Mark>);

impl Passed {
    /// No pass begins at this place any more. Of all that are from half as long ago to as long ago,
    /// the oldest is kept.
    pub fn add(&mut self, mark: Mark, now: Timestamp) {
        self.0.push(mark);
        let mut last = None;
        self.0.retain(|mark| {
            let age = age(mark.at, now);
            let is_first = last != Some(age);
            last = Some(age);
            is_first
        });
    }

    /// A place with everything behind it that happened at this time or later; the first one of all
    /// where none is so old.
    pub fn before(&self, time: Timestamp) -> Option<&Position> {
        let place = self.0.iter().rev().find(|mark| mark.at <= time);
        place.or_else(|| self.0.first()).map(|mark| &mark.position)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How often a minute doubles until it is as long as this is ago.
fn age(at: Timestamp, now: Timestamp) -> u32 {
    let minutes = now.duration_since(at).as_mins().max(1).unsigned_abs();
    minutes.ilog2()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn id(minutes: i64) -> Position {
        Position::After(minutes.to_string())
    }

    fn year() -> (Passed, i64) {
        let (mut passed, year) = (Passed::default(), 365 * 24 * 60);
        for minute in 0..year {
            passed.add(Mark { position: id(minute), at: at(minute) }, at(minute));
        }
        (passed, year)
    }

    #[test]
    fn a_year_of_places_takes_little_room_and_leaves_a_place_for_every_age() {
        let (passed, year) = year();
        assert!(passed.0.len() <= 22, "{}", passed.0.len());
        assert!(passed.0.is_sorted_by_key(|mark| mark.at));
        for ago in [3, 60, 24 * 60, 10 * 24 * 60] {
            let Some(Position::After(place)) = passed.before(at(year - ago)) else {
                panic!("a place")
            };
            let place: i64 = place.parse().expect("a minute");
            assert!(place <= year - ago, "{place}: what happened {ago} minutes ago is behind it");
            assert!(year - place <= 4 * ago, "{place}: not much more is read than is needed");
        }
    }

    #[test]
    fn before_the_first_place_is_the_first_place() {
        let (passed, _) = year();
        assert_eq!(passed.before(at(-5)), Some(&id(0)));
        assert_eq!(Passed::default().before(at(5)), None);
    }
}
