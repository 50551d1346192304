//! Where a feed is read from, page by page. Nothing is asked here: what a page says is given.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::time::Duration;

use cursors::{Cursor, Fault, Forward, Memory, PageSays, Position, Read};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use settings::{Feed, Settings};

fn feed(lines: &str) -> Feed {
    let text = format!(
        r#"
[api.classifier]
base_url = "https://api.example.com"
key = "env:KEY"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
event = {{ id = "$.id" }}
version = {{ time = "$.at" }}
feed = {{ base_url = "https://erp.example", path = "/events", key = "env:KEY", {lines} }}
"#
    );
    let settings = Settings::parse(&text).expect("good settings");
    settings.sources["erp"].feed.clone().expect("a feed")
}

const BY_ID: &str = "cursor = \"id\", has_more = \"$.more\", from = \"start\"";
const BY_TOKEN: &str =
    "cursor = \"opaque\", next = \"$.next\", has_more = \"$.more\", from = \"start\"";
const BY_TIME: &str = "cursor = \"updated_at\", page_size = 3, from = \"start\"";

fn at(seconds: i64) -> Timestamp {
    "2026-11-26T12:00:00Z".parse::<Timestamp>().expect("a time")
        + SignedDuration::from_secs(seconds)
}

fn ids(ids: &[&str]) -> PageSays {
    PageSays {
        entries: ids.len(),
        greatest: ids.last().map(|id| Position::After((*id).to_owned())),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        ..PageSays::default()
    }
}

fn more(page: PageSays) -> PageSays {
    PageSays { has_more: Some(true), ..page }
}

fn last(page: PageSays) -> PageSays {
    PageSays { has_more: Some(false), ..page }
}

fn next(page: PageSays, next: &str) -> PageSays {
    PageSays { next: Some(next.to_owned()), greatest: None, ..page }
}

/// Reads pages one after the other, a second each, from second `from` on.
fn read(cursor: Cursor, feed: &Feed, from: i64, pages: &[PageSays]) -> (Cursor, Option<Fault>) {
    let (mut cursor, mut memory) = (cursor, Memory::default());
    for (second, page) in (from..).zip(pages) {
        let asking = cursor.clone().ask(feed, at(second));
        match asking.read(page, feed, &mut memory, at(second)) {
            Ok(Read { cursor: new, .. }) => cursor = new,
            Err(fault) => return (asking.fault(fault, at(second)), Some(fault)),
        }
    }
    (cursor, None)
}

fn head(cursor: &Cursor, feed: &Feed, second: i64) -> Option<String> {
    cursor.clone().ask(feed, at(second)).head().asked(feed)
}

#[test]
fn a_place_that_was_passed_is_where_to_begin_once_nothing_can_appear_before_it() {
    let feed = feed(BY_ID);
    let (cursor, _) = read(Cursor::begin(&feed, at(0)), &feed, 0, &[last(ids(&["1", "2"]))]);
    assert_eq!(head(&cursor, &feed, 60), None, "an event before 2 may be late");
    let (cursor, _) = read(cursor, &feed, 60, &[last(ids(&["1", "2"]))]);
    assert_eq!(head(&cursor, &feed, 120), None, "the pass began a minute after, not two");
    let (cursor, _) = read(cursor, &feed, 120, &[last(ids(&["1", "2"]))]);
    assert_eq!(head(&cursor, &feed, 180).as_deref(), Some("2"), "two minutes: the lag");
}

#[test]
fn a_long_pass_goes_on_in_the_next_run_where_it_was() {
    let feed = feed(BY_ID);
    let pages = [more(ids(&["1", "2"])), more(ids(&["3", "9"])), more(ids(&["10", "11"]))];
    let (cursor, fault) = read(Cursor::begin(&feed, at(0)), &feed, 0, &pages);
    assert_eq!((head(&cursor, &feed, 60).as_deref(), fault), (Some("11"), None));
    assert_eq!(cursor.behind(at(3_600)).as_secs(), 3_600, "its end was not reached");
}

