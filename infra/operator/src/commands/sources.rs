//! `tidewaiter sources check`: reads the sources file as the functions do.

use clap::Subcommand;
use serde::Serialize;
use settings::{Api, Problem, Problems, Settings, Source, TenantAt, key_word};

use crate::context::{Context, read_sources};
use crate::exit::Outcome;
use crate::output::{Output, Report, complain};
use crate::table::table;

/// What can be done with the sources file.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Sources {
    /// Read the file as the functions do, and say everything that is wrong with it
    Check,
}

/// A good file, in short.
#[derive(Debug, Serialize)]
struct Checked {
    sources: Vec<CheckedSource>,
    apis: Vec<CheckedApi>,
}

#[derive(Debug, Serialize)]
struct CheckedSource {
    name: String,
    path: String,
    scheme: String,
    /// A name, or a path into the body.
    tenant: String,
    secrets: Vec<CheckedSecret>,
    api: String,
    /// Where the objects are fetched that its events only point to.
    #[serde(skip_serializing_if = "Option::is_none")]
    hydrate: Option<CheckedHydrate>,
}

#[derive(Debug, Serialize)]
struct CheckedHydrate {
    base_url: String,
    key: String,
}

#[derive(Debug, Serialize)]
struct CheckedSecret {
    name: String,
    reference: String,
    /// How the secret becomes a key, in the file's own word.
    key: &'static str,
}

#[derive(Debug, Serialize)]
struct CheckedApi {
    name: String,
    base_url: String,
    key: String,
}

/// A file that no function would start with.
#[derive(Debug, Serialize)]
struct Refused {
    problems: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    line: usize,
    at: String,
    what: String,
}

/// Runs the command.
pub(crate) fn run(sources: Sources, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    match sources {
        Sources::Check => check(context, output),
    }
}

fn check(context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let path = context.sources_file()?;
    match Settings::parse(&read_sources(&path)?) {
        Ok(settings) => {
            output.report(&Checked::of(&settings))?;
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
    fn of(settings: &Settings) -> Self {
        Self {
            sources: settings.sources.values().map(CheckedSource::of).collect(),
            apis: settings.apis.values().map(CheckedApi::of).collect(),
        }
    }
}

impl CheckedSource {
    fn of(source: &Source) -> Self {
        let key = key_word(source.scheme.key);
        let secrets = source.secrets.iter().map(|secret| CheckedSecret {
            name: secret.name.clone(),
            reference: secret.place.to_string(),
            key,
        });
        Self {
            name: source.name.to_string(),
            path: format!("/webhook/v1/{}", source.name),
            scheme: source.scheme_name.clone(),
            tenant: match &source.tenant {
                TenantAt::Fixed(tenant) => tenant.to_string(),
                TenantAt::Body(path, _) => path.to_string(),
            },
            secrets: secrets.collect(),
            api: source.api.clone(),
            hydrate: source.hydrate.as_ref().map(|at| CheckedHydrate {
                base_url: at.base_url.clone(),
                key: at.key.to_string(),
            }),
        }
    }
}

impl CheckedApi {
    fn of(api: &Api) -> Self {
        Self { name: api.name.clone(), base_url: api.base_url.clone(), key: api.key.to_string() }
    }
}

impl Refused {
    fn of(Problems(problems): Problems) -> Self {
        let listed = |Problem { line, at, what }| Listed { line, at, what };
        Self { problems: problems.into_iter().map(listed).collect() }
    }
}

impl Report for Checked {
    fn text(&self) -> String {
        let row = |source: &CheckedSource| {
            let references = source.secrets.iter().map(|secret| secret.reference.as_str());
            [
                source.name.clone(),
                source.path.clone(),
                source.scheme.clone(),
                source.tenant.clone(),
                references.collect::<Vec<_>>().join(", "),
                source.api.clone(),
            ]
        };
        let header = ["source", "path", "scheme", "tenant", "secrets", "api"];
        table(header, self.sources.iter().map(row))
    }
}

#[cfg(test)]
mod tests;
