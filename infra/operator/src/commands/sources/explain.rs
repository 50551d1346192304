//! `tidewaiter sources explain`: the dry run of a mapping. Nothing is sent, asked or stored.

mod delivery;
mod event;
mod explained;
mod items;
mod known;
mod on_record;
mod results;
mod text;
mod work;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use http::HeaderName;
use settings::{IdAt, Source};

use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::Output;
use crate::request::read;
use delivery::Delivery;
use explained::Explained;

const HELP: &str = "\
Example: tidewaiter sources explain --source erp --body saved.json

Where a stack is up or named, it is also said what that has already: where the event stands in its
ledger, and which states of each item in its table of answers.

--json prints {source, revision, api, api_address, event: {id, type, meaning, tenant, ledger_key,
standing, …}, work: {does, items: [{at, id, description, version, lineage, mark, known: {would_be,
states: [{lineage, version, status, hts_code, recorded_at}]}}], …}, refusals: [{by, why}], known_on}.
Exit codes: 0 all of it would be worked on; 1 not, or not all; 2 not asked rightly.";

/// What would be posted.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Explain {
    /// The source it would be sent as
    #[arg(long, value_name = "NAME")]
    source: String,
    /// The raw body; `-` is stdin
    #[arg(long, value_name = "FILE")]
    body: PathBuf,
    /// The message id, for schemes that sign one [default: the one among the headers]
    #[arg(long)]
    id: Option<String>,
    /// A header that would come with it; may be given several times
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(HeaderName, String)>,
    /// What would be fetched for it (the object, or the results), saved to a file: read that, too
    #[arg(long, value_name = "FILE")]
    fetched: Option<PathBuf>,
}

/// Runs the command. What would be refused, in whole or in part, is not so.
pub(crate) async fn run(
    explain: &Explain,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let settings = context.settings()?;
    let source = Context::source_of(&settings, &explain.source)?;
    let api = settings.apis.get(&source.api).context("the source's API is in the file")?;
    let body = read(&explain.body)?;
    let fetched = explain.fetched.as_deref().map(read).transpose()?;
    let delivery = Delivery {
        source,
        api,
        body: &body,
        signed_id: explain.signed_id(source)?,
        labels: explain.labels(source),
        fetched: fetched.as_deref(),
        now: context.now,
    };
    let mut explained = Explained::of(&delivery)?;
    known::look(&mut explained, &delivery, context).await;
    output.report(&explained)?;
    Ok(if explained.is_good() { Outcome::Done } else { Outcome::NotSo })
}

impl Explain {
    /// The id that the signature would cover. One that nothing reads is a mistake, and worth
    /// knowing.
    fn signed_id(&self, source: &Source) -> Result<Option<&str>, Misused> {
        match (&source.event.id, &self.id) {
            (IdAt::SignedHeader, Some(id)) => Ok(Some(id)),
            (IdAt::SignedHeader, None) => Ok(self.header(source.scheme.id_headers())),
            (IdAt::Body(_) | IdAt::Digest, None) => Ok(None),
            (IdAt::Body(_) | IdAt::Digest, Some(_)) => Err(Misused(format!(
                "--id: the id of an event of `{}` is not in a header",
                source.name
            ))),
        }
    }

    /// The first of these that is among the headers.
    fn header(&self, names: &[HeaderName]) -> Option<&str> {
        names.iter().find_map(|wanted| {
            let found = self.headers.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.as_str())
        })
    }

    /// The headers that would travel along for people.
    fn labels(&self, source: &Source) -> Vec<(String, String)> {
        let labels = self.headers.iter().filter(|(name, _)| source.labels.contains(name));
        labels.map(|(name, value)| (name.to_string(), value.clone())).collect()
    }
}

/// `Name: value`, as curl takes it.
fn header(text: &str) -> Result<(HeaderName, String), String> {
    let (name, value) = text.split_once(':').ok_or("is not `Name: value`")?;
    let name = name
        .trim()
        .parse::<HeaderName>()
        .map_err(|_| "does not begin with the name of a header")?;
    Ok((name, value.trim().to_owned()))
}

#[cfg(test)]
mod tests;
