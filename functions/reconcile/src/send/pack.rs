//! How many messages go to the queue at once.

use crate::send::letter::Letter;

/// The letters, cut into what the queue takes at once.
pub fn packs(letters: Vec<Letter>) -> Vec<Vec<Letter>> {
    let sizes = letters.iter().map(|it| sending::size(it.sealed.json(), &it.attributes()));
    let packs = sending::packs(sizes);
    let mut letters = letters.into_iter();
    packs.into_iter().map(|pack| letters.by_ref().take(pack.len()).collect()).collect()
}
