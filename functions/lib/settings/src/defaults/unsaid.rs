//! What an entry of the file does not say.

use crate::places::Entry;

/// A setting that the file leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaulted {
    /// Its key below the table of its source or API: `event.items`.
    pub key: &'static str,
    /// What holds instead, in the file's own words where it has some.
    pub value: String,
}

/// Gathers what an entry of the file does not say.
pub(super) struct Unsaid<'p> {
    pub entry: Entry<'p>,
    pub found: Vec<Defaulted>,
}

impl<'p> Unsaid<'p> {
    pub fn new(entry: Entry<'p>) -> Self {
        Self { entry, found: Vec::new() }
    }

    pub fn add(&mut self, key: &'static str, value: &impl ToString) {
        if !self.entry.says(key) {
            self.found.push(Defaulted { key, value: value.to_string() });
        }
    }
}

/// What stands for an empty text.
pub(super) fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}
