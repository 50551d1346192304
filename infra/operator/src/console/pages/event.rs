//! An event's story.

use maud::{Markup, html};

use crate::commands::events::show::{Found, Show, found};
use crate::console::app::Shared;
use crate::console::html::{Page, badge, event_link, note, table, trouble};
use crate::console::params::{Params, link};
use crate::events::Story;
use crate::key::key_parts;
use crate::table::or_dash;
use crate::time;

const PLACE: &str = "/events";

/// The story of the event that is named.
pub(in crate::console) async fn event(app: Shared, params: Params) -> Page {
    let Some(id) = params.owned("id") else {
        return Page::refused("Event", PLACE, note("Name an event by its id or its key, above."));
    };
    match Box::pin(found(&Show::of(id), &app.connection, &app.context())).await {
        Ok(Found::Story(story)) if story.steps.is_empty() => unknown(&story),
        Ok(Found::Story(story)) => Page::new(format!("Event {}", story.event), PLACE, body(&story)),
        Ok(Found::Several(keys)) => Page::new("Several events", PLACE, several(&keys)),
        Err(error) => {
            let told = trouble("The event could not be read", &error);
            Page::failed("Event", PLACE, told)
        }
    }
}

fn unknown(story: &Story) -> Page {
    let body = html! {
        p.notice { "There is no event " strong { (story.event) } ": " (story.message) "." }
        p { "Ids and keys are compared as they stand. " a href=(PLACE) { "List events" } " to look for it." }
    };
    Page::missing("No such event", PLACE, body)
}

fn several(keys: &[String]) -> Markup {
    html! {
        p { "Several events have this id, of different sources or tenants:" }
        ul { @for key in keys { li { (event_link(key)) } } }
    }
}

fn body(story: &Story) -> Markup {
    html! {
        dl.facts {
            dt { "State" } dd { (state(story.state)) }
            dt { "Its message" } dd { (story.message) }
        }
        (actions(story))
        section {
            h2 { "What happened" }
            ol.steps {
                @for step in &story.steps {
                    li {
                        span.at { (step.at.map_or_else(|| or_dash(None), time::to_the_second)) }
                        span.what { (step.what) }
                    }
                }
            }
        }
        @if !story.answers.is_empty() { (answers(story)) }
        @for text in &story.notes { (note(text)) }
    }
}

fn state(state: Option<&'static str>) -> Markup {
    match state {
        Some("done") => badge("good", "done"),
        Some("refused") => badge("bad", "refused"),
        Some(word) => badge("warn", word),
        None => badge("warn", "not in the ledger"),
    }
}

fn actions(story: &Story) -> Markup {
    let of_it = [("event", story.event.as_str())];
    html! {
        p.actions {
            @if story.state == Some("waiting") { a.button href=(link("/waiting", &of_it)) { "See it among what waits" } }
            @if story.state.is_none_or(|state| ["refused", "released", "done"].contains(&state)) {
                a.button href=(link("/dead-letters", &of_it)) { "Look for it in the dead letters" }
            }
        }
    }
}

fn answers(story: &Story) -> Markup {
    let (_, tenant, _) = key_parts(&story.event);
    let rows: Vec<_> = story
        .answers
        .iter()
        .map(|answer| {
            let item = link("/items", &[("tenant", tenant), ("item", &answer.item)]);
            vec![
                html! { a href=(item) { (answer.item) } },
                html! { (answer.version) },
                html! { (answer.outcome) },
                html! { (if answer.is_carried { "yes" } else { "no" }) },
                html! { span.nowrap { (time::to_the_second(answer.recorded_at)) } },
            ]
        })
        .collect();
    html! {
        section {
            h2 { "Its answers" }
            (table("Answers of this event", &["item", "version", "outcome", "carried", "recorded"], &rows))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlq::dead;
    use crate::events::Source;
    use jiff::Timestamp;

    #[test]
    fn a_story_is_told_with_the_way_to_its_message() {
        let source = Source { dead: vec![dead("e1", "no items")], ..Source::default() };
        let story = Story::of("erp#acme#e1".to_owned(), &source, Timestamp::UNIX_EPOCH);
        let page = body(&story).into_string();
        for part in [
            "not in the ledger",
            "verified by s",
            "dlq redrive",
            "/dead-letters?event=erp%23acme%23e1",
            "<ol class=\"steps\">",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn an_event_that_nobody_knows_is_said_to_be_so() {
        let story = Story::of("x".to_owned(), &Source::default(), Timestamp::UNIX_EPOCH);
        let page = unknown(&story);
        assert_eq!(page.status, 404);
        assert!(page.body.into_string().contains("not on record"));
    }
}
