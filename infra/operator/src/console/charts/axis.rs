//! Where the numbers at a chart's side end, and how they are written. Pure.

use jiff::Timestamp;

use crate::time;

const SECOND: f64 = 1_000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// A kind of chart.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Where its side ends, for this highest number.
    pub end: fn(f64) -> f64,
    /// How a number at its side is written.
    pub axis: fn(f64) -> String,
    /// How a number of it is written.
    pub write: fn(f64) -> String,
    /// Whether it has bars, or lines.
    pub is_bars: bool,
}

/// Counts, as bars.
pub(super) const COUNTS: Kind = Kind { end: nice, axis: whole, write: whole, is_bars: true };

/// Spans of time in milliseconds, as lines.
pub(super) const SPANS: Kind = Kind { end: nice_span, axis: short, write: span, is_bars: false };

fn whole(number: f64) -> String {
    format!("{number:.0}")
}

/// Milliseconds in words.
fn span(millis: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "it is drawn")]
    let to = Timestamp::from_millisecond(millis as i64).unwrap_or(Timestamp::UNIX_EPOCH);
    time::took(Timestamp::UNIX_EPOCH, to)
}

/// Milliseconds in the largest unit of which they are a whole number.
fn short(millis: f64) -> String {
    let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")];
    let whole = |(unit, _): &(f64, &str)| millis >= *unit && millis % unit == 0.0;
    let (unit, name) = units.into_iter().find(whole).unwrap_or((1.0, "ms"));
    format!("{:.0} {name}", millis / unit)
}

/// The next of 2, 4 and 10, with zeros: so that its half is a whole number, too.
fn nice(highest: f64) -> f64 {
    let mut size = 1.0;
    while size < f64::MAX / 100.0 {
        for leading in [2.0, 4.0, 10.0] {
            if highest <= leading * size {
                return leading * size;
            }
        }
        size *= 10.0;
    }
    highest
}

/// The next span that people say, and whose half they say.
fn nice_span(highest: f64) -> f64 {
    let seconds = [1.0, 2.0, 4.0, 10.0, 20.0, 60.0].map(|many| many * SECOND);
    let minutes = [2.0, 4.0, 10.0, 20.0, 60.0].map(|many| many * MINUTE);
    let hours = [2.0, 4.0, 12.0, 24.0].map(|many| many * HOUR);
    let spans = [100.0, 200.0, 400.0].into_iter().chain(seconds).chain(minutes).chain(hours);
    let mut fitting = spans.filter(|span| highest <= *span);
    fitting.next().unwrap_or_else(|| nice(highest / DAY) * DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_ends_at_a_number_whose_half_is_whole() {
        let ends = [0.0, 2.0, 3.0, 5.0, 11.0, 399.0, 1_001.0].map(|highest| whole(nice(highest)));
        assert_eq!(ends, ["2", "2", "4", "10", "20", "400", "2000"]);
    }

    #[test]
    fn a_side_of_spans_ends_at_one_that_people_say_and_so_does_its_half() {
        for (millis, end, half) in [
            (0.0, "100 ms", "50 ms"),
            (401.0, "1 s", "500 ms"),
            (19_000.0, "20 s", "10 s"),
            (59_000.0, "1 min", "30 s"),
            (201_000.0, "4 min", "2 min"),
            (3_500_000.0, "1 h", "30 min"),
            (50_000_000.0, "1 d", "12 h"),
            (100_000_000.0, "2 d", "1 d"),
        ] {
            let nice = nice_span(millis);
            assert_eq!((short(nice), short(nice / 2.0)), (end.to_owned(), half.to_owned()));
        }
    }
}
