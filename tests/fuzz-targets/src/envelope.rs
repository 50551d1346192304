//! What stands in the queue: anybody with access to it may have written it.

use envelope::open;
use jiff::Timestamp;
use mapping::{Document, Reading};

use crate::body::SOURCES;

/// Opened, it is the same when it is written and opened again, and its body is read as the
/// consumer reads it.
pub fn envelope(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let Ok(opened) = open(text) else { return };
    let written = serde_json::to_string(&opened).expect("JSON");
    assert_eq!(open(&written).as_ref(), Ok(&opened));
    let Some(source) = SOURCES.sources.get(&opened.source) else { return };
    let Some(body) = opened.body.bytes() else { return };
    let Ok(document) = Document::parse(&body) else { return };
    let Ok(event_type) = document.event_type(source) else { return };
    let (tenant, now) = (&opened.tenant, Timestamp::UNIX_EPOCH);
    let reading = Reading { tenant, event_type: &event_type, now };
    if let Err(problem) = document.work(source, reading, &body) {
        assert!(!problem.to_string().is_empty());
    }
}
