//! Reads the log groups of a stack. `CloudWatch` does not charge for it; it looks at all lines of
//! the time that is asked for, so the time is what bounds it.

use std::collections::{BTreeMap, HashMap, HashSet};

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::error::ProvideErrorMetadata;
use aws_sdk_cloudwatchlogs::operation::filter_log_events::FilterLogEventsOutput;
use aws_sdk_cloudwatchlogs::types::FilteredLogEvent;
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::connection::Connection;
use crate::exit::Misused;
use crate::logs::line::Line;
use crate::trouble::Told;

/// Lines of one request: the most there are.
const PAGE: i32 = 10_000;

/// Groups that are read at once: an account has a few such requests a second.
const AT_ONCE: usize = 3;

/// The time that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// Lines from then on.
    pub from: Timestamp,
    /// Lines before then.
    pub to: Timestamp,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Of which time.
    pub window: Window,
    /// What `CloudWatch` sorts out by itself; the local stack sorts out nothing.
    pub pattern: Option<String>,
    /// The most requests for each log group.
    pub pages: usize,
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    /// In the order of their times.
    pub lines: Vec<Line>,
    /// Up to when everything was read, where that is not all of the time asked for.
    pub stopped_at: Option<Timestamp>,
}

/// The log groups of a stack's functions.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    client: Client,
    groups: BTreeMap<String, String>,
}

/// Where a group is read on.
struct Place {
    from: i64,
    token: Option<String>,
}

impl Reader {
    /// All of them, or only those of these functions.
    pub fn of(connection: &Connection, only: &[&str]) -> Result<Self, Misused> {
        let all = &connection.stack.log_groups;
        let unknown = only.iter().find(|name| !all.contains_key(**name));
        if let Some(name) = unknown {
            let known = all.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(Misused(format!("no function `{name}`: there are {known}")));
        }
        let groups =
            all.iter().filter(|(name, _)| only.is_empty() || only.contains(&name.as_str()));
        let groups = groups.map(|(name, group)| (name.clone(), group.clone())).collect();
        Ok(Self { client: Client::new(&connection.config), groups })
    }

    /// The lines that `fits` lets through, of all groups.
    pub async fn read(
        &self,
        asked: &Asked,
        fits: impl Fn(&Line) -> bool + Sync,
    ) -> anyhow::Result<Lines> {
        let groups = self.groups.iter();
        let read = groups.map(|(function, group)| self.group(function, group, asked, &fits));
        let read: Vec<_> = read.collect();
        let read: Vec<Lines> = stream::iter(read).buffer_unordered(AT_ONCE).try_collect().await?;
        let stopped_at = read.iter().filter_map(|lines| lines.stopped_at).min();
        let mut lines: Vec<Line> = read.into_iter().flat_map(|lines| lines.lines).collect();
        lines.sort_by(|a, b| (a.at, &a.function).cmp(&(b.at, &b.function)));
        Ok(Lines { lines, stopped_at })
    }

    async fn group(
        &self,
        function: &str,
        group: &str,
        asked: &Asked,
        fits: &(impl Fn(&Line) -> bool + Sync),
    ) -> anyhow::Result<Lines> {
        let (mut read, mut seen) = (Lines::default(), HashSet::new());
        let mut place = Some(Place { from: asked.window.from.as_millisecond(), token: None });
        let mut last = asked.window.from;
        for _ in 0..asked.pages {
            let Some(at) = place.take() else { break };
            let Some(page) = self.page(group, &at, asked).await? else { break };
            let events = page.events();
            let times = events.iter().filter_map(FilteredLogEvent::timestamp);
            last = times.max().and_then(|at| Timestamp::from_millisecond(at).ok()).unwrap_or(last);
            place = next(&at, &page, last);
            let new = lines(function, events).filter(|line| seen.insert(line.id.clone()));
            read.lines.extend(new.filter(|line| fits(line)));
        }
        read.stopped_at = place.map(|_| last);
        Ok(read)
    }

