//! The dead-letter queue: what is in it and why, and the question before a redrive.

use maud::{Markup, html};

use crate::console::app::Shared;
use crate::console::html::{Page, event_link, field, note, number, table, trouble};
use crate::console::pages::change::question;
use crate::console::params::{Params, link};
use crate::console::work::Change;
use crate::dlq::{DeadLetter, Filter, RATE, Redrive, by_reason};
use crate::table::or_dash;
use crate::time;

const PLACE: &str = "/dead-letters";

/// How many messages are looked at for the page, and before a redrive: as the commands do.
const LOOKED_AT: usize = 1_000;
const TO_REDRIVE: usize = 10_000;

/// How many are listed one by one.
const LISTED: usize = 200;

/// The dead letters that fit.
pub(in crate::console) async fn dead_letters(app: Shared, params: Params) -> Page {
    match app.dead_letters(LOOKED_AT, app.context().now).await {
        Ok(letters) => Page::new("Dead letters", PLACE, body(&letters, &params)),
        Err(error) => {
            let told = trouble("The dead-letter queue could not be read", &error);
            Page::failed("Dead letters", PLACE, told)
        }
    }
}

/// The question before a redrive of those that fit.
pub(in crate::console) async fn redrive(app: Shared, params: Params) -> Page {
    let letters = match app.dead_letters(TO_REDRIVE, app.context().now).await {
        Ok(letters) => letters,
        Err(error) => {
            let told = trouble("The dead-letter queue could not be read", &error);
            return Page::failed("Redrive", PLACE, told);
        }
    };
    let (filter, in_all) = (filter(&params), letters.len());
    // A form without a tick means none, not all.
    if filter.is_empty() && params.get("all").is_none() {
        return Page::refused(
            "Redrive",
            PLACE,
            none("Nothing was chosen: tick some, or redrive all that fit."),
        );
    }
    let letters: Vec<_> = letters.into_iter().filter(|letter| filter.fits(letter)).collect();
    if letters.is_empty() {
        return Page::refused("Redrive", PLACE, none("No dead letter fits any more."));
    }
    question(&app, Change::Redrive(Redrive { letters, in_all, rate: RATE })).await
}

fn none(text: &str) -> Markup {
    html! { (note(text)) p { a.button href=(PLACE) { "To the dead letters" } } }
}

fn filter(params: &Params) -> Filter {
    Filter {
        event: params.all("event"),
        source: params.owned("source"),
        tenant: params.owned("tenant"),
        matching: params.owned("matching"),
    }
}

fn body(letters: &[DeadLetter], params: &Params) -> Markup {
    let filter = filter(params);
    let fitting: Vec<DeadLetter> = letters.iter().filter(|it| filter.fits(it)).cloned().collect();
    html! {
        p { "Events that could not be worked on. Each stays here until it is redriven, or dropped by "
            code { "tidewaiter dlq drop" } ". To look hides a message for some 20 seconds and counts as a receive." }
        (filters(params))
        @if letters.len() >= LOOKED_AT {
            (note("There may be more: 1,000 messages were looked at. A redrive looks at 10,000."))
        }
        @if fitting.is_empty() {
            p.notice.good { (if letters.is_empty() { "No dead letters." } else { "No dead letter fits." }) }
        } @else {
            (reasons(&fitting, params))
            (listed(&fitting))
        }
    }
}

fn filters(params: &Params) -> Markup {
    html! {
        form.filters action=(PLACE) method="get" aria-label="Filter" {
            (field("source", "Source", params.get("source"), "any"))
            (field("tenant", "Tenant", params.get("tenant"), "any"))
            (field("matching", "Reason contains", params.get("matching"), "any text"))
            (field("event", "Event", params.get("event"), "id, key or message"))
            p.actions { button { "Filter" } a href=(PLACE) { "Clear" } }
        }
    }
}

/// What the filter says, for a link that means the same letters.
fn said<'p>(params: &'p Params, more: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    const FILTER: [&str; 4] = ["source", "tenant", "matching", "event"];
    let is_more = |name: &str| more.iter().any(|(is, _)| *is == name);
    let said = params.pairs().filter(|(name, _)| FILTER.contains(name) && !is_more(name));
    said.chain(more.iter().copied()).collect()
}

