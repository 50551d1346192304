//! The time that charts show, cut into equal parts. Pure.

use jiff::Timestamp;

const MINUTE: i64 = 60_000;

/// How far back charts go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Span {
    /// 60 minutes.
    #[default]
    Hour,
    /// 24 hours, by the half hour.
    Day,
    /// Seven days, by three hours.
    Week,
}

impl Span {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Week];

    /// The one of this word; the shortest for any other.
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|span| span.word() == word).unwrap_or_default()
    }

    /// Its word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "last hour",
            Self::Day => "last 24 hours",
            Self::Week => "last 7 days",
        }
    }

    /// One part of it, in words.
    pub fn part(self) -> &'static str {
        match self {
            Self::Hour => "minute",
            Self::Day => "half hour",
            Self::Week => "three hours",
        }
    }

    fn part_ms(self) -> i64 {
        match self {
            Self::Hour => MINUTE,
            Self::Day => 30 * MINUTE,
            Self::Week => 180 * MINUTE,
        }
    }

    /// How many parts it has.
    pub fn parts(self) -> usize {
        match self {
            Self::Hour => 60,
            Self::Day => 48,
            Self::Week => 56,
        }
    }

    /// Its parts up to the one that `now` is in.
    pub fn until(self, now: Timestamp) -> Parts {
        let part = self.part_ms();
        let last = now.as_millisecond().div_euclid(part).saturating_mul(part);
        let before = i64::try_from(self.parts()).unwrap_or(1).saturating_sub(1);
        Parts { span: self, from: last.saturating_sub(before.saturating_mul(part)) }
    }
}

/// Equal parts of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// How far it goes.
    pub span: Span,
    from: i64,
}

impl Parts {
    /// When the first of them begins.
    pub fn from(self) -> Timestamp {
        Timestamp::from_millisecond(self.from).unwrap_or(Timestamp::MIN)
    }

    /// In which of them a time is, in milliseconds since 1970.
    pub fn place(self, at: i64) -> Option<usize> {
        let place = at.saturating_sub(self.from).div_euclid(self.span.part_ms());
        usize::try_from(place).ok().filter(|place| *place < self.span.parts())
    }

    /// When one of them begins.
    pub fn begin(self, place: usize) -> Timestamp {
        let place = i64::try_from(place).unwrap_or_default();
        let at = self.from.saturating_add(place.saturating_mul(self.span.part_ms()));
        Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
    }

    /// The same, as short as it is clear.
    pub fn label(self, place: usize) -> String {
        let form = if self.span == Span::Week { "%a %H:%M" } else { "%H:%M" };
        self.begin(place).strftime(form).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_is_in_the_last_part_and_what_is_older_in_none() {
        let now: Timestamp = "2026-11-26T10:07:59.999Z".parse().expect("a time");
        for span in Span::ALL {
            let parts = span.until(now);
            assert_eq!(parts.place(now.as_millisecond()), Some(span.parts() - 1), "{span:?}");
            let from = parts.from().as_millisecond();
            assert_eq!((parts.place(from), parts.place(from - 1)), (Some(0), None), "{span:?}");
            let after = parts.begin(span.parts()).as_millisecond();
            assert_eq!((parts.place(after - 1).is_some(), parts.place(after)), (true, None));
        }
        let hour = Span::Hour.until(now);
        assert_eq!((hour.label(0), hour.label(59)), ("09:08".to_owned(), "10:07".to_owned()));
        assert_eq!(Span::Week.until(now).label(55), "Thu 09:00");
    }
}
