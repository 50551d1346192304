//! A good file, looked over for whoever wrote it. No function needs this to start.

mod notes;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::api::ApiName;
use crate::defaults::{self, Defaulted};
use crate::file;
use crate::names::SourceName;
use crate::places::Places;
use crate::problems::{Findings, Problem, Problems};
use crate::settings::Settings;

/// What a good file says, what it leaves out, and what looks odd in it.
#[derive(Clone, Debug)]
pub struct Review {
    /// What it says.
    pub settings: Settings,
    /// What each source leaves out and has an effect on it.
    pub sources: BTreeMap<SourceName, Vec<Defaulted>>,
    /// What each API leaves out.
    pub apis: BTreeMap<ApiName, Vec<Defaulted>>,
    /// What looks odd and may be meant, in the order of the lines.
    pub notes: Vec<Problem>,
}

impl Review {
    /// Parses the whole file and looks it over, or says everything that is wrong with it.
    /// What has ended by `now` is a problem, too.
    pub fn of(text: &str, now: Timestamp) -> Result<Self, Problems> {
        let odd = Findings::new(text);
        let (settings, (sources, apis)) = file::read(text, Some(now), |settings, table| {
            let places = Places::new(table, &odd);
            notes::find(settings, &places);
            let sources = settings.sources.iter();
            let apis = settings.apis.iter();
            (
                sources
                    .map(|(name, it)| (name.clone(), defaults::of_source(it, &places)))
                    .collect(),
                apis.map(|(name, it)| (name.clone(), defaults::of_api(it, &places))).collect(),
            )
        })?;
        let notes = odd.into_problems().map_or_else(Vec::new, |Problems(notes)| notes);
        Ok(Self { settings, sources, apis, notes })
    }
}
