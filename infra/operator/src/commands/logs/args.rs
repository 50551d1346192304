//! Which lines are asked for, and how they are found.

use std::collections::VecDeque;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde::Serialize;

use crate::commands::logs::text;
use crate::exit::Misused;
use crate::logs::{Asked, Line, Reader, Wanted, Window};
use crate::output::Report;
use crate::time::Moment;

const EXAMPLE: &str = "\
Examples:
  tidewaiter logs --event 4711-000123
  tidewaiter logs --level warn --source erp --since 15m
  tidewaiter logs --request a711b37e-aa23-45e6-9af1-5a598bfb82e5 --since 2d
  tidewaiter logs --function consumer --follow

--json prints {stack, lines: [{at, function, line}], is_cut, read_until}, `line` as the function
wrote it; with --follow one {stack, at, function, line} a line, until Ctrl-C.
Nothing is charged for reading. All lines of the time that is asked for are looked at, so a short
--since answers soon.";

/// Which lines: all that fit everything that is said.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(crate) struct Logs {
    /// Those of this event, by its key or by the sender's own id
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// Those of this request: a delivery's `request_id`, or the `X-Request-Id` of a call
    #[arg(long, value_name = "ID")]
    request: Option<String>,
    /// Those of this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Those of this level, and worse
    #[arg(long, value_enum)]
    level: Option<Level>,
    /// Those that contain this text, in upper or lower case
    #[arg(long, value_name = "TEXT")]
    matching: Option<String>,
    /// Those of this function: `ingress`, `consumer`, `dispatcher`, `reconcile`, `publish`; may be
    /// given several times
    #[arg(long, value_name = "NAME")]
    pub(super) function: Vec<String>,
    /// From then on: `15m`, `2h`, `3d`, or a time in RFC 3339
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = crate::time::moment)]
    since: Moment,
    /// Before then
    #[arg(long, value_name = "TIME", value_parser = crate::time::moment, conflicts_with = "follow")]
    before: Option<Moment>,
    /// The newest so many
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    pub(super) limit: usize,
    /// Show what comes, too, until Ctrl-C
    #[arg(long, short)]
    pub(super) follow: bool,
    /// Metrics and what Lambda notes of each invocation, too
    #[arg(long)]
    all: bool,
}

/// How bad.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Something is wrong here, and somebody has to mend it
    Error,
    /// Something is wrong there
    Warn,
    /// What became of an event
    Info,
    /// Each step
    Debug,
}

impl Level {
    /// Itself and worse, in the words of the log.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Error => &["ERROR"],
            Self::Warn => &["WARN", "ERROR"],
            Self::Info => &["INFO", "WARN", "ERROR"],
            Self::Debug => &["DEBUG", "INFO", "WARN", "ERROR"],
        }
    }
}

/// What was found.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub lines: Vec<Line>,
    /// Whether there were more than the newest that are shown.
    pub is_cut: bool,
    /// Up to when the log was read.
    pub read_until: Timestamp,
}

/// Requests for each log group: a page has up to 10,000 lines, or as many as fit 1 MB.
const PAGES: usize = 1_000;

impl Logs {
    pub(super) fn window(&self, now: Timestamp) -> Result<Window, Misused> {
        let (from, to) = (self.since.at(now), self.before.map_or(now, |before| before.at(now)));
        if from >= to {
            return Err(Misused("--since is not before --before: no time lies between".to_owned()));
        }
        Ok(Window { from, to })
    }

    fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::default();
        if let Some(event) = &self.event {
            wanted = wanted.of_event(event);
        }
        if let Some(request) = &self.request {
            wanted = wanted.of_request(request);
        }
        if let Some(source) = &self.source {
            wanted = wanted.of_source(source);
        }
        match self.level {
            Some(level) => wanted.of_levels(level.words()),
            None => wanted,
        }
    }

    /// The newest lines of this time.
    pub(super) async fn find(&self, window: Window, reader: &Reader) -> anyhow::Result<Found> {
        let wanted = self.wanted();
        let asked = Asked { window, pattern: wanted.pattern(), pages: PAGES };
        let read = reader.read(&asked, |line| self.fits(&wanted, line)).await?;
        let mut newest: VecDeque<Line> = read.lines.into();
        let surplus = newest.len().saturating_sub(self.limit);
        newest.drain(..surplus);
        let read_until = read.stopped_at.unwrap_or(window.to);
        Ok(Found { lines: newest.into(), is_cut: surplus > 0, read_until })
    }

    fn fits(&self, wanted: &Wanted, line: &Line) -> bool {
        let contains =
            |text: &String| line.said.to_string().to_lowercase().contains(&text.to_lowercase());
        (self.all || !(line.is_metric() || line.is_routine()))
            && wanted.fits(line)
            && self.matching.as_ref().is_none_or(contains)
    }
}

impl Report for Found {
    fn text(&self) -> String {
        if self.lines.is_empty() {
            return "no such line: --since looks further back, and events whose lines are forgotten \
                are told by `tidewaiter events show`"
                .to_owned();
        }
        self.lines.iter().map(text::text).collect::<Vec<_>>().join("\n")
    }
}
