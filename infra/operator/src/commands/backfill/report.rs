//! What a backfill would do, and has done, as it is shown.

use std::path::{Path, PathBuf};

use serde::Serialize;
use settings::RateUnit;

use super::args::Backfill;
use super::estimate::{Counts, Estimate};
use super::send::Sent;
use super::terms::Terms;
use super::wait::{Refused, Waited};
use crate::catalogue::{Catalogue, Problem};
use crate::output::Report;
use crate::table::table;

/// A file of which nothing is sent.
#[derive(Debug, Serialize)]
pub(super) struct Problems {
    file: PathBuf,
    problems: Vec<Problem>,
}

impl Problems {
    pub fn of(file: &Path, problems: Vec<Problem>) -> Self {
        Self { file: file.to_owned(), problems }
    }
}

impl Report for Problems {
    fn text(&self) -> String {
        let row = |problem: &Problem| {
            let column = problem.column.clone().unwrap_or_else(|| "-".to_owned());
            [problem.line.to_string(), column, problem.what.clone()]
        };
        format!(
            "{}: nothing is sent, {} problems:\n{}",
            self.file.display(),
            self.problems.len(),
            table(["line", "column", "problem"], self.problems.iter().map(row))
        )
    }
}

/// What would be done, and was.
#[derive(Debug, Serialize)]
pub(super) struct Reported {
    file: PathBuf,
    source: String,
    tenant: String,
    rows: usize,
    repeated: usize,
    sent_before: usize,
    answered: usize,
    superseded: usize,
    unchanged: usize,
    to_ask: usize,
    to_send: usize,
    price: Option<f64>,
    cost: Option<f64>,
    #[serde(skip)]
    pace: Option<String>,
    sent: usize,
    interrupted: bool,
    warnings: Vec<String>,
    waited: Option<Ended>,
}

/// How the waiting ended.
#[derive(Debug, Serialize)]
struct Ended {
    done: usize,
    open: usize,
    refused: Vec<Refused>,
    results: PathBuf,
}

impl Reported {
    pub fn of(
        backfill: &Backfill,
        terms: &Terms,
        catalogue: &Catalogue,
        estimate: &Estimate,
    ) -> Self {
        let Counts { sent_before, answered, superseded, unchanged, to_ask, to_send } =
            estimate.counts();
        let asked = u32::try_from(to_ask).unwrap_or(u32::MAX);
        Self {
            file: backfill.file.clone(),
            source: terms.source.name.to_string(),
            tenant: terms.tenant.to_string(),
            rows: catalogue.rows.len(),
            repeated: catalogue.repeated,
            sent_before,
            answered,
            superseded,
            unchanged,
            to_ask,
            to_send,
            price: backfill.price,
            cost: backfill.price.map(|price| price * f64::from(asked)),
            pace: pace(terms, to_ask),
            sent: 0,
            interrupted: false,
            warnings: catalogue.warnings.clone(),
            waited: None,
        }
    }

    pub fn sent(&mut self, sent: Sent) {
        (self.sent, self.interrupted) = (sent.sent, sent.interrupted);
    }

    pub fn waited(&mut self, waited: Waited, results: &Path) {
        let Waited { done, refused, open } = waited;
        self.waited = Some(Ended { done, open, refused, results: results.to_owned() });
    }

    pub fn is_interrupted(&self) -> bool {
        self.interrupted
    }

    pub fn to_send(&self) -> usize {
        self.to_send
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// What is said before the question.
    pub fn details(&self) -> Vec<String> {
        let counted = [
            (self.rows, "rows in the file"),
            (self.repeated, "rows that say the same as one before them"),
            (self.sent_before, "sent before"),
            (self.answered, "whose answer is on record: not sent"),
            (self.superseded, "of which a newer state is on record: not sent"),
            (self.unchanged, "unchanged since an answer that is young enough: not paid for"),
            (self.to_ask, "to be asked for, at most"),
        ];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let counted = counted.map(|(count, what)| format!("{count} {what}"));
        counted.chain([self.in_money()]).chain(self.pace.clone()).collect()
    }

    fn in_money(&self) -> String {
        match (self.price, self.cost) {
            (Some(price), Some(cost)) => {
                format!("cost, at most: {} × {price} = {cost:.2}", self.to_ask)
            }
            (None, _) | (_, None) => "cost: not known without --price".to_owned(),
        }
    }
}

/// How long the API takes at the rate that the file allows, at least.
fn pace(terms: &Terms, items: usize) -> Option<String> {
    let api = terms.api().ok()?;
    let rate = api.rate?;
    let per_unit = match rate.unit {
        RateUnit::Items => 1,
        RateUnit::Calls => u32::try_from(api.max_items).unwrap_or(u32::MAX),
    };
    let per_period = u64::from(rate.units.get().saturating_mul(per_unit).max(1));
    let items = u64::try_from(items).unwrap_or(u64::MAX);
    let seconds = items.saturating_mul(rate.per.as_secs()).checked_div(per_period)?;
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    Some(format!("at the rate of `{}` it takes {hours} h {minutes} min at least", api.name))
}

impl Report for Reported {
    fn text(&self) -> String {
        let mut lines = self.details();
        lines.extend(self.warnings.iter().map(|warning| format!("look: {warning}")));
        lines.push(format!("{} sent", self.sent));
        if self.interrupted {
            lines.push("interrupted: run the same command again, and it goes on".to_owned());
        }
        if let Some(waited) = &self.waited {
            lines.push(format!("{} done, {} refused", waited.done, waited.refused.len()));
            if waited.open > 0 {
                lines.push(format!(
                    "{} not yet: they go on by themselves, and the same command waits for them",
                    waited.open
                ));
            }
            let row = |refused: &Refused| {
                [refused.line.to_string(), refused.item_id.clone(), refused.reason.clone()]
            };
            if !waited.refused.is_empty() {
                lines.push(table(["line", "item", "reason"], waited.refused.iter().map(row)));
            }
            lines.push(format!("results: {}", waited.results.display()));
        }
        lines.join("\n")
    }
}