#[test]
fn what_the_feed_held_before_the_first_run_is_only_passed_over() {
    let feed = feed(&BY_ID.replace("start", "now"));
    let first = Cursor::begin(&feed, at(0)).ask(&feed, at(0));
    assert!(first.skips() && first.head().asked(&feed).is_none());
    let (cursor, _) =
        read(Cursor::begin(&feed, at(0)), &feed, 0, &[more(ids(&["1"])), last(ids(&["2"]))]);
    let asking = cursor.ask(&feed, at(60));
    assert!(!asking.skips());
    assert_eq!(asking.head().asked(&feed).as_deref(), Some("2"));
}

#[test]
fn a_time_is_asked_for_a_tick_before_so_that_equal_ones_are_never_lost() {
    let feed = feed(&format!("{BY_TIME}, overlap_s = 0, lag_s = 0"));
    let page = |seconds: &[i64]| PageSays {
        entries: seconds.len(),
        greatest: seconds.iter().max().map(|second| Position::At(at(*second))),
        ids: seconds.iter().map(ToString::to_string).collect(),
        ..PageSays::default()
    };
    let (cursor, _) = read(Cursor::begin(&feed, at(50)), &feed, 50, &[page(&[1, 5, 5])]);
    assert_eq!(head(&cursor, &feed, 51).as_deref(), Some("2026-11-26T12:00:04.999Z"));
    let (_, fault) = read(cursor, &feed, 51, &[page(&[5, 5, 5])]);
    assert_eq!(fault, Some(Fault::Stuck), "a fourth of that time would never be seen");
}

#[test]
fn a_time_from_the_future_hides_nothing() {
    let feed = feed(&format!("{BY_TIME}, overlap_s = 0, lag_s = 0"));
    let page = PageSays {
        entries: 1,
        greatest: Some(Position::At(at(1_000_000))),
        ids: vec!["e".to_owned()],
        ..PageSays::default()
    };
    let (cursor, _) = read(Cursor::begin(&feed, at(0)), &feed, 10, std::slice::from_ref(&page));
    let (cursor, _) = read(cursor, &feed, 70, &[page]);
    let head = head(&cursor, &feed, 130);
    assert_eq!(head.as_deref(), Some("2026-11-26T12:01:09.999Z"), "when the last run was");
}

#[test]
fn a_feed_that_leads_nowhere_is_not_followed() {
    let (by_id, by_token) = (feed(BY_ID), feed(BY_TOKEN));
    let fault = |feed: &Feed, pages: &[PageSays]| {
        let (cursor, fault) = read(Cursor::begin(feed, at(0)), feed, 0, pages);
        assert!(cursor.retry_at() > at(0), "it is left alone for a while");
        fault.expect("a fault")
    };
    let page = || more(ids(&["5"]));
    assert_eq!(fault(&by_id, &[page(), page()]), Fault::Stuck);
    assert_eq!(fault(&by_id, &[page(), last(ids(&["3"]))]), Fault::Backward);
    assert_eq!(fault(&by_token, &[next(page(), "a"), next(page(), "a")]), Fault::Repeated);
    let other = || more(ids(&["6"]));
    let circle = [next(page(), "a"), next(other(), "b"), next(more(ids(&["7"])), "a")];
    assert_eq!(fault(&by_token, &circle), Fault::Repeated);
    assert_eq!(fault(&by_token, &[next(page(), "a"), next(page(), "b")]), Fault::Repeated);
    assert_eq!(fault(&by_token, &[page()]), Fault::NoCursor);
    assert_eq!(fault(&by_token, &[next(page(), &"x".repeat(3_000))]), Fault::LongCursor);
    let empty: Vec<_> = (0..30).map(|n| next(more(ids(&[])), &format!("c{n}"))).collect();
    assert_eq!(fault(&by_token, &empty), Fault::Endless);
}

