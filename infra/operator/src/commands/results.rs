//! `tidewaiter results show`: what was classified.

use clap::{Args, Subcommand};
use classifications::{ItemKey, Row};
use serde::Serialize;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::result::ShownResult;
use crate::table::table;

/// What can be done with results.
#[derive(Debug, Subcommand)]
pub(crate) enum Results {
    /// List answers, the newest first
    Show(Show),
}

/// Which results.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Of this tenant
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// Of this item, by the sender's own number
    #[arg(long, value_name = "ID")]
    item: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

/// The list.
#[derive(Debug, Serialize)]
struct Shown {
    results: Vec<ShownResult>,
}

/// Runs the command.
pub(crate) async fn run(
    results: Results,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match results {
        Results::Show(show) => {
            let rows = show.rows(context).await?;
            let results = rows.into_iter().map(ShownResult::of).collect();
            output.report(&Shown { results })?;
            Ok(Outcome::Done)
        }
    }
}

impl Show {
    async fn rows(&self, context: &Context) -> anyhow::Result<Vec<Row>> {
        let answers = context.connect().await?.answers();
        // Tenant and item are a key, which the table answers by itself; for one of them every
        // row is read, and the limit comes last.
        let rows = match (&self.tenant, &self.item) {
            (Some(tenant), Some(item)) => {
                answers.rows(Some(&ItemKey::new(tenant, item)), self.limit).await?
            }
            (None, None) => answers.rows(None, self.limit).await?,
            (Some(_), None) | (None, Some(_)) => answers.rows(None, usize::MAX).await?,
        };
        Ok(self.select(rows))
    }

    fn select(&self, mut rows: Vec<Row>) -> Vec<Row> {
        let asked = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        rows.retain(|row| asked(&self.tenant, &row.tenant) && asked(&self.item, &row.item_id));
        rows.sort_by(|a, b| b.recorded_at.cmp(&a.recorded_at).then_with(|| a.item.cmp(&b.item)));
        rows.truncate(self.limit);
        rows
    }
}

impl Report for Shown {
    fn text(&self) -> String {
        table(ShownResult::COLUMNS, self.results.iter().map(ShownResult::cells))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::tests::row;

    fn selected(show: &Show) -> Vec<String> {
        let rows = [("acme", "a", 1), ("acme", "b", 3), ("other", "a", 2)];
        let rows = rows.map(|(tenant, item, second)| row(tenant, item, second));
        let selected = show.select(rows.into()).into_iter();
        selected.map(|row| format!("{}/{}", row.tenant, row.item_id)).collect()
    }

    fn show(tenant: Option<&str>, item: Option<&str>, limit: usize) -> Show {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Show { tenant: owned(tenant), item: owned(item), limit }
    }

    #[test]
    fn the_newest_come_first_up_to_the_limit() {
        assert_eq!(selected(&show(None, None, 9)), ["acme/b", "other/a", "acme/a"]);
        assert_eq!(selected(&show(None, None, 2)), ["acme/b", "other/a"]);
    }

    #[test]
    fn tenant_and_item_each_select() {
        assert_eq!(selected(&show(Some("acme"), None, 9)), ["acme/b", "acme/a"]);
        assert_eq!(selected(&show(None, Some("a"), 9)), ["other/a", "acme/a"]);
        assert_eq!(selected(&show(Some("acme"), Some("a"), 9)), ["acme/a"]);
    }
}
