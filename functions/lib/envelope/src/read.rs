//! From a verified delivery to one that could be read.

use mapping::{Document, NotWellFormed};
use settings::Source;
use webhook::Verified;

/// A verified delivery with its parsed body. Only [`read`] makes one.
#[derive(Clone, Debug)]
pub struct Read {
    pub(crate) verified: Verified,
    pub(crate) document: Document,
}

/// Parses the body, which is signed, as far as the door has to know it.
pub fn read(verified: Verified, source: &Source) -> Result<Read, NotWellFormed> {
    let document = Document::sketch(verified.body(), source)?;
    Ok(Read { verified, document })
}

impl Read {
    /// The challenge to be sent back, if this is its source's handshake and no event.
    pub fn challenge(&self, source: &Source) -> Option<String> {
        self.document.challenge(source)
    }
}
