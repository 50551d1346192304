//! What operators have paused, and the questions before something is paused or goes on.

use holds::{Hold, HoldTable};
use maud::{Markup, html};
use settings::{Settings, SourceName};

use crate::console::app::Shared;
use crate::console::html::{Page, note, table, trouble};
use crate::console::pages::change::question;
use crate::console::params::{Params, link};
use crate::console::work::Change;
use crate::hold::{ShownHold, Target};

const PLACE: &str = "/paused";

/// What can be paused: its word, and what it covers.
const KINDS: [(&str, &str); 3] = [
    ("source", "all events of a source"),
    ("tenant", "all events of a tenant, whatever source they are from"),
    ("api", "all events that ask an API"),
];

/// What is paused, and a form to pause more.
pub(in crate::console) async fn paused(app: Shared, _: Params) -> Page {
    let known = known(app.context().settings().ok().as_ref());
    match app.connection.holds().read().await {
        Ok(holds) => Page::new("Paused", PLACE, body(holds.0, &known)),
        Err(error) => {
            let told = trouble("What is paused could not be read", &error.into());
            Page::failed("Paused", PLACE, told)
        }
    }
}

/// The question before something is paused.
pub(in crate::console) async fn pause(app: Shared, params: Params) -> Page {
    match target(&params) {
        Some(target) => question(&app, Change::Pause(target)).await,
        None => unclear(),
    }
}

/// The question before it goes on.
pub(in crate::console) async fn resume(app: Shared, params: Params) -> Page {
    match target(&params) {
        Some(target) => question(&app, Change::Resume(target)).await,
        None => unclear(),
    }
}

fn target(params: &Params) -> Option<Target> {
    Change::target(params.get("kind")?, params.get("name")?)
}

fn unclear() -> Page {
    let body = html! {
        (note("Say whether it is a source, a tenant or an API, and its name."))
        p { a.button href=(PLACE) { "Back" } }
    };
    Page::refused("Pause", PLACE, body)
}

/// The names that the sources file at hand has: suggestions, no limit.
fn known(settings: Option<&Settings>) -> Vec<String> {
    let Some(settings) = settings else { return Vec::new() };
    let sources = settings.sources.keys().map(SourceName::as_str).map(str::to_owned);
    sources.chain(settings.apis.keys().cloned()).collect()
}

fn body(holds: Vec<Hold>, known: &[String]) -> Markup {
    let rows: Vec<_> = holds.into_iter().map(ShownHold::from).map(|hold| row(&hold)).collect();
    html! {
        p { "What is paused here is not asked for; its events wait, none is lost, and senders notice nothing." }
        @if rows.is_empty() { p.notice.good { "Nothing is paused." } }
        @else { (table("Paused", &["what", "since", "by", "reason", "change"], &rows)) }
        (form(known))
    }
}

fn row(hold: &ShownHold) -> Vec<Markup> {
    let [what, since, by, reason] = hold.cells();
    let lift = link("/resume", &[("kind", hold.kind), ("name", &hold.name)]);
    vec![
        html! { strong { (what) } },
        html! { span.nowrap { (since) } },
        html! { (by) },
        html! { span.reason { (reason) } },
        html! { a href=(lift) aria-label={ "Resume " (what) } { "Resume…" } },
    ]
}

fn form(known: &[String]) -> Markup {
    html! {
        section {
            h2 { "Pause something" }
            form.card action="/pause" method="get" {
                fieldset {
                    legend { "What" }
                    @for (place, (word, covers)) in KINDS.into_iter().enumerate() {
                        div.radio {
                            input type="radio" name="kind" id={ "kind-" (word) } value=(word) checked[place == 0] required;
                            label for={ "kind-" (word) } { strong { (word) } ": " (covers) }
                        }
                    }
                }
                div.field {
                    label for="name" { "Name" }
                    input #name name="name" type="text" list="known" required autocomplete="off" spellcheck="false";
                    datalist #known { @for name in known { option value=(name) {} } }
                }
                p.actions { button { "Pause…" } span.hint { "It asks first, and for a reason that others see." } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use holds::Kind;
    use jiff::Timestamp;

    #[test]
    fn what_is_paused_says_who_did_it_when_and_why() {
        let hold = Hold {
            kind: Kind::Tenant,
            name: "acme & sons".to_owned(),
            reason: "doubled prices".to_owned(),
            since: Some(Timestamp::UNIX_EPOCH),
            by: Some("ann".to_owned()),
        };
        let page = body(vec![hold], &["erp".to_owned()]).into_string();
        for part in [
            "tenant acme &amp; sons",
            "1970-01-01T00:00:00Z",
            "ann",
            "doubled prices",
            "/resume?kind=tenant&amp;name=acme+%26+sons",
            r#"<option value="erp">"#,
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(body(Vec::new(), &[]).into_string().contains("Nothing is paused."));
    }

    #[test]
    fn every_kind_can_be_chosen() {
        for (word, _) in KINDS {
            assert!(Kind::of_word(word).is_some(), "{word}");
        }
        assert_eq!(KINDS.len(), Kind::ALL.len());
    }
}