    /// Nothing where there is no such group.
    async fn page(
        &self,
        group: &str,
        at: &Place,
        asked: &Asked,
    ) -> anyhow::Result<Option<FilterLogEventsOutput>> {
        let request = self.client.filter_log_events().log_group_name(group).limit(PAGE);
        let request = request.start_time(at.from).end_time(asked.window.to.as_millisecond());
        let request = request.set_next_token(at.token.clone());
        let response = request.set_filter_pattern(asked.pattern.clone()).send().await;
        let is_missing =
            |error: &_| ProvideErrorMetadata::code(error) == Some("ResourceNotFoundException");
        if response.as_ref().is_err_and(is_missing) {
            return Ok(None);
        }
        response.told(&format!("cannot read the log {group}")).map(Some)
    }
}

/// The lines of a page. The local stack gives them no ids: they are told by where they stand, and
/// equal ones by their order.
fn lines(function: &str, events: &[FilteredLogEvent]) -> impl Iterator<Item = Line> {
    let mut equal: HashMap<String, usize> = HashMap::new();
    events.iter().filter_map(move |event| {
        let (at, text) = (event.timestamp()?, event.message()?);
        let id = event.event_id().map_or_else(
            || {
                let place = format!("{} {at} {text}", event.log_stream_name().unwrap_or_default());
                let count = equal.entry(place.clone()).or_default();
                *count = count.saturating_add(1);
                format!("{place} {count}")
            },
            str::to_owned,
        );
        Some(Line::of(function, id, Timestamp::from_millisecond(at).ok()?, text))
    })
}

/// Where the next page begins; nothing where there is none. The local stack has no tokens: a page
/// that is full is followed by one that begins with its last lines.
fn next(at: &Place, page: &FilterLogEventsOutput, last: Timestamp) -> Option<Place> {
    if let Some(token) = page.next_token() {
        return Some(Place { from: at.from, token: Some(token.to_owned()) });
    }
    let is_full = i32::try_from(page.events().len()).is_ok_and(|lines| lines >= PAGE);
    let from = last.as_millisecond();
    (is_full && at.token.is_none() && from > at.from).then_some(Place { from, token: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at: i64, text: &str) -> FilteredLogEvent {
        FilteredLogEvent::builder().timestamp(at).message(text).log_stream_name("s").build()
    }

    fn page(lines: usize, at: i64, token: Option<&str>) -> FilterLogEventsOutput {
        let events = (0..lines).map(|_| event(at, "x")).collect();
        let page = FilterLogEventsOutput::builder().set_events(Some(events));
        page.set_next_token(token.map(str::to_owned)).build()
    }

    #[test]
    fn lines_without_an_id_are_told_apart_and_are_the_same_when_they_are_read_again() {
        let events = [event(1, "a"), event(1, "a"), event(2, "a"), event(2, "b")];
        let ids = |events| lines("consumer", events).map(|line| line.id).collect::<HashSet<_>>();
        assert_eq!(ids(&events).len(), 4);
        assert!(ids(events.get(2..).expect("two")).is_subset(&ids(&events)));
    }

    #[test]
    fn a_log_is_read_on_by_its_token_and_without_one_from_its_last_lines() {
        let after = |page: &FilterLogEventsOutput, from: i64, last: i64| {
            let last = Timestamp::from_millisecond(last).expect("a time");
            let place = next(&Place { from, token: None }, page, last);
            place.map(|place| (place.from, place.token))
        };
        assert_eq!(after(&page(0, 5, Some("t")), 1, 1), Some((1, Some("t".to_owned()))));
        assert_eq!(after(&page(3, 5, None), 1, 5), None);
        assert_eq!(after(&page(10_000, 5, None), 1, 5), Some((5, None)));
        assert_eq!(after(&page(10_000, 5, None), 5, 5), None, "it would never end");
    }
}
