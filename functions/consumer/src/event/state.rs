//! Which state of an item an event tells of. Pure.

use classifications::{Mark, State, Version};
use jiff::Timestamp;
use mapping::{Item, content_mark};

use crate::event::event::Event;

/// The state of an item: numbered by its source's lineage, told by what would be asked of the API
/// about it. Where the sender says no version, it is when the event was first received.
pub(crate) fn state(event: &Event, item: &Item, api: &str, first_received: Timestamp) -> State {
    State {
        lineage: event.lineage.clone(),
        version: version(item.version, first_received),
        mark: mark(item, api),
    }
}

/// A version, in the words of the table.
pub(crate) fn version(said: Option<mapping::Version>, first_received: Timestamp) -> Version {
    match said {
        Some(mapping::Version::Sequence(number)) => Version::Sequence(number),
        Some(mapping::Version::Time(time)) => Version::Time(time),
        None => Version::Received(first_received),
    }
}

/// What tells the content of an item; a call names its items by it.
pub(crate) fn mark(item: &Item, api: &str) -> Mark {
    Mark::new(content_mark(api, &item.description, item.country_of_origin.as_deref()))
}
