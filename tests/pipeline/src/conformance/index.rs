//! The promises of [`ContentIndex`].

use classifications::{ContentIndex, ContentKey, ItemKey, Mark, Place, State, Version};
use jiff::Timestamp;

/// Runs every check, on contents of its own under `prefix`.
pub async fn suite<T: ContentIndex>(index: T, prefix: &str) {
    let content = ContentKey::new(prefix, &Mark::new("0123456789abcdef"));
    assert_eq!(index.find(&content).await, Ok(None), "nothing is known at first");
    for second in [1, 2] {
        let place = place(prefix, second);
        assert_eq!(index.put(&content, &place).await, Ok(()));
        assert_eq!(index.find(&content).await, Ok(Some(place)), "the last one is known");
    }
}

fn place(tenant: &str, second: i64) -> Place {
    let (version, mark) = (Version::Sequence(7), Mark::new("0123456789abcdef"));
    let state = State { lineage: "erp".to_owned(), version, mark };
    let at = |second| Timestamp::from_second(1_800_000_000 + second).expect("a time");
    Place {
        item: ItemKey::new(tenant, "SKU-1"),
        state: state.key(),
        answered_at: at(second),
        expires_at: at(second + 60),
    }
}
