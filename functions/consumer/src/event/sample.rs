//! An event as any, for the tests of what is done with events.

use std::time::Duration;

use jiff::Timestamp;
use ledger::{OnReuse, Priority};
use mapping::{Item, Version};

use super::{Event, Origin, Record, Task};

pub(crate) fn event(key: &str, task: Task) -> Event {
    Event {
        record: Record {
            message_id: key.to_owned(),
            receipt_handle: "r".to_owned(),
            sent_at: Timestamp::UNIX_EPOCH,
            receives: 1,
            ticket: None,
        },
        envelope: "{}".to_owned(),
        key: key.to_owned(),
        origin: Origin { source: "erp".into(), tenant: "acme".into(), ..Origin::default() },
        polled: false,
        digest: "d".to_owned(),
        body_sha256: "b".to_owned(),
        revision: "1".to_owned(),
        lineage: "erp".to_owned(),
        results_lineage: None,
        order: None,
        job_over: 2,
        priority: Priority::Webhook,
        retention: Duration::from_hours(24),
        on_reuse: OnReuse::Refuse,
        task,
    }
}

/// One that asks this API for these items.
pub(crate) fn asking(key: &str, api: &str, items: Vec<Item>) -> Event {
    event(key, Task::Classify { api: api.to_owned(), items, unreadable: Vec::new() })
}

/// An item in its state of this number: no two have one content.
pub(crate) fn item(id: &str, number: u64) -> Item {
    Item {
        place: 0,
        id: id.to_owned(),
        description: format!("{id} as of {number}"),
        country_of_origin: None,
        version: Some(Version::Sequence(number)),
    }
}