#[test]
fn each_fault_in_a_row_is_left_alone_for_longer_and_a_good_page_ends_that() {
    let feed = feed(BY_ID);
    let mut cursor = Cursor::begin(&feed, at(0));
    let mut waits = Vec::new();
    for _ in 0..7 {
        cursor = cursor.ask(&feed, at(0)).fault(Fault::Unavailable, at(0));
        waits.push(cursor.retry_at().duration_since(at(0)).as_secs());
    }
    assert_eq!(waits, [30, 60, 120, 240, 480, 600, 600]);
    let (cursor, _) = read(cursor, &feed, 700, &[last(ids(&["1"]))]);
    let cursor = cursor.ask(&feed, at(800)).fault(Fault::Unavailable, at(800));
    assert_eq!(cursor.retry_at(), at(830));
}

#[test]
fn silence_is_told_by_what_is_new_whoever_brought_it() {
    let feed = feed(&format!("{BY_ID}, silent_after_min = 10"));
    let (cursor, _) = read(Cursor::begin(&feed, at(0)), &feed, 300, &[last(ids(&["1"]))]);
    let (cursor, _) = read(cursor, &feed, 800, &[last(ids(&["1"]))]);
    assert!(!cursor.is_silent(&feed, at(899)) && cursor.is_silent(&feed, at(900)));
    let (cursor, _) = read(cursor, &feed, 901, &[last(ids(&["1", "2"]))]);
    assert!(!cursor.is_silent(&feed, at(1_400)));
}

/// An event of a provider, in the order of their ids.
#[derive(Clone, Copy, Debug)]
struct Event {
    happened: i64,
    published: i64,
}

/// What a provider answers at a time.
struct Provider {
    events: Vec<Event>,
    size: usize,
    says_times: bool,
}

impl Provider {
    fn page(&self, feed: &Feed, asked: Option<&str>, now: i64) -> (Vec<usize>, PageSays) {
        let by_time = feed.cursor.word() == "updated_at";
        let after = asked.map(|asked| {
            if by_time {
                let time: Timestamp = asked.parse().expect("a time");
                self.events.partition_point(|event| at(event.happened) < time)
            } else {
                asked.parse::<usize>().expect("an id") + 1
            }
        });
        let visible: Vec<usize> = (after.unwrap_or_default()..self.events.len())
            .filter(|id| self.events[*id].published <= now)
            .collect();
        let page: Vec<usize> = visible.iter().copied().take(self.size).collect();
        let newest = page.iter().map(|id| at(self.events[*id].happened)).max();
        let place = |id: &usize| {
            if by_time {
                Position::At(at(self.events[*id].happened))
            } else {
                Position::After(id.to_string())
            }
        };
        let greatest = page.last().map(place);
        let last = page.last().map(ToString::to_string).or_else(|| asked.map(str::to_owned));
        let says = PageSays {
            entries: page.len(),
            next: last.filter(|_| feed.cursor.word() == "opaque"),
            has_more: Some(visible.len() > page.len()),
            greatest: greatest.filter(|_| feed.cursor.word() != "opaque"),
            newest: newest.filter(|_| by_time || self.says_times),
            ids: page.iter().map(ToString::to_string).collect(),
        };
        (page, says)
    }
}

/// A run that has read what is on record, as far as it is.
struct Run {
    cursor: Cursor,
    stamp: u64,
    memory: Memory,
}

/// What is on record, told apart by who wrote it, and what the queue has.
struct World {
    cursor: Cursor,
    stamp: u64,
    queue: BTreeSet<usize>,
}

impl World {
    fn begin(&self) -> Run {
        Run { cursor: self.cursor.clone(), stamp: self.stamp, memory: Memory::default() }
    }

    /// One page of a run; `dies`: before what it has sent is on record. Whether the run goes on.
    fn step(
        &mut self,
        run: &mut Run,
        feed: &Feed,
        provider: &Provider,
        now: i64,
        dies: bool,
    ) -> bool {
        let asking = run.cursor.clone().ask(feed, at(now));
        let (page, says) = provider.page(feed, asking.head().asked(feed).as_deref(), now);
        let read = asking.read(&says, feed, &mut run.memory, at(now)).expect("a good feed");
        self.queue.extend(page);
        if dies || run.stamp != self.stamp {
            return false;
        }
        self.stamp += 1;
        (self.cursor, run.cursor, run.stamp) = (read.cursor.clone(), read.cursor, self.stamp);
        !read.is_end
    }
}

