//! The whole file: every API and every source.

use std::collections::BTreeMap;

use jiff::Timestamp;
use toml::Spanned;
use toml::de::DeTable;

use crate::api::{Api, ApiName};
use crate::names::SourceName;
use crate::places::Places;
use crate::problems::{Findings, Problem, Problems, line_of};
use crate::section::{Found, Section};
use crate::settings::Settings;
use crate::source::Source;
use crate::whole;

impl Settings {
    /// Parses the whole file, or says everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        read(text, None, |_, _| ()).map(|(settings, ())| settings)
    }
}

/// Parses the whole file, and looks at a good one again with its keys at hand. `now` is known where
/// a person asks: a function must start whatever the time is.
pub(crate) fn read<T>(
    text: &str,
    now: Option<Timestamp>,
    look: impl FnOnce(&Settings, &Spanned<DeTable<'_>>) -> T,
) -> Result<(Settings, T), Problems> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(not_toml(text, &errors));
    }
    let findings = Findings::new(text);
    let settings = read_root(Section::root(&table, &findings));
    whole::check(&settings, &Places::new(&table, &findings));
    whole::door::check(&settings, Section::root(&table, &findings), now);
    if let Some(problems) = findings.into_problems() {
        return Err(problems);
    }
    let looked = look(&settings, &table);
    Ok((settings, looked))
}

/// What is not TOML is not walked: every table after the mistake would be a false alarm.
fn not_toml(text: &str, errors: &[toml::de::Error]) -> Problems {
    let problem = |error: &toml::de::Error| Problem {
        line: line_of(text, error.span().unwrap_or_default().start),
        at: "TOML".to_owned(),
        what: error.message().to_owned(),
    };
    Problems(errors.iter().map(problem).collect())
}

fn read_root(mut root: Section<'_>) -> Settings {
    let apis = apis(&mut root);
    let sources = sources(&mut root, &apis);
    root.finish();
    Settings { sources, apis }
}

fn apis(root: &mut Section<'_>) -> BTreeMap<ApiName, Api> {
    let Some(table) = root.section("api") else {
        root.problem("at least one [api.NAME] is needed");
        return BTreeMap::new();
    };
    let read = |(name, found): (&str, Found<'_>)| Api::read(name, found.section()?);
    table.entries().filter_map(read).map(|api| (api.name.clone(), api)).collect()
}

fn sources(root: &mut Section<'_>, apis: &BTreeMap<ApiName, Api>) -> BTreeMap<SourceName, Source> {
    let Some(table) = root.section("source") else {
        root.problem("at least one [source.NAME] is needed");
        return BTreeMap::new();
    };
    let read = |(name, found): (&str, Found<'_>)| Source::read(&found, name, apis);
    table.entries().filter_map(read).map(|source| (source.name.clone(), source)).collect()
}
