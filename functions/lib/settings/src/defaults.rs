//! What the file does not say, and what holds instead: for people, who should not have to know.

mod api;
mod event;
mod sender;

use crate::api::Api;
use crate::places::{Entry, Places};
use crate::source::Source;

/// A setting that the file leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaulted {
    /// Its key below the table of its source or API: `event.items`.
    pub key: &'static str,
    /// What holds instead, in the file's own words where it has some.
    pub value: String,
}

/// What a source leaves out and has an effect.
pub(crate) fn of_source(source: &Source, places: &Places<'_>) -> Vec<Defaulted> {
    let mut unsaid = Unsaid::new(places.source(source.name.as_str()));
    sender::add(source, &mut unsaid);
    event::add(source, &mut unsaid);
    unsaid.found
}

/// What an API leaves out.
pub(crate) fn of_api(api: &Api, places: &Places<'_>) -> Vec<Defaulted> {
    let mut unsaid = Unsaid::new(places.api(&api.name));
    api::add(api, &mut unsaid);
    unsaid.found
}

/// Gathers what an entry of the file does not say.
struct Unsaid<'p> {
    entry: Entry<'p>,
    found: Vec<Defaulted>,
}

impl<'p> Unsaid<'p> {
    fn new(entry: Entry<'p>) -> Self {
        Self { entry, found: Vec::new() }
    }

    fn add(&mut self, key: &'static str, value: &impl ToString) {
        if !self.entry.says(key) {
            self.found.push(Defaulted { key, value: value.to_string() });
        }
    }
}

/// What stands for an empty text.
fn or_nothing(text: &str) -> &str {
    if text.is_empty() { "nothing" } else { text }
}
