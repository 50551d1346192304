//! What is going on, on one page.

use std::time::Duration;

use jiff::Timestamp;
use maud::{Markup, html};

use crate::console::app::Shared;
use crate::console::charts::{Counted, MOST, Span, charts};
use crate::console::html::{Page, badge, note, number, table, trouble};
use crate::console::params::{Params, link};
use crate::hold::ShownHold;
use crate::spend::Spent;
use crate::status::{Group, ShownApi, Status, gather};
use crate::time::{self, Moment};

const PLACE: &str = "/";

/// How often the page loads again, where somebody wants it to.
const EVERY_S: u32 = 10;

/// Of what time the rates are.
const LATELY: Duration = Duration::from_mins(5);

/// The overview. What can be read is shown, beside what cannot.
pub(in crate::console) async fn overview(app: Shared, params: Params) -> Page {
    let context = app.context();
    let (now, settings) = (context.now, context.settings());
    let span = Span::of_word(params.get("span").unwrap_or_default());
    let refreshes = params.get("refresh").is_some();
    let since = Moment::Ago(LATELY).at(now);
    let status = Box::pin(gather(&app.connection, &settings, since, now));
    let (status, counted) = tokio::join!(status, app.counted(span, now));
    let body = html! {
        (refresh(refreshes, span, now))
        @match &status {
            Ok(status) => (going_on(status, counted.as_deref().ok())),
            Err(error) => (trouble("What is going on could not be read", error)),
        }
        @match &counted {
            Ok(counted) => (counts(counted, refreshes)),
            Err(error) => (trouble("The charts could not be read", error)),
        }
    };
    let refresh = refreshes.then_some(EVERY_S);
    let page = match (&status, &counted) {
        (Ok(_), Ok(_)) => Page::new("Overview", PLACE, body),
        _ => Page::failed("Overview", PLACE, body),
    };
    Page { refresh, ..page }
}

fn refresh(refreshes: bool, span: Span, now: Timestamp) -> Markup {
    let (on, off) = ([("span", span.word()), ("refresh", "1")], [("span", span.word())]);
    html! {
        p.at {
            "Read at " (time::to_the_second(now)) ". "
            @if refreshes { "This page loads again every 10 seconds. " a href=(link(PLACE, &off)) { "Stop that" } }
            @else { a href=(link(PLACE, &on)) { "Load it again every 10 seconds" } }
        }
    }
}

fn going_on(status: &Status, counted: Option<&Counted>) -> Markup {
    html! {
        (flow(status, counted))
        @if let Some(rates) = &status.rates {
            dl.facts {
                dt { "A minute" } dd { (rates.words()) }
                dt { "Oldest" } dd { (rates.oldest_words()) }
            }
        }
        @for text in &status.notes { (note(text)) }
        (waits(status))
        div.columns { (apis(status)) (spend(status, counted)) }
        @if !status.holds.is_empty() { (holds(&status.holds)) }
    }
}

/// One station of an event's way.
struct Station<'s> {
    name: &'s str,
    count: String,
    says: String,
    href: Option<&'s str>,
    class: &'s str,
}

/// The way of an event: received, queued, claimed, classified; and what has left it.
fn flow(status: &Status, counted: Option<&Counted>) -> Markup {
    html! {
        section aria-labelledby="flow" {
            h2 #flow { "The flow" }
            ol.flow { @for station in &way(status, counted) { (station.shown()) } }
            ul.flow.aside aria-label="Beside the way" { @for station in &beside(status) { (station.shown()) } }
        }
    }
}

fn way<'s>(status: &Status, counted: Option<&Counted>) -> [Station<'s>; 4] {
    let sum = |of: fn(&Counted) -> &Vec<u64>| {
        counted.map_or_else(|| "?".to_owned(), |counted| Counted::sum(of(counted)).to_string())
    };
    let span = counted.map_or("not read", |counted| counted.parts.span.name());
    let queue = status.queue;
    let station = |name, count, says| Station { name, count, says, href: None, class: "" };
    [
        Station {
            href: Some("/events"),
            ..station("Received", sum(|it| &it.arrivals), format!("events, {span}"))
        },
        station(
            "Queued",
            queue.visible.to_string(),
            format!("messages; {} delayed", queue.delayed),
        ),
        station(
            "Claimed",
            queue.in_flight.to_string(),
            "messages in flight, or hidden until their next try".to_owned(),
        ),
        Station {
            href: Some("/items"),
            class: "good",
            ..station("Classified", sum(|it| &it.recorded), format!("items, {span}"))
        },
    ]
}

