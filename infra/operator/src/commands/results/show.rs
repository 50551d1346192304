//! `tidewaiter results show`: answers, the newest first.

use clap::Args;
use classifications::{ItemKey, Row};
use futures::TryStreamExt;
use serde::Serialize;

use super::args::{ScanArgs, SelectArgs};
use crate::answers_scan::pages;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{Output, Report};
use crate::product::STATES;
use crate::progress::counter;
use crate::result::ShownResult;
use crate::table::table;

const HELP: &str = "\
Examples:
  tidewaiter results show --tenant acme --item SKU-1
  tidewaiter results show --source erp --since 2026-11-26T00:00:00Z

Tenant and item together are a key: only that item's rows are read. For anything else the whole table
is read, in parts side by side. There is no index by tenant or time: each recorded answer would cost a
second write for it. `results export` shows more than a screen takes.

--json prints {stack, results: [{tenant, item, lineage, version, event_id, source, request_id,
description, country_of_origin, status, hts_code, hts_digits, duty, confidence, failure, components,
carried_from, attempts, received_at, answered_at, recorded_at, api_request_id, model, schedule,
answer}]}.";

/// Which results.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Show {
    #[command(flatten)]
    select: SelectArgs,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
    #[command(flatten)]
    scan: ScanArgs,
}

/// The list.
#[derive(Debug, Serialize)]
struct Shown {
    results: Vec<ShownResult>,
}

/// Runs the command.
pub(crate) async fn run(show: &Show, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let rows = show.rows(&connection).await?;
    let results: Vec<_> = rows.into_iter().map(ShownResult::of).collect();
    output.report_on(&connection.stack, &Shown { results })?;
    Ok(Outcome::Done)
}

impl Show {
    async fn rows(&self, connection: &Connection) -> anyhow::Result<Vec<Row>> {
        let mut newest = Newest::new(self.limit);
        if let (Some(tenant), Some(item)) = (&self.select.tenant, &self.select.item) {
            let key = ItemKey::new(tenant, item);
            let rows = connection.answers().rows(Some(&key), STATES).await?;
            newest.add(rows.into_iter().filter(|row| self.select.fits(row)));
            return Ok(newest.into_rows());
        }
        let selection = self.select.selection();
        let bar = counter("reading the table");
        let mut pages = pages(connection, &selection, self.scan.segments.into());
        while let Some(page) = pages.try_next().await? {
            bar.inc(u64::try_from(page.read).unwrap_or_default());
            newest.add(page.rows);
        }
        bar.finish_and_clear();
        Ok(newest.into_rows())
    }
}

/// The newest rows of many, never more than twice as many held as are wanted.
struct Newest {
    limit: usize,
    rows: Vec<Row>,
}

impl Newest {
    fn new(limit: usize) -> Self {
        Self { limit, rows: Vec::new() }
    }

    fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            self.rows.push(row);
            if self.rows.len() >= self.limit.saturating_mul(2).max(16) {
                self.sort();
            }
        }
    }

    fn sort(&mut self) {
        self.rows
            .sort_by(|a, b| b.recorded_at.cmp(&a.recorded_at).then_with(|| a.item.cmp(&b.item)));
        self.rows.truncate(self.limit);
    }

    fn into_rows(mut self) -> Vec<Row> {
        self.sort();
        self.rows
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

    #[test]
    fn the_newest_come_first_up_to_the_limit_in_whatever_order_they_were_read() {
        for limit in [1, 3, 40, 100] {
            let mut newest = Newest::new(limit);
            // 50 rows, each second once, in an order of no meaning.
            newest.add((0..50).map(|n| row("acme", "a", n * 7 % 50)));
            let rows = newest.into_rows();
            let seconds: Vec<_> = rows.iter().map(|row| row.recorded_at.as_second()).collect();
            let expected: Vec<_> = (0..50).rev().take(limit).collect();
            assert_eq!(seconds, expected);
        }
    }

    #[test]
    fn what_was_found_by_its_key_is_filtered_all_the_same() {
        let at = |second| jiff::Timestamp::from_second(second).ok();
        let fits = |select: SelectArgs| select.fits(&row("acme", "a", 5));
        assert!(fits(SelectArgs { since: at(5), until: at(6), ..SelectArgs::default() }));
        assert!(!fits(SelectArgs { until: at(5), ..SelectArgs::default() }));
        assert!(!fits(SelectArgs { since: at(6), ..SelectArgs::default() }));
        assert!(!fits(SelectArgs { source: Some("x".to_owned()), ..SelectArgs::default() }));
    }
}
