//! Which events are meant. Pure.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use ledger::{Phase, Row};

use crate::key::key_parts;
use crate::time::Moment;

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum State {
    /// An invocation works on it, or crashed doing so
    Claimed,
    /// To be tried again
    Released,
    /// Outside the queue: see also `tidewaiter waiting list`
    Waiting,
    /// Everything is recorded
    Done,
    /// It cannot succeed as it is: see also `tidewaiter dlq list`
    Refused,
}

/// Which events: all that fit everything that is said.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct EventFilter {
    /// Those that stand so
    #[arg(long, value_enum)]
    pub state: Option<State>,
    /// Those of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Those of this tenant
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// Those whose reason contains this text, in upper or lower case
    #[arg(long, value_name = "TEXT")]
    pub matching: Option<String>,
    /// Those first received since then: `2h`, `3d`, or a time in RFC 3339
    #[arg(long, value_name = "TIME", value_parser = crate::time::moment)]
    pub since: Option<Moment>,
    /// Those first received before then
    #[arg(long, value_name = "TIME", value_parser = crate::time::moment)]
    pub before: Option<Moment>,
}

impl State {
    fn phase(self) -> Phase {
        match self {
            Self::Claimed => Phase::Claimed,
            Self::Released => Phase::Released,
            Self::Waiting => Phase::Waiting,
            Self::Done => Phase::Done,
            Self::Refused => Phase::Refused,
        }
    }
}

/// A filter as the table takes it.
#[derive(Debug, Default)]
pub(super) struct Expression {
    /// The conditions.
    pub text: String,
    /// Their values.
    pub values: HashMap<String, AttributeValue>,
}

impl Expression {
    fn and(&mut self, condition: &str, values: &[(&str, AttributeValue)]) {
        self.text = format!("{} AND {condition}", self.text);
        self.values.extend(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    }
}

impl EventFilter {
    /// What the table can sort out by itself: rows that do not come over the network.
    pub(super) fn expression(&self, now: Timestamp) -> Expression {
        // Rows that stand for no event have no phase.
        let mut all =
            Expression { text: "attribute_exists(phase)".to_owned(), ..Expression::default() };
        if let Some(state) = self.state {
            let word = format!("{:?}", state.phase()).to_lowercase();
            all.and("phase = :phase", &[(":phase", text(&word))]);
        }
        if let Some(source) = &self.source {
            let own = text(&format!("{source}#"));
            let reused = text(&format!("reused:{source}#"));
            let condition = "(begins_with(event, :source) OR begins_with(event, :reused))";
            all.and(condition, &[(":source", own), (":reused", reused)]);
        }
        if let Some(tenant) = &self.tenant {
            all.and("contains(event, :tenant)", &[(":tenant", text(&format!("#{tenant}#")))]);
        }
        if let Some(since) = self.since {
            all.and("first_received >= :since", &[(":since", millis(since.at(now)))]);
        }
        if let Some(before) = self.before {
            all.and("first_received < :before", &[(":before", millis(before.at(now)))]);
        }
        all
    }

    /// Whether an event is meant.
    pub(crate) fn fits(&self, row: &Row, now: Timestamp) -> bool {
        let (source, tenant, _) = key_parts(&row.event);
        let same = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        let reason = row.reason.as_deref().unwrap_or_default().to_lowercase();
        let contains = |text: &String| reason.contains(&text.to_lowercase());
        self.state.is_none_or(|state| state.phase() == row.phase)
            && same(&self.source, source)
            && same(&self.tenant, tenant)
            && self.matching.as_ref().is_none_or(contains)
            && self.since.is_none_or(|since| since.at(now) <= row.first_received)
            && self.before.is_none_or(|before| row.first_received < before.at(now))
            && !row.is_expired(now)
    }
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn millis(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_millisecond().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::listed::tests::row;

    fn now() -> Timestamp {
        Timestamp::from_second(10_000).expect("a time")
    }

    #[test]
    fn everything_that_is_said_has_to_fit() {
        let row = row("erp#acme#e#1", "refused", Some("No items at $.a"));
        let moment = |text| Some(crate::time::moment(text).expect("a moment"));
        let filter = EventFilter {
            state: Some(State::Refused),
            source: Some("erp".to_owned()),
            tenant: Some("acme".to_owned()),
            matching: Some("no items".to_owned()),
            since: moment("2h"),
            before: moment("1h"),
        };
        assert!(filter.fits(&row, now()), "{row:?}");
        let other = |change: fn(&mut EventFilter)| {
            let mut filter = filter.clone();
            change(&mut filter);
            filter
        };
        for filter in [
            other(|it| it.state = Some(State::Done)),
            other(|it| it.source = Some("er".to_owned())),
            other(|it| it.tenant = Some("acm".to_owned())),
            other(|it| it.matching = Some("API".to_owned())),
            other(|it| it.since = Some(crate::time::moment("1h").expect("a moment"))),
            other(|it| it.before = Some(crate::time::moment("2h").expect("a moment"))),
        ] {
            assert!(!filter.fits(&row, now()), "{filter:?}");
        }
    }

    #[test]
    fn rows_of_a_reused_id_belong_to_their_source() {
        let row = row("reused:erp#acme#e1#abc", "refused", None);
        let filter = EventFilter { source: Some("erp".to_owned()), ..EventFilter::default() };
        assert!(filter.fits(&row, now()));
    }
}
