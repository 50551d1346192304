//! What the file does not say, and what holds instead: for people, who should not have to know.

mod api;
mod event;
mod feed;
mod sender;
mod unsaid;

use crate::api::Api;
use crate::places::Places;
use crate::source::Source;
use unsaid::Unsaid;

pub use unsaid::Defaulted;

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
