//! Sources of one lineage number the same objects, so their versions must be of one kind: versions
//! of two kinds are never compared, and a newer state would stand beside an older one.

use std::collections::BTreeMap;

use versions::VersionKind;

use crate::names::Lineage;
use crate::places::Places;
use crate::problems::did_you_mean;
use crate::settings::Settings;
use crate::source::{Meaning, Source};

/// The sources that tell of states, by who numbers them.
type Lineages<'s> = BTreeMap<&'s str, Vec<&'s Source>>;

pub(super) fn check(settings: &Settings, places: &Places<'_>) {
    let lineages = lineages(settings);
    for members in lineages.values() {
        one_kind(members, places);
    }
    for source in settings.sources.values().filter(|source| source.means(Meaning::Result)) {
        let Some(lineage) = &source.results_lineage else { continue };
        match lineages.get(lineage.as_str()) {
            Some(members) => answers_its_kind(source, members, places),
            // The source that has the lineage may be one that could not be read.
            None if settings.sources.len() < places.sources() => {}
            None => nobodys(source, lineage, &lineages, places),
        }
    }
}

/// A source whose events are only results numbers nothing itself.
fn lineages(settings: &Settings) -> Lineages<'_> {
    let mut lineages = Lineages::new();
    for source in settings.sources.values().filter(|source| source.tells_of_states()) {
        lineages.entry(source.lineage.as_str()).or_default().push(source);
    }
    lineages
}

/// The member that the others are measured by: the one that the lineage is named after, if any.
fn first<'s>(members: &[&'s Source]) -> Option<&'s Source> {
    let namesake = |source: &&&Source| source.name.as_str() == source.lineage.as_str();
    members.iter().find(namesake).or_else(|| members.first()).copied()
}

fn one_kind(members: &[&Source], places: &Places<'_>) {
    let Some(first) = first(members) else { return };
    let kind = first.version.kind();
    for source in members.iter().filter(|source| source.version.kind() != kind) {
        let what = format!(
            "the versions are {}, and those of `{}` are {}: in one lineage (`{}`) all are of one \
             kind. Give both sources the same kind of `version`, or each a `lineage` of its own",
            said(source.version.kind()),
            first.name,
            said(kind),
            source.lineage,
        );
        places.source(source.name.as_str()).problem(&["version", "lineage"], what);
    }
}

/// A result is recorded under the version that it answers: it must be one that may be asked about.
fn answers_its_kind(source: &Source, members: &[&Source], places: &Places<'_>) {
    let kind = source.results.version.kind();
    let is_there = members.iter().any(|member| member.version.kind() == kind);
    let Some(first) = first(members).filter(|_| !is_there) else { return };
    let what = format!(
        "the versions of its results are {}, and those of `{}` are {}: no result would answer a \
         state of the lineage `{}`. Give `result.version` that kind",
        said(kind),
        first.name,
        said(first.version.kind()),
        first.lineage,
    );
    let keys = ["result.version", "version", "lineage"];
    places.source(source.name.as_str()).problem(&keys, what);
}

fn nobodys(source: &Source, lineage: &Lineage, lineages: &Lineages<'_>, places: &Places<'_>) {
    let hint = did_you_mean(lineage.as_str(), lineages.keys().copied());
    let what = format!(
        "no source that classifies has the lineage `{lineage}`{hint} (no result would answer a \
         state of it; without `lineage` results answer any)"
    );
    places.source(source.name.as_str()).problem(&["lineage"], what);
}

fn said(kind: VersionKind) -> &'static str {
    match kind {
        VersionKind::Sequence => "sequences",
        VersionKind::Time => "times",
        VersionKind::Received => "times of receipt",
    }
}