fn beside<'s>(status: &Status) -> [Station<'s>; 2] {
    let waiting = status.waiting.iter().fold(0_usize, |sum, it| sum.saturating_add(it.events));
    let oldest = status.waiting.iter().map(|group| group.oldest).min();
    let since = oldest.map(|oldest| time::span(status.at.duration_since(oldest).as_secs()));
    let dead = status.dead_letters;
    [
        Station {
            name: "Waiting",
            count: format!("{waiting}{}", if status.waiting_is_cut { "+" } else { "" }),
            says: since.map_or_else(
                || "outside the queue".to_owned(),
                |since| format!("outside the queue; the oldest for {since}"),
            ),
            href: Some("/waiting"),
            class: if waiting > 0 { "warn" } else { "" },
        },
        Station {
            name: "Dead letters",
            count: dead.to_string(),
            says: if dead > 0 { "see why, mend, redrive" } else { "none" }.to_owned(),
            href: Some("/dead-letters"),
            class: if dead > 0 { "bad" } else { "" },
        },
    ]
}

impl Station<'_> {
    fn shown(&self) -> Markup {
        html! {
            li class={ "station " (self.class) } {
                @match self.href {
                    Some(href) => a.name href=(href) { (self.name) },
                    None => span.name { (self.name) },
                }
                strong.count { (self.count) }
                span.says { (self.says) }
            }
        }
    }
}

fn waits(status: &Status) -> Markup {
    let rows: Vec<_> = status.waiting.iter().map(|group| group_row(group, status.at)).collect();
    html! {
        section {
            h2 { "What waits, and why" }
            @if rows.is_empty() { p.quiet { "Nothing waits." } }
            @else { (table("Waiting events by API and cause", &Group::COLUMNS, &rows)) }
        }
    }
}

fn group_row(group: &Group, now: Timestamp) -> Vec<Markup> {
    let [lane, cause, events, items, next, last, oldest] = group.cells(now);
    let these = link("/waiting", &[("api", &lane), ("cause", &cause)]);
    vec![
        html! { (lane) },
        html! { a href=(these) { (cause) } },
        number(events),
        number(items),
        html! { span.nowrap { (next) } },
        html! { span.nowrap { (last) } },
        html! { span.nowrap { (oldest) } },
    ]
}

fn apis(status: &Status) -> Markup {
    let row = |api: &ShownApi| {
        let class = match api.state {
            "down" => "bad",
            "paused" => "warn",
            _ => "good",
        };
        vec![html! { (api.name) }, badge(class, &api.words(status.at)), number(api.failed)]
    };
    let rows: Vec<_> = status.apis.iter().map(row).collect();
    html! {
        section {
            h2 { "APIs" }
            @if rows.is_empty() { p.quiet { "No API is known here." } }
            @else { (table("Whether each API may be asked", &["API", "state", "failures"], &rows)) }
        }
    }
}

fn spend(status: &Status, counted: Option<&Counted>) -> Markup {
    let rows: Vec<_> = status.spend.iter().map(|it| spent_row(it, status.at)).collect();
    html! {
        section {
            h2 { "Spend" }
            @if let Some(counted) = counted {
                p { strong { (counted.paid_today) } " items were asked about and answered since midnight, UTC." }
            }
            @if rows.is_empty() { p.quiet { "No spend cap is set, or nothing of one is spent." } }
            @else { (table("What counts as spent of each cap", &["spent on", "items", "of", "share", "ends"], &rows)) }
        }
    }
}

fn spent_row(spent: &Spent, now: Timestamp) -> Vec<Markup> {
    let [on, items, of, ends] = spent.cells(now);
    let meter = html! {
        progress max=(spent.cap) value=(spent.items.min(spent.cap)) aria-label={ "Spent on " (on) } {}
    };
    vec![
        html! { (on) },
        number(items),
        html! { span.nowrap { (of) } },
        meter,
        html! { span.nowrap { (ends) } },
    ]
}

