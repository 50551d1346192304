//! The promises of [`CursorTable`].

use cursors::{Cursor, CursorTable, Memory, PageSays, Position, Stamped, Swapped};
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

/// A feed that nobody read has no cursor; who saw the newest one writes, and nobody else; a cursor
/// is read as it was written.
pub async fn suite<T: CursorTable>(table: T, source: &str) {
    let look = async || table.look(source).await.expect("a table that answers");
    let swap = async |number, was| {
        table.swap(source, &numbered(number), was).await.expect("a table that answers")
    };
    assert_eq!(look().await, None);
    assert_eq!(swap(1, Some("stamp-0")).await, Swapped::No);
    assert_eq!(swap(1, None).await, Swapped::Yes);
    assert_eq!(look().await, Some(numbered(1)));
    assert_eq!(swap(2, Some("stamp-1")).await, Swapped::Yes);
    for old in [None, Some("stamp-1")] {
        assert_eq!(swap(3, old).await, Swapped::No, "{old:?}");
    }
    assert_eq!(look().await, Some(numbered(2)));
}
