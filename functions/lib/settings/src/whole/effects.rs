//! Settings without effect: whoever wrote one expects something of it.

use std::time::Duration;

use crate::api::{Api, Reuse};
use crate::places::{Entry, Places};
use crate::settings::Settings;
use crate::source::{Meaning, Source};

pub(super) fn check(settings: &Settings, places: &Places<'_>) {
    for api in settings.apis.values() {
        let entry = places.api(&api.name);
        reuse(api, &entry);
        timeouts(api, &entry);
        caps(api, &entry);
    }
    for source in settings.sources.values() {
        let entry = places.source(source.name.as_str());
        zone(source, &entry);
        tables(source, &entry);
        items(source, &entry);
        jobs(source, settings, &entry);
    }
}

fn reuse(api: &Api, entry: &Entry<'_>) {
    match api.reuse {
        Reuse::Off if entry.says("reuse_days") => entry.problem(
            &["reuse_days"],
            "has no effect: `reuse = \"off\"` carries no answer, however young. Leave one of them \
             out",
        ),
        Reuse::Item | Reuse::Tenant if api.reuse_for == Duration::ZERO && entry.says("reuse") => {
            entry.problem(
                &["reuse"],
                "has no effect: with `reuse_days = 0` no answer is carried. Say `reuse = \"off\"`, \
                 or how many days",
            );
        }
        Reuse::Off | Reuse::Item | Reuse::Tenant => {}
    }
}

/// A lone item goes to the endpoint for one.
fn timeouts(api: &Api, entry: &Entry<'_>) {
    if api.max_items == 1 && entry.says("batch_timeout_s") {
        entry.problem(
            &["batch_timeout_s"],
            "has no effect: with `max_items = 1` every call is for one item, and takes \
             `single_timeout_s`",
        );
    }
}

/// A tenant's cap that the API's own keeps to already, and caps that some call never fits in.
fn caps(api: &Api, entry: &Entry<'_>) {
    if let (Some(cap), Some(tenant)) = (api.spend_cap, api.tenant_spend_cap)
        && tenant.is_kept_by(cap)
    {
        entry.problem(
            &["tenant_spend_cap"],
            "has no effect: `spend_cap` ends all tenants together before it. Make it lower, or \
             leave it out",
        );
    }
    for (key, cap) in [("spend_cap", api.spend_cap), ("tenant_spend_cap", api.tenant_spend_cap)] {
        if cap.is_some_and(|cap| u64::from(cap.items.get()) < api.max_items as u64) {
            entry.problem(
                &[key],
                format!(
                    "a call carries up to {} items, and one that is over the cap could never be \
                     made. Set `max_items` to the cap, or lower",
                    api.max_items
                ),
            );
        }
    }
}

/// Where an API takes no jobs, no event becomes one.
fn jobs(source: &Source, settings: &Settings, entry: &Entry<'_>) {
    let takes_jobs = settings.apis.get(&source.api).is_some_and(|api| api.jobs.is_some());
    if entry.says("job_over") && !takes_jobs {
        entry.problem(
            &["job_over"],
            "has no effect: its API takes no jobs. Leave it out, or say where it does \
             (`[api.NAME.jobs]`)",
        );
    }
}

fn zone(source: &Source, entry: &Entry<'_>) {
    if entry.says("zone") && !source.has_times() {
        entry.problem(
            &["zone"],
            "has no effect: no version of this source is a time. Leave it out, or say where the \
             time of change stands (`version = { time = \"$.updated_at\" }`)",
        );
    }
}

fn tables(source: &Source, entry: &Entry<'_>) {
    for (table, meaning, word) in
        [("hydrate", Meaning::Hydrate, "hydrate"), ("result", Meaning::Result, "result")]
    {
        if entry.says(table) && !source.means(meaning) {
            entry.problem(
                &[table],
                format!(
                    "has no effect: no type means `{word}`. Leave it out, or list the type \
                     (`types = {{ \"…\" = \"{word}\" }}`)"
                ),
            );
        }
    }
}

/// What is read of items, where the source tells of none: results carry their items' ids.
fn items(source: &Source, entry: &Entry<'_>) {
    if source.tells_of_states() || !source.means(Meaning::Result) {
        return;
    }
    if entry.says("item") {
        entry.problem(
            &["item"],
            "has no effect: this source sends results only, and results name their items as the \
             API does. Leave it out",
        );
    }
    if entry.says("version") && entry.says("result.version") {
        entry.problem(
            &["version"],
            "has no effect: this source sends results only, and `result.version` says where their \
             version stands. Leave one of them out",
        );
    }
}
