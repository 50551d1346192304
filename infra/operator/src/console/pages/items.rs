//! An item, and every recorded state of it.

use std::collections::BTreeSet;

use classifications::ItemKey;
use maud::{Markup, html};
use settings::Settings;

use crate::console::app::Shared;
use crate::console::html::{Page, badge, table, trouble};
use crate::console::params::Params;
use crate::history::{ShownState, states};
use crate::product::STATES;
use crate::spend::tenants;

const PLACE: &str = "/items";

/// The history of the item that is asked for.
pub(in crate::console) async fn items(app: Shared, params: Params) -> Page {
    let known = known(app.context().settings().ok().as_ref());
    let form = form(&params, &known);
    let (Some(tenant), Some(item)) = (params.get("tenant"), params.get("item")) else {
        return Page::new("Items", PLACE, form);
    };
    match app.connection.answers().rows(Some(&ItemKey::new(tenant, item)), STATES).await {
        Ok(rows) => {
            let body = html! { (form) (history(tenant, item, &states(rows))) };
            Page::new(format!("Item {item} of {tenant}"), PLACE, body)
        }
        Err(error) => {
            let told = trouble("The item's history could not be read", &error.into());
            Page::failed("Items", PLACE, html! { (told) (form) })
        }
    }
}

/// The tenants that the sources file at hand names: suggestions, no limit.
fn known(settings: Option<&Settings>) -> BTreeSet<String> {
    let apis = settings
        .into_iter()
        .flat_map(|settings| settings.apis.keys().flat_map(move |api| tenants(settings, api)));
    apis.collect()
}

fn form(params: &Params, known: &BTreeSet<String>) -> Markup {
    html! {
        form.filters action=(PLACE) method="get" aria-label="Find an item" {
            div.field {
                label for="tenant" { "Tenant" }
                input #tenant name="tenant" type="text" list="tenants" value=[params.get("tenant")] required autocomplete="off" spellcheck="false";
                datalist #tenants { @for tenant in known { option value=(tenant) {} } }
            }
            div.field {
                label for="item" { "Item" }
                input #item name="item" type="text" value=[params.get("item")] placeholder="the sender's own number" required autocomplete="off" spellcheck="false";
            }
            p.actions { button { "Show its history" } }
        }
    }
}

fn history(tenant: &str, item: &str, states: &[ShownState]) -> Markup {
    let rows: Vec<_> = states.iter().map(row).collect();
    html! {
        @if rows.is_empty() {
            p.notice { "Nothing is on record of the item " strong { (item) } " of " strong { (tenant) }
                ". Both are compared as they stand." }
        } @else {
            p { "Every recorded state, by lineage and in each by version, the oldest first. Changed: what is another \
                than in the state before it." }
            (table("History", &ShownState::COLUMNS.map(|column| if column.is_empty() { "state" } else { column }), &rows))
        }
    }
}

fn row(state: &ShownState) -> Vec<Markup> {
    let [lineage, version, _, code, duty, outcome, changed, event] = state.cells();
    let is_failed = outcome.starts_with("failed");
    vec![
        html! { (lineage) },
        html! { span.nowrap { (version) } },
        html! { @if state.current { (badge("good", "current")) } },
        html! { span.nowrap { (code) } },
        html! { (duty) },
        html! { @if is_failed { span.reason.bad { (outcome) } } @else { (outcome) } },
        html! { (changed) },
        html! { span.key { (event) } },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::tests::row as of;

    #[test]
    fn a_history_says_what_is_current() {
        let states = states(vec![of("acme", "SKU-1", 5)]);
        let page = history("acme", "SKU-1", &states).into_string();
        for part in ["current", "erp", "7", "<th scope=\"col\">duty"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let none = history("acme", "SKU-1", &[]).into_string();
        assert!(none.contains("Nothing is on record"), "{none}");
    }

    #[test]
    fn the_form_offers_the_tenants_of_the_sources_file() {
        let settings = Settings::parse(include_str!("../../../../sources.toml"));
        let known = known(settings.ok().as_ref());
        assert!(known.contains("acme") && known.contains("globex"), "{known:?}");
        let form = form(&Params::read("tenant=acme"), &known).into_string();
        assert!(
            form.contains(r#"<option value="globex">"#)
                && form.contains(r#"value="acme" required"#),
            "{form}"
        );
    }
}
