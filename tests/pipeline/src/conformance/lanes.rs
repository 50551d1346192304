//! The promises of [`LaneTable`].

use std::collections::BTreeMap;

use dispatcher::{LaneState, LaneTable, Served, Stamped, Swapped};
use jiff::{SignedDuration, Timestamp};
use ledger::{Gap, Missing, Priority, SEQUENCE_LANE};
use reconcile::Gaps;

/// What a dispatcher counted is what reconcile reads.
pub async fn gaps<T: LaneTable, G: Gaps>(table: T, gaps: G) {
    assert_eq!(gaps.missing().await, Ok(None), "nobody counted");
    let mut was = String::new();
    for number in [1, 2, 3] {
        let new = numbered(number);
        let swapped = table.swap(SEQUENCE_LANE, &new, &was).await.expect("a table that answers");
        assert_eq!(swapped, Swapped::Yes);
        assert_eq!(gaps.missing().await, Ok(new.state.missing), "{number}");
        was = new.stamp;
    }
}

/// A memory that no other number gives.
fn numbered(number: u32) -> Stamped {
    let time = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number.into());
    let mut served = Served::default();
    served.serve(Priority::Webhook, format!("tenant-{number}"));
    let state = LaneState {
        whole_at: time,
        probed_at: time,
        renewed_at: time,
        served,
        counted_at: time,
        counts: BTreeMap::from([("rate".to_owned(), number.into())]),
        gaps: number.into(),
        missing: number.is_multiple_of(2).then(|| missing(time)),
        oldest: number.is_multiple_of(2).then_some(time),
    };
    Stamped { state, stamp: format!("stamp-{number}") }
}

fn missing(time: Timestamp) -> Missing {
    let gap = Gap::of(time).and(Gap::of(time + SignedDuration::from_mins(1)));
    Missing { counted_at: time, gaps: BTreeMap::from([("erp".to_owned(), gap)]) }
}

/// A lane that nobody worked on has the empty stamp; who saw the newest memory writes, and nobody
/// else; a memory is read as it was written.
pub async fn suite<T: LaneTable>(table: T, lane: &str) {
    let look = async || table.look(lane).await.expect("a table that answers");
    let swap = async |number, was: &str| {
        table.swap(lane, &numbered(number), was).await.expect("a table that answers")
    };
    assert_eq!(look().await, Stamped::default());
    assert_eq!(swap(1, "").await, Swapped::Yes);
    assert_eq!(swap(1, "").await, Swapped::Yes, "sent again, since its answer was lost");
    assert_eq!(look().await, numbered(1));
    assert_eq!(swap(2, "stamp-1").await, Swapped::Yes);
    assert_eq!(look().await, numbered(2));
    for old in ["", "stamp-1"] {
        assert_eq!(swap(3, old).await, Swapped::No(numbered(2)), "{old}");
    }
    assert_eq!(look().await, numbered(2));
}