/// Runs of up to three pages each, two of them at once now and then.
fn all_enqueued(
    feed: &Feed,
    provider: &Provider,
    runs: &[(i64, bool, bool)],
) -> Result<(), TestCaseError> {
    let mut world = World { cursor: Cursor::begin(feed, at(0)), stamp: 0, queue: BTreeSet::new() };
    let mut now = 0;
    let over = provider.events.iter().map(|event| event.published).max().unwrap_or_default() + 1;
    let calm = std::iter::repeat_n((30, false, false), 4 * provider.events.len() + 20);
    for (gap, dies, twice) in runs.iter().copied().chain(calm) {
        now += gap;
        let mut first = world.begin();
        let mut second = world.begin();
        let (mut first_on, mut second_on) = (true, twice);
        for page in 0..3 {
            now += 1;
            second_on = second_on && world.step(&mut second, feed, provider, now, false);
            first_on = first_on && world.step(&mut first, feed, provider, now, dies && page == 1);
        }
    }
    prop_assert!(now > over);
    let lost: Vec<usize> =
        (0..provider.events.len()).filter(|id| !world.queue.contains(id)).collect();
    prop_assert!(lost.is_empty(), "lost {lost:?} of {:?}", provider.events);
    Ok(())
}

const LAG: i64 = 100;

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (1_i64..40, prop_oneof![3 => Just(0), 1 => 0..=LAG]);
    proptest::collection::vec(event, 1..40).prop_map(|drawn| {
        let mut happened = 0;
        let event = |(gap, late)| {
            happened += gap;
            Event { happened, published: happened + late }
        };
        drawn.into_iter().map(event).collect()
    })
}

fn runs() -> impl Strategy<Value = Vec<(i64, bool, bool)>> {
    proptest::collection::vec((1_i64..120, any::<bool>(), any::<bool>()), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is published late, within the lag, whenever the runs are, whoever dies and whoever
    /// reads at the same time: every event reaches the queue.
    #[test]
    fn every_event_is_enqueued_by_every_kind_of_cursor(
        events in events(), runs in runs(), size in 2_usize..5, says_times in any::<bool>()
    ) {
        let provider = Provider { events, size, says_times };
        for cursor in [BY_ID, BY_TOKEN, "cursor = \"updated_at\", has_more = \"$.more\", overlap_s = 0, from = \"start\""] {
            let feed = feed(&format!("{cursor}, lag_s = {LAG}"));
            prop_assert_eq!(feed.lag, Duration::from_secs(LAG.unsigned_abs()));
            all_enqueued(&feed, &provider, &runs)?;
        }
    }
}

#[test]
fn a_cursor_is_put_back_and_what_it_then_reads_again_begins_there() {
    let feed = feed(BY_ID);
    let cursor = Cursor::begin(&feed, at(0));
    let asking = cursor.ask(&feed, at(0));
    let read = asking.read(&last(ids(&["1", "2", "3"])), &feed, &mut Memory::default(), at(0));
    let mut cursor = read.expect("a good page").cursor;
    // A pass that begins after the lag moves the beginning on.
    let later = at(3_600);
    let asking = cursor.ask(&feed, later);
    let read = asking.read(&last(ids(&["3"])), &feed, &mut Memory::default(), later);
    cursor = read.expect("a good page").cursor;
    assert_eq!(cursor.begins_at(), &Position::After("3".to_owned()));

    let after = |id: &str| Position::After(id.to_owned());
    let forward = cursor.clone().rewound(&feed, after("10"), later);
    assert_eq!(forward, Err(Forward(after("3"))), "10 comes after 3");
    let fault = cursor.ask(&feed, later).fault(Fault::Unavailable, later);
    assert!(fault.retry_at() > later);
    let back = fault.rewound(&feed, after("1"), later).expect("an earlier place");
    assert_eq!((back.begins_at(), back.faults(), back.retry_at()), (&after("1"), 0, later));
    assert_eq!(back.ask(&feed, later).head(), &after("1"), "no pass goes on from elsewhere");
}
