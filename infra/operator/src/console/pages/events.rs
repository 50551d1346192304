//! The list of events.

use clap::ValueEnum;
use maud::{Markup, html};

use crate::console::app::Shared;
use crate::console::html::{Page, choice, event_link, field, note, number, table, trouble};
use crate::console::params::Params;
use crate::events::{EventFilter, Listed, State, find};
use crate::time;

const PLACE: &str = "/events";

/// How many are listed.
const LISTED: usize = 100;

const STATES: [&str; 5] = ["claimed", "released", "waiting", "done", "refused"];

/// How far back the list goes, if nothing else is asked for.
const SINCE: &str = "2h";

/// The events that fit: the ledger's table is read for it, so only if somebody asks.
pub(in crate::console) async fn events(app: Shared, params: Params) -> Page {
    let filter = match filter(&params) {
        Ok(filter) => filter,
        Err(text) => {
            return Page::refused("Events", PLACE, html! { (note(&text)) (form(&params)) });
        }
    };
    if params.get("list").is_none() {
        return Page::new("Events", PLACE, html! { (about()) (form(&params)) });
    }
    match find(&app.connection, &filter, LISTED, app.context().now).await {
        Ok(found) => {
            let events: Vec<_> = found.rows.iter().map(Listed::of).collect();
            let body = html! { (about()) (form(&params)) (listed(&events, found.is_cut)) };
            Page::new("Events", PLACE, body)
        }
        Err(error) => {
            let told = trouble("The events could not be read", &error);
            Page::failed("Events", PLACE, html! { (told) (form(&params)) })
        }
    }
}

fn filter(params: &Params) -> Result<EventFilter, String> {
    let moment =
        |text: &str| time::moment(text).map_err(|reason| format!("“Since” says {text}: {reason}."));
    Ok(EventFilter {
        state: params.get("state").and_then(|word| State::from_str(word, true).ok()),
        source: params.owned("source"),
        tenant: params.owned("tenant"),
        matching: params.owned("matching"),
        since: Some(moment(params.get("since").unwrap_or(SINCE))?),
        before: None,
    })
}

fn about() -> Markup {
    html! {
        p { "To find one event, name it above by its id or its key. To list events, the whole ledger is read: \
            on AWS that costs half a read unit for 4 KB." }
    }
}

fn form(params: &Params) -> Markup {
    html! {
        form.filters action=(PLACE) method="get" aria-label="List events" {
            input type="hidden" name="list" value="1";
            (choice("state", "State", &STATES, params.get("state")))
            (field("source", "Source", params.get("source"), "any"))
            (field("tenant", "Tenant", params.get("tenant"), "any"))
            (field("matching", "Reason contains", params.get("matching"), "any text"))
            (field("since", "Since", Some(params.get("since").unwrap_or(SINCE)), "2h, 3d or a time"))
            p.actions { button { "List" } a href=(PLACE) { "Clear" } }
        }
    }
}

fn listed(events: &[Listed], is_cut: bool) -> Markup {
    let rows: Vec<_> = events.iter().map(row).collect();
    html! {
        @if is_cut { (note("There are more: the 100 newest are listed.")) }
        @if rows.is_empty() { p.notice { "No event fits." } }
        @else { (table("Events, the newest first", &["event", "state", "received", "tries", "reason"], &rows)) }
    }
}

fn row(event: &Listed) -> Vec<Markup> {
    let [key, state, _, _, reason] = event.cells();
    vec![
        event_link(&key),
        html! { (state) },
        html! { span.nowrap { (time::to_the_second(event.first_received)) } },
        number(event.tries),
        html! { span.reason { (reason) } },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use ledger::Phase;

    #[test]
    fn every_state_that_is_offered_is_understood() {
        for word in STATES {
            let filter = filter(&Params::read(&format!("state={word}"))).expect("a filter");
            let offered = filter.state.and_then(|state| state.to_possible_value());
            assert_eq!(offered.map(|it| it.get_name().to_owned()).as_deref(), Some(word));
        }
        assert_eq!(STATES.len(), State::value_variants().len());
    }

    #[test]
    fn a_time_that_is_none_is_said_to_be_so() {
        let refused = filter(&Params::read("since=soon")).expect_err("no time");
        assert!(refused.contains("soon") && refused.contains("2h"), "{refused}");
    }

    #[test]
    fn events_lead_to_their_stories() {
        let event = Listed {
            event: "erp#acme#e1".to_owned(),
            state: Phase::Refused,
            first_received: Timestamp::UNIX_EPOCH,
            claimed_at: Timestamp::UNIX_EPOCH,
            tries: 2,
            waits: 0,
            reason: Some("no items".to_owned()),
            due: None,
        };
        let page = listed(&[event], true).into_string();
        for part in ["/event?id=erp%23acme%23e1", "refused", "no items", "There are more"] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}
