//! A type that is the same for all of a source's events, and that nothing is said about.

use crate::fields::TextAt;
use crate::places::Places;
use crate::problems::did_you_mean;
use crate::settings::Settings;
use crate::source::Source;

pub(super) fn check(settings: &Settings, places: &Places<'_>) {
    for source in settings.sources.values() {
        match &source.event.event_type {
            TextAt::Literal(word) if !source.types.contains_key(word) => {
                unlisted(source, word, places);
            }
            TextAt::Literal(_) | TextAt::Body(_) => {}
        }
    }
}

fn unlisted(source: &Source, word: &str, places: &Places<'_>) {
    let hint = did_you_mean(word, source.types.keys().map(String::as_str));
    let what = format!(
        "nothing is said of `{word}`, the type of every event of this source{hint} (each would go \
         to the dead-letter queue: list it, `{word} = \"classify\"`, or say in `event.type` where \
         the type stands)"
    );
    places.source(source.name.as_str()).problem(&["types", "event.type"], what);
}
