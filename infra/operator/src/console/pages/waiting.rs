//! What waits outside the queue, and the question before it is let go.

use jiff::Timestamp;
use ledger::WaitCause;
use maud::{Markup, html};

use crate::console::app::Shared;
use crate::console::html::{Page, choice, event_link, field, note, number, table, trouble};
use crate::console::pages::change::question;
use crate::console::params::{Params, link};
use crate::console::work::Change;
use crate::time;
use crate::waiting::{Found, Release, ShownWaiter, WaitingFilter, find};

const PLACE: &str = "/waiting";

/// How many are listed, and how many are let go at once: as the commands do.
const LISTED: usize = 200;
const TO_RELEASE: usize = 10_000;

/// The causes that an event can wait for.
const CAUSES: [WaitCause; 9] = [
    WaitCause::Paused,
    WaitCause::Down,
    WaitCause::Rate,
    WaitCause::Credentials,
    WaitCause::Misconfigured,
    WaitCause::SpendCap,
    WaitCause::Held,
    WaitCause::Sequence,
    WaitCause::Job,
];

/// The waiting events that fit.
pub(in crate::console) async fn waiting(app: Shared, params: Params) -> Page {
    let now = app.context().now;
    match find(&app.connection.ledger(), &filter(&params), LISTED).await {
        Ok(found) => Page::new("Waiting", PLACE, body(&found, &params, now)),
        Err(error) => {
            let told = trouble("What waits could not be read", &error.into());
            Page::failed("Waiting", PLACE, told)
        }
    }
}

/// The question before those that fit are let go.
pub(in crate::console) async fn release(app: Shared, params: Params) -> Page {
    let filter = filter(&params);
    let none = |text: &str| {
        let body = html! { (note(text)) p { a.button href=(PLACE) { "To what waits" } } };
        Page::refused("Release", PLACE, body)
    };
    if filter.is_empty() && params.get("all").is_none() {
        return none("Nothing was chosen.");
    }
    match find(&app.connection.ledger(), &filter, TO_RELEASE).await {
        Ok(found) if found.waiters.is_empty() => none("No waiting event fits any more."),
        Ok(found) => question(&app, Change::Release(Release { waiters: found.waiters })).await,
        Err(error) => {
            let told = trouble("What waits could not be read", &error.into());
            Page::failed("Release", PLACE, told)
        }
    }
}

fn filter(params: &Params) -> WaitingFilter {
    WaitingFilter {
        event: params.all("event"),
        source: params.owned("source"),
        tenant: params.owned("tenant"),
        api: params.owned("api"),
        cause: params.owned("cause"),
    }
}

fn body(found: &Found, params: &Params, now: Timestamp) -> Markup {
    let rows: Vec<_> = found.waiters.iter().map(|waiter| row(waiter, now)).collect();
    html! {
        p { "Events that wait in the ledger, outside the queue. Each is sent again when it is due, or when it is released." }
        (filters(params))
        @if found.unreadable > 0 {
            (note(&format!("{} waiting rows are of another build and not shown.", found.unreadable)))
        }
        @if found.is_cut { (note("There are more: the first 200 of those that fit are listed.")) }
        @if rows.is_empty() {
            p.notice.good { (if params.pairs().next().is_none() { "Nothing waits." } else { "No waiting event fits." }) }
        } @else {
            (table("Waiting events, by the API that they wait for", &["event", "cause", "for", "due", "waits", "items", "change"], &rows))
            (all(found, params))
        }
    }
}

fn all(found: &Found, params: &Params) -> Markup {
    let filter = filter(params);
    let mut said: Vec<_> = params.pairs().collect();
    if filter.is_empty() {
        said = vec![("all", "1")];
    }
    let more = if found.is_cut { "+" } else { "" };
    html! {
        p.actions {
            a.button.primary href=(link("/waiting/release", &said)) { "Release all that fit (" (found.waiters.len()) (more) ")…" }
            span.hint { "It asks first. What is paused by hand, an API that is down, and a rate still hold them up." }
        }
    }
}

fn filters(params: &Params) -> Markup {
    html! {
        form.filters action=(PLACE) method="get" aria-label="Filter" {
            (choice("cause", "Cause", &CAUSES.map(WaitCause::word), params.get("cause")))
            (field("api", "For", params.get("api"), "API"))
            (field("source", "Source", params.get("source"), "any"))
            (field("tenant", "Tenant", params.get("tenant"), "any"))
            (field("event", "Event", params.get("event"), "id or key"))
            p.actions { button { "Filter" } a href=(PLACE) { "Clear" } }
        }
    }
}

fn row(waiter: &ShownWaiter, now: Timestamp) -> Vec<Markup> {
    let this = link("/waiting/release", &[("event", &waiter.event)]);
    vec![
        event_link(&waiter.event),
        html! { (waiter.cause) },
        html! { (waiter.lane) },
        html! { span.nowrap { (time::until(waiter.due, now)) } },
        html! { span.nowrap { (time::span(now.duration_since(waiter.parked_at).as_secs())) } },
        number(waiter.items),
        html! { a href=(this) aria-label={ "Release " (waiter.event) } { "Release…" } },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::waiting::waiter;

    fn found(waiters: Vec<ShownWaiter>) -> Found {
        Found { waiters, ..Found::default() }
    }

    #[test]
    fn what_waits_says_why_for_what_and_until_when() {
        let now = Timestamp::from_second(15).expect("a time");
        let found = found(vec![waiter("shop#acme#e1", "classifier")]);
        let page = body(&found, &Params::read("cause=held"), now).into_string();
        for part in [
            "shop#acme#e1",
            "in 45 s",
            "15 s",
            r#"<option value="held" selected>"#,
            "/waiting/release?cause=held\"",
            "/waiting/release?event=shop%23acme%23e1\"",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn nothing_that_waits_is_good_news() {
        let page = body(&found(Vec::new()), &Params::default(), Timestamp::UNIX_EPOCH);
        assert!(page.into_string().contains("Nothing waits."));
    }
}
