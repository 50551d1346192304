//! Strict order: what it needs of a source, and of those that number the same items.

use std::collections::BTreeMap;

use versions::VersionKind;

use crate::places::{Entry, Places};
use crate::settings::Settings;
use crate::source::{Meaning, Ordering, Source};

pub(super) fn check(settings: &Settings, places: &Places<'_>) {
    let mut first: BTreeMap<&str, &Source> = BTreeMap::new();
    for source in settings.sources.values() {
        let entry = places.source(source.name.as_str());
        match source.ordering {
            Ordering::Latest => without(&entry),
            Ordering::Sequence(_) => sequence(source, &entry),
        }
        if source.tells_of_states() {
            let first = first.entry(source.lineage.as_str()).or_insert(source);
            alike(source, first, &entry);
        }
    }
}

fn without(entry: &Entry<'_>) {
    for key in ["sequence_from", "gap_minutes"] {
        if entry.says(key) {
            entry.problem(
                &[key],
                "has no effect without `ordering = \"sequence\"`. Leave it out, or add that",
            );
        }
    }
}

fn sequence(source: &Source, entry: &Entry<'_>) {
    if !source.tells_of_states() {
        entry.problem(
            &["ordering"],
            "has no effect: this source sends results only, and they keep the order of the source \
             whose `lineage` they name. Leave it out",
        );
        return;
    }
    if source.version.kind() != VersionKind::Sequence {
        entry.problem(
            &["ordering"],
            "needs a version that counts: say where the number stands (`version = { sequence = \
             \"$.revision\", of = \"item\" }`)",
        );
    }
    if source.means(Meaning::Hydrate) {
        entry.problem(
            &["ordering"],
            "cannot be kept where a type means `hydrate`: what is fetched is the newest state, and \
             those between are never seen, so that what follows would wait for them for ever. Use \
             `ordering = \"latest\"`",
        );
    }
}

/// Who numbers the same items keeps the same order.
fn alike(source: &Source, first: &Source, entry: &Entry<'_>) {
    let from = |source: &Source| source.ordering.sequence().map(|sequence| sequence.from);
    if from(source) != from(first) {
        let what = format!(
            "differs from that of `{}`, which numbers the same items (lineage `{}`): give both the \
             same `ordering` and `sequence_from`, or each a `lineage` of its own",
            first.name, source.lineage,
        );
        entry.problem(&["sequence_from", "ordering", "lineage"], what);
    }
}
