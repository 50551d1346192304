//! How many messages go to the queue at once.

use crate::send::letter::Letter;

/// Messages of one request (SQS API reference, `SendMessageBatch`).
const MAX_ENTRIES: usize = 10;

/// Bytes of one request, bodies and attributes of all its messages together (as there).
const MAX_BYTES: usize = 1024 * 1024;

/// The data type of every attribute counts, too.
pub(super) const DATA_TYPE: &str = "String";

/// The letters, cut into what the queue takes at once.
pub fn packs(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let mut packs: Vec<Vec<Letter>> = Vec::new();
    let mut bytes = 0_usize;
    for letter in letters {
        let more = size(&letter);
        match packs.last_mut() {
            Some(pack) if pack.len() < MAX_ENTRIES && bytes.saturating_add(more) <= MAX_BYTES => {
                pack.push(letter);
                bytes = bytes.saturating_add(more);
            }
            Some(_) | None => {
                packs.push(vec![letter]);
                bytes = more;
            }
        }
    }
    packs
}

fn size(letter: &Letter) -> usize {
    let attributes = letter.attributes().into_iter();
    let attributes = attributes.map(|(name, value)| name.len() + value.len() + DATA_TYPE.len());
    attributes.fold(letter.sealed.json().len(), usize::saturating_add)
}