fn holds(holds: &[ShownHold]) -> Markup {
    let row = |hold: &ShownHold| {
        let [what, since, by, reason] = hold.cells();
        vec![
            html! { strong { (what) } },
            html! { span.nowrap { (since) } },
            html! { (by) },
            html! { span.reason { (reason) } },
        ]
    };
    let rows: Vec<_> = holds.iter().map(row).collect();
    html! {
        section {
            h2 { "Paused by hand" }
            (table("What operators have paused", &ShownHold::COLUMNS, &rows))
            p.actions { a.button href="/paused" { "Pause and resume" } }
        }
    }
}

fn counts(counted: &Counted, refreshes: bool) -> Markup {
    let href = |span: Span| {
        let mut said = vec![("span", span.word())];
        said.extend(refreshes.then_some(("refresh", "1")));
        link(PLACE, &said)
    };
    html! {
        section aria-labelledby="charts" {
            h2 #charts { "Charts" }
            ul.spans aria-label="How far back" {
                @for span in Span::ALL {
                    li { a href=(href(span)) aria-current=[(span == counted.parts.span).then_some("true")] { (span.name()) } }
                }
            }
            p.hint { "Counted from the rows of the two tables at " (time::to_the_second(counted.at)) "." }
            @if counted.is_cut {
                (note(&format!("There are more than {MOST} rows in a table: only so many were read, and what is counted here is too little. The stack's dashboard has all of it.")))
            }
            (charts(counted))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::{Counts, groups};
    use crate::waiting::waiter;

    fn at() -> Timestamp {
        Timestamp::from_second(30).expect("a time")
    }

    fn status() -> Status {
        Status {
            at: at(),
            queue: Counts { visible: 12, in_flight: 3, delayed: 1 },
            dead_letters: 4,
            rates: None,
            waiting: groups(&[waiter("s#t#1", "classifier"), waiter("s#t#2", "classifier")]),
            waiting_is_cut: false,
            apis: vec![ShownApi {
                name: "classifier".to_owned(),
                state: "down",
                until: Timestamp::from_second(70).ok(),
                failed: 3,
            }],
            holds: vec![ShownHold {
                kind: "tenant",
                name: "acme".to_owned(),
                reason: "prices".to_owned(),
                since: None,
                by: Some("ann".to_owned()),
            }],
            spend: vec![Spent {
                api: "classifier".to_owned(),
                tenant: None,
                per: "day",
                items: 80,
                cap: 100,
                until: Timestamp::from_second(3630).expect("a time"),
            }],
            notes: vec!["a note".to_owned()],
        }
    }

    #[test]
    fn the_page_says_what_waits_why_and_until_when() {
        let page = going_on(&status(), None).into_string();
        for part in [
            "Queued",
            r#"<strong class="count">12</strong>"#,
            r#"<li class="station bad"><a class="name" href="/dead-letters">Dead letters</a><strong class="count">4"#,
            "/waiting?api=classifier&amp;cause=held",
            "in 30 s",
            "down, asked again in 40 s",
            "80 (80 %)",
            "tenant acme",
            "a note",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn what_could_not_be_counted_is_not_told_as_nothing() {
        let page = flow(&status(), None).into_string();
        assert!(
            page.contains(r#"<strong class="count">?</strong><span class="says">events, not read"#),
            "{page}"
        );
    }

    #[test]
    fn a_quiet_system_has_no_alarming_colours() {
        let quiet = Status { dead_letters: 0, waiting: Vec::new(), ..status() };
        let page = flow(&quiet, None).into_string();
        assert!(!page.contains("station bad") && !page.contains("station warn"), "{page}");
    }

    #[test]
    fn loading_again_is_on_only_where_it_was_asked_for_and_can_be_stopped() {
        let off = refresh(false, Span::Day, at()).into_string();
        assert!(off.contains("/?span=day&amp;refresh=1"), "{off}");
        let on = refresh(true, Span::Day, at()).into_string();
        assert!(on.contains("href=\"/?span=day\"") && on.contains("Stop"), "{on}");
    }
}
