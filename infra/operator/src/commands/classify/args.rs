//! What `classify` is given.

use std::time::Duration;

use clap::Args;
use settings::{Api, Settings};

use crate::change::ChangeArgs;
use crate::exit::Misused;

const HELP: &str = "\
Examples:
  tidewaiter classify 'Cotton knit T-shirt' --origin DE
  tidewaiter classify 'Cotton knit T-shirt' --origin DE --record --source erp --item SKU-1 --item-version 7

The product is asked for at once, at the API's endpoint for one item: within its rate, which the whole
fleet shares, and before everything that waits; within the spend caps; and not while the API is paused
or down. The answer is shown and not kept.
With --record it is sent as an event of the source instead, ahead of everything that waits, and what
was recorded is shown: what is on record is not asked again, and the answer stands among the source's
states like any other.

--json prints {stack, api, request_id, description, country_of_origin, status, hts_code, hts_digits,
duty, confidence, components, failure, model, schedule, answer}; with --record the same as `results
show` has for it.
Exit codes: 0 there is a code; 1 there is none, or not yet; 2 not asked rightly; 3 AWS would not do it.";

/// One product.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Classify {
    /// What it is
    #[arg(value_name = "DESCRIPTION")]
    pub description: String,
    /// Where it comes from: two letters (ISO 3166-1)
    #[arg(long, value_name = "COUNTRY", value_parser = country)]
    pub origin: Option<String>,
    /// Which API is asked [default: the source's, or the only one there is]
    #[arg(long, value_name = "NAME", conflicts_with = "record")]
    pub api: Option<String>,
    /// Where the API is [default: the local stack's stand-in, else as the sources file says]
    #[arg(long, value_name = "URL", conflicts_with = "record")]
    pub api_url: Option<String>,
    /// Whose spend cap counts it
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// How long to wait for the API's turn, and with --record for the answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub patience: u32,
    /// Keep the answer, as that of an item of a source
    #[arg(long, requires_all = ["source", "item"])]
    pub record: bool,
    /// The source whose item it is
    #[arg(long, value_name = "NAME", requires = "record")]
    pub source: Option<String>,
    /// The item, by its sender's own number
    #[arg(long, value_name = "ID", requires = "record")]
    pub item: Option<String>,
    /// Its version, for a source whose senders give one
    #[arg(long, value_name = "VERSION", requires = "record")]
    pub item_version: Option<String>,
    #[command(flatten)]
    pub change: ChangeArgs,
}

impl Classify {
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.patience.into())
    }

    pub fn api<'s>(&self, settings: &'s Settings) -> Result<&'s Api, Misused> {
        let mut all = settings.apis.values();
        let known = || settings.apis.keys().cloned().collect::<Vec<_>>().join(", ");
        match (&self.api, all.next(), all.next()) {
            (Some(name), _, _) => settings
                .apis
                .get(name)
                .ok_or_else(|| Misused(format!("no API `{name}`: there are {}", known()))),
            (None, Some(only), None) => Ok(only),
            (None, _, _) => {
                Err(Misused(format!("say which API is asked with --api: there are {}", known())))
            }
        }
    }

    /// An option that changes nothing is a mistake, and worth knowing.
    pub fn refuse_change_options(&self) -> Result<(), Misused> {
        let ChangeArgs { yes, dry_run, reason } = &self.change;
        if *yes || *dry_run || reason.is_some() {
            let why = "--yes, --dry-run and --reason go with --record: without it nothing is kept";
            return Err(Misused(why.to_owned()));
        }
        Ok(())
    }
}

fn country(text: &str) -> Result<String, String> {
    let is_country = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_country.then(|| text.to_owned()).ok_or_else(|| "is not two capital letters (DE)".to_owned())
}
