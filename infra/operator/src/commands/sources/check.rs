//! `tidewaiter sources check`: reads the sources file as the functions do.

mod listed;
mod text;

use serde::Serialize;
use settings::{Problem, Problems, Review};

use crate::context::{Context, read_sources};
use crate::exit::Outcome;
use crate::output::{Output, complain};
use listed::{ListedApi, ListedSource};

/// A good file, in short.
#[derive(Debug, Serialize)]
struct Checked {
    sources: Vec<ListedSource>,
    apis: Vec<ListedApi>,
    /// What looks odd and may be meant.
    notes: Vec<Remark>,
}

/// A file that no function would start with.
#[derive(Debug, Serialize)]
struct Refused {
    problems: Vec<Remark>,
}

/// What is said of a line.
#[derive(Debug, Serialize)]
struct Remark {
    line: usize,
    at: String,
    what: String,
}

/// Runs the command.
pub(crate) fn run(context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let path = context.sources_file()?;
    match Review::of(&read_sources(&path)?, context.now) {
        Ok(review) => {
            output.report(&Checked::of(review))?;
            Ok(Outcome::Done)
        }
        Err(problems) => {
            complain(&format!("{}: {problems}", path.display()));
            output.json_alone(&Refused::of(problems))?;
            Ok(Outcome::NotSo)
        }
    }
}

impl Checked {
    fn of(Review { settings, mut sources, mut apis, notes }: Review) -> Self {
        let source = |source: &_, defaults: Option<_>| {
            ListedSource::of(source, defaults.unwrap_or_default())
        };
        let api = |api: &_, defaults: Option<_>| ListedApi::of(api, defaults.unwrap_or_default());
        Self {
            sources: settings.sources.iter().map(|(n, it)| source(it, sources.remove(n))).collect(),
            apis: settings.apis.iter().map(|(n, it)| api(it, apis.remove(n))).collect(),
            notes: notes.into_iter().map(Remark::of).collect(),
        }
    }
}

impl Refused {
    fn of(Problems(problems): Problems) -> Self {
        Self { problems: problems.into_iter().map(Remark::of).collect() }
    }
}

impl Remark {
    fn of(Problem { line, at, what }: Problem) -> Self {
        Self { line, at, what }
    }
}

#[cfg(test)]
mod tests;
