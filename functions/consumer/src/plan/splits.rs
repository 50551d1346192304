//! Finding the culprit of a call that was refused, in few calls. Pure.
//!
//! A refused call is halved. If its first half is answered, the second must hold the culprit, and
//! is halved again without asking. Nothing is ever refused but by a call of its own. Where the search
//! is cut off, the rows of the suspects remember how many they were, and the next receive asks for
//! half as many (`event/company.rs`).

use crate::plan::pack::Pack;

/// The calls that are still to be made for one pack, the next one last.
#[derive(Debug)]
pub(crate) struct Splits(Vec<Half>);

#[derive(Debug)]
struct Half {
    pack: Pack,
    /// It holds a culprit, provided that the half before it was answered.
    suspect: bool,
}

/// The status of a call that is too large as a whole: either half may be well.
const TOO_LARGE: u16 = 413;

impl Splits {
    pub fn new(pack: Pack) -> Self {
        Self(vec![Half { pack, suspect: false }])
    }

    /// The next call to make.
    pub fn next(&mut self, mut request_id: impl FnMut() -> String) -> Option<Pack> {
        loop {
            let Half { pack, suspect } = self.0.pop()?;
            if !suspect || pack.questions.len() == 1 {
                return Some(pack);
            }
            self.push_halves(pack, true, &mut request_id);
        }
    }

    /// This was put off for a probe: it is next.
    pub fn put_off(&mut self, pack: Pack) {
        self.0.push(Half { pack, suspect: false });
    }

    /// This call was refused with this status.
    pub fn split(&mut self, pack: Pack, status: u16, mut request_id: impl FnMut() -> String) {
        self.absolve();
        self.push_halves(pack, status != TOO_LARGE, &mut request_id);
    }

    /// This call failed: what it holds may be why its parent did, so that its sibling is no
    /// suspect any more.
    pub fn absolve(&mut self) {
        if let Some(sibling) = self.0.last_mut() {
            sibling.suspect = false;
        }
    }

    fn push_halves(&mut self, pack: Pack, suspect: bool, request_id: &mut impl FnMut() -> String) {
        let [first, second] = pack.halves(request_id);
        self.0.push(Half { pack: second, suspect });
        self.0.push(Half { pack: first, suspect: false });
    }
}

#[cfg(test)]
mod tests;
