//! `tidewaiter results export`: answers as they are read, however many there are.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use classifications::ItemKey;
use futures::TryStreamExt;
use serde::Serialize;

use super::args::{ScanArgs, SelectArgs};
use super::writer::{Format, Writer};
use crate::answers_scan::pages;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::{self, Output};
use crate::product::STATES;
use crate::progress::counter;

const HELP: &str = "\
Examples:
  tidewaiter results export --out answers.csv
  tidewaiter results export --tenant acme --since 2026-11-01T00:00:00Z --format jsonl | jq .hts_code

Rows are written as they are read, in no order; nothing else is held. Tenant and item together are a
key: only that item's rows are read. For anything else the whole table is read, in parts side by side,
and the filter only saves what is sent: each 8 KB of the table cost one read unit. There is no index by
tenant or time: each recorded answer would cost a second write for it.

CSV has the columns tenant, item, lineage, version, status, hts_code, duty, confidence, failure,
description, country_of_origin, components, source, event_id, model, schedule, received_at,
answered_at, recorded_at, carried_from, and stands as spreadsheets read it. Each JSON line is as one of
`results show --json`, the provider's own answer included.
--json prints {stack, rows, read, file} at the end, with --out.";

/// Which results, and where to.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Export {
    #[command(flatten)]
    select: SelectArgs,
    /// How they are written [default: by the ending of --out, else csv]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Into this file [default: stdout]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    scan: ScanArgs,
}

/// What was written.
#[derive(Debug, Default, Serialize)]
struct Exported {
    rows: usize,
    read: usize,
    file: Option<PathBuf>,
}

/// Runs the command.
pub(crate) async fn run(
    export: &Export,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    if output.is_json() && export.out.is_none() {
        let why =
            "--json and the rows would both go to stdout: give --out, or --format jsonl alone";
        return Err(Misused(why.to_owned()).into());
    }
    let connection = context.connect().await?;
    let mut writer = Writer::new(export.sink()?, export.format())?;
    let mut exported = Exported { file: export.out.clone(), ..Exported::default() };
    let written = export.write(&connection, &mut writer, &mut exported).await;
    match written.and_then(|()| writer.finish()) {
        // A reader that has seen enough (`| head`) is no failure.
        Err(error) if is_closed(&error) => return Ok(Outcome::Done),
        other => other?,
    }
    output::complain(&format!(
        "{}: {} rows written, of {} that were read",
        connection.stack.label(),
        exported.rows,
        exported.read
    ));
    output.json_on(&connection.stack, &exported)?;
    Ok(Outcome::Done)
}

impl Export {
    fn format(&self) -> Format {
        let ending = self.out.as_deref().and_then(Path::extension).and_then(|it| it.to_str());
        let by_name = match ending {
            Some("jsonl" | "ndjson") => Format::Jsonl,
            Some(_) | None => Format::Csv,
        };
        self.format.unwrap_or(by_name)
    }

    fn sink(&self) -> anyhow::Result<Box<dyn Write>> {
        Ok(match &self.out {
            Some(path) => {
                let file = File::create(path);
                let file = file.with_context(|| format!("cannot write {}", path.display()))?;
                Box::new(BufWriter::new(file))
            }
            None => Box::new(BufWriter::new(std::io::stdout())),
        })
    }

    async fn write(
        &self,
        connection: &Connection,
        writer: &mut Writer,
        exported: &mut Exported,
    ) -> anyhow::Result<()> {
        if let (Some(tenant), Some(item)) = (&self.select.tenant, &self.select.item) {
            let key = ItemKey::new(tenant, item);
            let rows = connection.answers().rows(Some(&key), STATES).await?;
            exported.read = rows.len();
            for row in rows.into_iter().filter(|row| self.select.fits(row)) {
                writer.row(row)?;
                exported.rows = exported.rows.saturating_add(1);
            }
            return Ok(());
        }
        let bar = counter("reading the table");
        let selection = self.select.selection();
        let mut pages = pages(connection, &selection, self.scan.segments.into());
        while let Some(page) = pages.try_next().await? {
            bar.inc(u64::try_from(page.read).unwrap_or_default());
            exported.read = exported.read.saturating_add(page.read);
            for row in page.rows {
                writer.row(row)?;
                exported.rows = exported.rows.saturating_add(1);
            }
        }
        bar.finish_and_clear();
        Ok(())
    }
}

fn is_closed(error: &anyhow::Error) -> bool {
    let io = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind)
    };
    error.chain().any(|cause| io(cause) == Some(ErrorKind::BrokenPipe))
}
