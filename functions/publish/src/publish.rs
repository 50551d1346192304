//! One batch of the stream.

use serde_json::Value;

use crate::bus::{Bus, Entry};
use crate::detail::detail;
use crate::pack::packs;
use crate::record::{Change, Record, Unreadable, sequence_number};

/// An event to be, and the place of its record in the shard.
struct Placed {
    place: Option<String>,
    entry: Entry,
}

/// Where in its shard Lambda is to begin again: at the record of this sequence number. Without one
/// the whole batch comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again(pub Option<String>);

/// Publishes every change of a batch, in order.
///
/// Stops at the first that the bus does not take: that record and those after it are brought again,
/// and some of those that shared its request are published twice. A record that no event can be
/// made of is logged and counted, and holds up nobody; its row is in the table.
pub async fn publish(bus: &impl Bus, records: Vec<Value>) -> Result<(), Again> {
    let placed: Vec<Placed> = records.into_iter().filter_map(placed).collect();
    let entries: Vec<Entry> = placed.iter().map(|placed| placed.entry.clone()).collect();
    for pack in packs(&entries) {
        let start = pack.start;
        let entries = entries.get(pack).unwrap_or_default();
        if let Some(first) = first_refused(bus, entries).await {
            let place = placed.get(start.saturating_add(first));
            return Err(Again(place.and_then(|placed| placed.place.clone())));
        }
    }
    Ok(())
}

/// A record as an event, unless it is no news, or unreadable.
fn placed(record: Value) -> Option<Placed> {
    let place = sequence_number(&record);
    match entry(record) {
        Ok(entry) => entry.map(|entry| Placed { place, entry }),
        Err(error) => {
            metrics::counter!("changes_unreadable").increment(1);
            tracing::error!(place, %error, "cannot be published");
            None
        }
    }
}

fn entry(record: Value) -> Result<Option<Entry>, Unreadable> {
    let record = Record::read(record)?;
    match record.change {
        Change::Insert | Change::Modify => {
            Ok(Some(Entry(Value::Object(detail(&record)?).to_string())))
        }
        Change::Remove => Ok(None),
    }
}

/// The first entry that is not on the bus now.
async fn first_refused(bus: &impl Bus, entries: &[Entry]) -> Option<usize> {
    let told = match bus.put(entries).await {
        Ok(told) => told,
        Err(error) => {
            refused(entries.len(), &error.to_string());
            return Some(0);
        }
    };
    let codes: Vec<&str> = told.iter().flatten().map(String::as_str).collect();
    metrics::counter!("changes_published").increment(count(told.len() - codes.len()));
    if let Some(code) = codes.first() {
        refused(codes.len(), code);
    }
    told.iter().position(Option::is_some)
}

fn refused(changes: usize, reason: &str) {
    metrics::counter!("changes_refused").increment(count(changes));
    tracing::warn!(changes, reason, "not published, comes again");
}

fn count(changes: usize) -> u64 {
    u64::try_from(changes).unwrap_or(u64::MAX)
}