fn reasons(letters: &[DeadLetter], params: &Params) -> Markup {
    let reasons = by_reason(letters);
    let rows: Vec<_> = reasons
        .iter()
        .map(|it| {
            let these = said(params, &[("matching", &it.reason)]);
            vec![
                number(it.messages),
                html! { (it.reason) },
                html! { a href=(link(PLACE, &these)) { "Show" } },
                html! { a href=(link("/dead-letters/redrive", &these)) { "Redrive…" } },
            ]
        })
        .collect();
    let mut all = said(params, &[]);
    if all.is_empty() {
        all.push(("all", "1"));
    }
    html! {
        section {
            h2 { "Why" }
            (table("Dead letters by reason", &["messages", "reason", "list", "change"], &rows))
            p.actions {
                a.button.primary href=(link("/dead-letters/redrive", &all)) { "Redrive all that fit (" (letters.len()) ")…" }
                span.hint { "It asks first. What is recorded already is not paid for again." }
            }
        }
    }
}

fn listed(letters: &[DeadLetter]) -> Markup {
    let rows: Vec<_> = letters.iter().take(LISTED).map(row).collect();
    html! {
        section {
            h2 { "Which" }
            @if letters.len() > LISTED {
                (note("The 200 oldest of those that fit are listed."))
            }
            form action="/dead-letters/redrive" method="get" {
                (table(
                    "Dead letters, the oldest first",
                    &["tick", "event", "type", "reason", "tries", "age", "source", "tenant", "ledger"],
                    &rows,
                ))
                p.actions { button { "Redrive the ticked ones…" } }
            }
        }
    }
}

fn row(letter: &DeadLetter) -> Vec<Markup> {
    let name = letter.event_id.as_deref().unwrap_or(&letter.message_id);
    let phase = letter.phase.map(|phase| format!("{phase:?}").to_lowercase());
    vec![
        html! { input type="checkbox" name="event" value=(letter.message_id) aria-label={ "Redrive " (name) }; },
        letter.event.as_deref().map_or_else(|| html! { (letter.message_id) }, event_link),
        html! { (or_dash(letter.event_type.as_deref())) },
        html! { span.reason { (letter.why) } },
        number(letter.tries),
        html! { span.nowrap { (letter.age_s.map_or_else(|| or_dash(None), time::span)) } },
        html! { (or_dash(letter.source.as_deref())) },
        html! { (or_dash(letter.tenant.as_deref())) },
        html! { (or_dash(phase.as_deref())) },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlq::dead;

    fn letters() -> [DeadLetter; 3] {
        [dead("e1", "no items"), dead("e2", "API: 422"), dead("e3", "no items")]
    }

    #[test]
    fn letters_are_listed_with_their_reasons_and_counted_by_them() {
        let page = body(&letters(), &Params::default()).into_string();
        for part in
            ["no items", "API: 422", "erp#acme#e1", "Redrive all that fit (3)…", "1 h 30 min"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(page.contains(r#"<span class="number">2</span>"#), "{page}");
        assert_eq!(page.matches("type=\"checkbox\"").count(), 3);
        assert!(page.contains(r#"href="/dead-letters/redrive?all=1""#), "{page}");
    }

    #[test]
    fn a_link_to_redrive_means_what_is_filtered_and_nothing_else() {
        let params = Params::read("matching=NO+ITEMS&source=erp&page=2");
        let page = body(&letters(), &params).into_string();
        assert!(page.contains("Redrive all that fit (2)…") && !page.contains("API: 422"), "{page}");
        assert!(
            page.contains("/dead-letters/redrive?matching=NO+ITEMS&amp;source=erp\""),
            "{page}"
        );
        assert!(
            page.contains("/dead-letters/redrive?source=erp&amp;matching=no+items\""),
            "{page}"
        );
    }

    #[test]
    fn a_quiet_queue_says_so() {
        assert!(body(&[], &Params::default()).into_string().contains("No dead letters."));
        let other = Params::read("source=shop");
        assert!(body(&letters(), &other).into_string().contains("No dead letter fits."));
    }
}
