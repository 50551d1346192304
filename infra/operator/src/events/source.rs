//! What stands of an event besides the ledger's own words.

use envelope::open;
use ledger::Row;

use crate::dlq::{DeadLetter, Head};
use crate::events::answers::Answer;
use crate::events::told::{Delivery, Told};

/// All that a story is told from.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// The ledger's row.
    pub row: Option<Row>,
    /// Its messages in the dead-letter queue.
    pub dead: Vec<DeadLetter>,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// What the log says.
    pub log: Told,
}

impl Source {
    pub(super) fn delivery(&self) -> Option<Delivery> {
        let of_row = self.row.as_ref().and_then(|row| row.wait.as_ref());
        let of_row = of_row.and_then(|wait| open(&wait.envelope).ok()).map(|it| Head::of(&it));
        let of_row = of_row.map(|head| Delivery {
            request_id: head.request_id,
            secret: head.secret,
            event_type: head.event_type,
        });
        let first = self.row.as_ref().map(|row| row.first_received);
        let of_letter = || {
            let letters = self
                .dead
                .iter()
                .filter_map(|letter| Some((letter.received_at, of_letter(letter)?)));
            letters.min_by_key(|(at, _)| *at).map(|(_, delivery)| delivery)
        };
        // A sender may repeat an id with another content: the first delivery is the event.
        of_row
            .or_else(|| self.log.delivery(first))
            .or_else(of_letter)
            .or_else(|| self.log.delivery(None))
    }
}

fn of_letter(letter: &DeadLetter) -> Option<Delivery> {
    Some(Delivery {
        request_id: letter.request_id.clone()?,
        secret: letter.secret.clone()?,
        event_type: letter.event_type.clone()?,
    })
}
