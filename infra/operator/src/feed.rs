//! Where a source's feed stands, as it is shown. Pure.

use cursors::Cursor;
use jiff::Timestamp;
use serde::Serialize;
use settings::Feed;

use crate::table::or_dash;
use crate::time;

/// Where a source's feed stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownFeed {
    /// Whose feed it is.
    pub source: String,
    /// What is asked, without its query.
    pub url: String,
    /// What its places are: `opaque`, `id` or `updated_at`.
    pub cursor: &'static str,
    /// `read`; `reading` (a pass is under way); `fault`; `never read`; `of another kind` (the
    /// settings have changed, and it begins anew).
    pub state: &'static str,
    /// Where passes begin.
    pub begins_at: Option<String>,
    /// Where the pass goes on that is under way.
    pub goes_on_at: Option<String>,
    /// When it was last read to its end.
    pub read_at: Option<Timestamp>,
    /// How many seconds ago that is.
    pub behind_s: Option<i64>,
    /// The id of its last entry.
    pub last_entry: Option<String>,
    /// When something new was last found in it.
    pub heard_at: Option<Timestamp>,
    /// Whether that is longer ago than its `silent_after_min`.
    pub is_silent: bool,
    /// Faults since the last good page.
    pub faults: u32,
    /// It is not asked before this.
    pub retry_at: Option<Timestamp>,
}

impl ShownFeed {
    /// What a table shows of it.
    pub const COLUMNS: [&str; 7] =
        ["source", "cursor", "state", "begins at", "behind", "something new", "faults"];

    /// The feed of this source; `stands` is what is on record of it.
    pub fn of(source: &str, feed: &Feed, stands: Option<&Cursor>, now: Timestamp) -> Self {
        let own = stands.filter(|cursor| cursor.is_of(feed));
        let state = match (stands, own) {
            (None, _) => "never read",
            (Some(_), None) => "of another kind",
            (_, Some(cursor)) if cursor.faults() > 0 => "fault",
            (_, Some(cursor)) if cursor.under_way().is_some() => "reading",
            (_, Some(_)) => "read",
        };
        Self {
            source: source.to_owned(),
            url: format!("{}{}", feed.base_url, feed.path.split('?').next().unwrap_or_default()),
            cursor: feed.cursor.word(),
            state,
            begins_at: own.map(|cursor| cursor.begins_at().to_string()),
            goes_on_at: own.and_then(Cursor::under_way).map(|(head, _)| head.to_string()),
            read_at: own.map(Cursor::read_at),
            behind_s: own.map(|cursor| cursor.behind(now).as_secs()),
            last_entry: own.and_then(Cursor::last).map(str::to_owned),
            heard_at: own.map(Cursor::heard_at),
            is_silent: own.is_some_and(|cursor| cursor.is_silent(feed, now)),
            faults: own.map_or(0, Cursor::faults),
            retry_at: own.map(Cursor::retry_at).filter(|at| *at > now),
        }
    }

    /// One row under [`Self::COLUMNS`].
    pub fn cells(&self, now: Timestamp) -> [String; 7] {
        [
            self.source.clone(),
            self.cursor.to_owned(),
            self.state_words(now),
            or_dash(self.begins_at.as_deref()),
            self.behind_s.map_or_else(|| or_dash(None), time::span),
            self.heard_words(now),
            self.faults.to_string(),
        ]
    }

    /// Everything, a line each.
    pub fn rows(&self, now: Timestamp) -> Vec<[String; 2]> {
        let at = |at: Option<Timestamp>| at.map_or_else(|| or_dash(None), time::to_the_second);
        let behind = self.behind_s.map(|seconds| format!(" ({} ago)", time::span(seconds)));
        let rows = [
            ("source", self.source.clone()),
            ("asked at", self.url.clone()),
            ("its places are", self.cursor.to_owned()),
            ("state", self.state_words(now)),
            ("passes begin at", or_dash(self.begins_at.as_deref())),
            ("this pass goes on at", or_dash(self.goes_on_at.as_deref())),
            ("read to its end", format!("{}{}", at(self.read_at), behind.unwrap_or_default())),
            ("last entry", or_dash(self.last_entry.as_deref())),
            ("something new", self.heard_words(now)),
            ("faults in a row", self.faults.to_string()),
        ];
        rows.into_iter().map(|(name, value)| [name.to_owned(), value]).collect()
    }

    fn state_words(&self, now: Timestamp) -> String {
        let again = self.retry_at.map(|at| format!(", asked again {}", time::until(at, now)));
        format!("{}{}", self.state, again.unwrap_or_default())
    }

    fn heard_words(&self, now: Timestamp) -> String {
        let Some(heard_at) = self.heard_at else { return or_dash(None) };
        let since = time::span(now.duration_since(heard_at).as_secs());
        let silent = if self.is_silent { ": silent for too long" } else { "" };
        format!("{since} ago{silent}")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use cursors::{Fault, Position};
    use settings::Settings;

    /// A feed whose places are these.
    pub(crate) fn feed(lines: &str) -> Feed {
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
feed = {{ base_url = "https://erp.example", path = "/events?token=hunter2", key = "env:KEY", {lines} }}
"#
        );
        let settings = Settings::parse(&text).expect("good settings");
        let source = settings.sources.into_values().next().expect("a source");
        source.feed.expect("a feed")
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn a_feed_says_where_it_stands_how_far_behind_it_is_and_whether_it_is_silent() {
        let feed =
            feed(r#"cursor = "id", has_more = "$.more", from = "start", silent_after_min = 10"#);
        let never = ShownFeed::of("erp", &feed, None, at(0));
        assert_eq!((never.state, never.begins_at), ("never read", None));
        assert_eq!(never.url, "https://erp.example/events", "a query may hold a key");
        let cursor = Cursor::begin(&feed, at(0));
        let shown = ShownFeed::of("erp", &feed, Some(&cursor), at(700));
        let expected =
            ["erp", "id", "read", "the start", "11 min", "11 min ago: silent for too long", "0"];
        assert_eq!(shown.cells(at(700)), expected.map(str::to_owned));
        let faulty = cursor.ask(&feed, at(0)).fault(Fault::Unavailable, at(700));
        let shown = ShownFeed::of("erp", &feed, Some(&faulty), at(700));
        assert_eq!(shown.state_words(at(700)), "fault, asked again in 30 s");
        assert_eq!(shown.goes_on_at.as_deref(), Some("the start"));
    }

    #[test]
    fn a_cursor_of_another_kind_is_none() {
        let by_id = feed(r#"cursor = "id", has_more = "$.more", from = "start""#);
        let by_time = feed(r#"cursor = "updated_at", page_size = 3, from = "start""#);
        let cursor = Cursor::begin(&by_id, at(0));
        assert_eq!(cursor.begins_at(), &Position::Start);
        let shown = ShownFeed::of("erp", &by_time, Some(&cursor), at(1));
        assert_eq!((shown.state, shown.begins_at), ("of another kind", None));
    }
}
