//! The promises of [`CursorTable`].

use cursors::{Cursor, CursorTable, Memory, PageSays, Position, Stamped, Swapped};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use ledger::Gap;
use settings::{Feed, Settings};

fn feed() -> Feed {
    let text = r#"
[api.api]
base_url = "https://api.example"
key = "env:KEY"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:SECRET"]
event = { id = "$.id" }
version = { sequence = "$.n" }
feed = { base_url = "https://erp.example", path = "/", key = "env:KEY", cursor = "id", has_more = "$.more", from = "start" }
"#;
    let mut settings = Settings::parse(text).expect("good settings");
    settings.sources.remove("erp").and_then(|source| source.feed).expect("a feed")
}

/// A cursor that no other number gives, with all that one may hold: a pass and a search under way,
/// and places from long ago.
fn numbered(number: u32) -> Stamped {
    let feed = feed();
    let at = |minute: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
    let page = |id: i64| PageSays {
        entries: 1,
        has_more: Some(false),
        greatest: Some(Position::After(id.to_string())),
        ids: vec![id.to_string()],
        ..PageSays::default()
    };
    let mut cursor = Cursor::begin(&feed, at(0));
    for minute in 0..i64::from(number) + 10 {
        let asking = cursor.ask(&feed, at(minute));
        let read = asking.read(&page(minute), &feed, &mut Memory::default(), at(minute));
        cursor = read.expect("a good page").cursor;
    }
    let seeking = cursor.seek(&feed, Some(Gap::of(at(-3))), at(60)).expect("a search is due");
    let more = PageSays { has_more: Some(true), ..page(1) };
    let read = seeking.read(&more, &feed, &mut Memory::default()).expect("a good page");
    let cursor = read.cursor.ask(&feed, at(61)).stays();
    Stamped { cursor, stamp: format!("stamp-{number}") }
}

/// Runs every check, each on feeds of its own whose names begin with `prefix`.
pub async fn suite<T: CursorTable>(table: T, prefix: &str) {
    let bench = Bench { table, prefix: prefix.to_owned() };
    bench.a_feed_that_nobody_read_has_no_cursor().await;
    bench.a_cursor_is_read_as_it_was_written().await;
    bench.who_saw_the_newest_cursor_writes_and_nobody_else().await;
    bench.a_write_that_is_refused_leaves_no_trace().await;
    bench.the_same_write_sent_again_is_one_write().await;
    bench.each_feed_has_a_cursor_of_its_own().await;
    bench.of_many_first_writes_at_once_one_stands().await;
    bench.of_many_later_writes_at_once_one_stands().await;
}

struct Bench<T> {
    table: T,
    prefix: String,
}

impl<T: CursorTable> Bench<T> {
    fn source(&self, name: &str) -> String {
        format!("{}-{name}", self.prefix)
    }

    async fn look(&self, source: &str) -> Option<Stamped> {
        self.table.look(&self.source(source)).await.expect("a table that answers")
    }

    async fn swap(&self, source: &str, number: u32, was: Option<&str>) -> Swapped {
        let swapped = self.table.swap(&self.source(source), &numbered(number), was).await;
        swapped.expect("a table that answers")
    }

    async fn a_feed_that_nobody_read_has_no_cursor(&self) {
        assert_eq!(self.look("new").await, None);
    }

    /// A strongly consistent read sees every write that was acknowledged before it.
    async fn a_cursor_is_read_as_it_was_written(&self) {
        let mut was = None;
        for number in 1..=8 {
            assert_eq!(self.swap("read", number, was.as_deref()).await, Swapped::Yes);
            assert_eq!(self.look("read").await, Some(numbered(number)));
            was = Some(format!("stamp-{number}"));
        }
    }

    async fn who_saw_the_newest_cursor_writes_and_nobody_else(&self) {
        assert_eq!(self.swap("seen", 1, None).await, Swapped::Yes);
        assert_eq!(self.swap("seen", 2, Some("stamp-1")).await, Swapped::Yes);
        for old in [None, Some("stamp-1"), Some("stamp-9")] {
            assert_eq!(self.swap("seen", 3, old).await, Swapped::No, "{old:?}");
            assert_eq!(self.look("seen").await, Some(numbered(2)), "{old:?}");
        }
    }

    /// Where the condition of a first write is false, there is no row afterwards either.
    async fn a_write_that_is_refused_leaves_no_trace(&self) {
        assert_eq!(self.swap("refused", 1, Some("stamp-0")).await, Swapped::No);
        assert_eq!(self.look("refused").await, None);
        assert_eq!(self.swap("refused", 2, None).await, Swapped::Yes);
    }

    /// A client that lost the answer sends its request again, and finds what it has written.
    async fn the_same_write_sent_again_is_one_write(&self) {
        for was in [None, Some("stamp-1")] {
            let number = if was.is_none() { 1 } else { 2 };
            assert_eq!(self.swap("again", number, was).await, Swapped::Yes);
            assert_eq!(self.swap("again", number, was).await, Swapped::Yes, "{was:?}");
            assert_eq!(self.look("again").await, Some(numbered(number)));
        }
    }

    async fn each_feed_has_a_cursor_of_its_own(&self) {
        assert_eq!(self.swap("one", 1, None).await, Swapped::Yes);
        assert_eq!(self.swap("other", 2, None).await, Swapped::Yes);
        assert_eq!(self.swap("one", 3, Some("stamp-1")).await, Swapped::Yes);
        assert_eq!(self.look("other").await, Some(numbered(2)));
    }

    async fn of_many_first_writes_at_once_one_stands(&self) {
        self.one_of_many("first", None).await;
    }

    async fn of_many_later_writes_at_once_one_stands(&self) {
        assert_eq!(self.swap("later", 99, None).await, Swapped::Yes);
        self.one_of_many("later", Some("stamp-99")).await;
    }

    /// Conditional writes of one row are made one after the other.
    async fn one_of_many(&self, source: &str, was: Option<&str>) {
        let writes =
            (1..=16).map(|number| async move { (number, self.swap(source, number, was).await) });
        let writes: Vec<_> = futures::stream::iter(writes).buffer_unordered(16).collect().await;
        let written = writes.into_iter().filter(|(_, swapped)| *swapped == Swapped::Yes);
        let written: Vec<u32> = written.map(|(number, _)| number).collect();
        let stands = self.look(source).await.map(|stands| stands.stamp);
        let stamps: Vec<_> = written.iter().map(|number| Some(format!("stamp-{number}"))).collect();
        assert_eq!(stamps, [stands], "the one that was told so");
    }
}
