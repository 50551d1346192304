//! From an entry of a feed to a message.

use bytes::Bytes;
use mapping::{Document, FeedEntry, Identity};
use settings::Source;

use crate::seal::{envelope, sealing};
use crate::{Envelope, Receipt, Sealing};

/// An event that was found by poll. Only an entry of a [`mapping::FeedPage`] makes one: its source
/// was asked for it by key.
#[derive(Clone, Debug)]
pub struct Polled(FeedEntry);

impl From<FeedEntry> for Polled {
    fn from(entry: FeedEntry) -> Self {
        Self(entry)
    }
}

impl Polled {
    /// Seals it with its body, under the name of the `key` by which it was asked for. One that
    /// cannot be read is sealed, too, with the reason: it reaches the dead-letter queue, and blocks
    /// none behind it. It is known by its content then, so that it gets there once.
    pub fn seal(self, source: &Source, key: &str, receipt: Receipt) -> Sealing {
        let Self(entry) = self;
        let body = Bytes::from(entry.body);
        let (identity, unread) = match entry.id.and_then(|id| identify(&body, source, id)) {
            Ok(identity) => (identity, None),
            Err(reason) => (Identity::unread(source, &body), Some(reason)),
        };
        let envelope = Envelope {
            secret: key.to_owned(),
            polled: true,
            unread,
            ..envelope(identity, source, receipt, &body)
        };
        sealing(envelope, body)
    }
}

fn identify(body: &[u8], source: &Source, id: String) -> Result<Identity, String> {
    let document = Document::sketch(body, source).map_err(|problem| problem.to_string())?;
    document.identify_polled(source, id, body).map_err(|problem| problem.to_string())
}
