//! What `backfill` is given.

use std::path::PathBuf;

use clap::Args;
use settings::{Source, VersionKind};

use crate::catalogue::{Column, Format, Wanted};
use crate::change::ChangeArgs;
use crate::exit::Misused;

const HELP: &str = "\
Example: see what it would cost, then send it, and wait for the results:
  tidewaiter backfill catalogue.csv --source erp --price 0.02 --dry-run
  tidewaiter backfill catalogue.csv --source erp --price 0.02 --wait

Each row becomes an event of the source, of one item, in the same queue as webhooks. Its id is made
from the row, so that a row that is sent twice counts once. Rows stand in the source's lineage, and are
asked of its API, at its rate: where they have to wait they wait behind all webhooks. The paths of the
source are not asked. What was sent is noted in FILE.sent: run the same command again after it was
interrupted, and it goes on. Delete FILE.sent to forget that.
CSV may have any delimiter, and a byte order mark. In JSON lines each line is an object.

--json prints {stack, file, source, tenant, rows, repeated, sent_before, answered, superseded,
unchanged, to_ask, to_send, price, cost, sent, interrupted, warnings, waited: {done, refused: [{line,
item_id, reason}], results}}; of a bad file {file, problems: [{line, column, what}]}.
Exit codes: 0 done; 1 the file has problems, or it was interrupted, or rows were refused; 2 not asked
rightly; 3 AWS would not do it.";

/// A catalogue, and how it is read.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Backfill {
    /// The catalogue: CSV, or JSON lines where its name ends in .jsonl or .ndjson
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The source as whose events the rows are sent: its lineage, tenants and API hold
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// Whose catalogue it is [default: the source's tenant, where it has one]
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// JSON lines, whatever the file's name
    #[arg(long)]
    jsonl: bool,
    /// What stands between fields: one character, or `tab` [default: found out]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// The column of the item's number, by its name or number [default: found by usual names]
    #[arg(long, value_name = "COLUMN")]
    id_column: Option<Column>,
    /// The column of the description; of several the texts are joined
    #[arg(long, value_name = "COLUMN")]
    description_column: Vec<Column>,
    /// The column of the country of origin
    #[arg(long, value_name = "COLUMN")]
    origin_column: Option<Column>,
    /// The column of the version, written as the source's senders write it
    #[arg(long, value_name = "COLUMN")]
    version_column: Option<Column>,
    /// The first line is a row, too: columns are given by their numbers
    #[arg(long)]
    no_header: bool,
    /// The version of every row: the time of the export, for a source whose versions are times
    #[arg(long, value_name = "VERSION", conflicts_with = "version_column")]
    as_of: Option<String>,
    /// Fill codes of digits with zeros at their front, up to so many digits
    #[arg(long, value_name = "DIGITS", value_parser = clap::value_parser!(u8).range(1..=64))]
    pad_codes: Option<u8>,
    /// A name under which rows that were sent before are sent anew, as events of their own
    #[arg(long, value_name = "NAME")]
    round: Option<String>,
    /// What one item costs: says what the whole will cost before it asks
    #[arg(long, value_name = "AMOUNT")]
    pub price: Option<f64>,
    /// Wait for the results, and write them beside the file (FILE without its ending, .results.csv)
    #[arg(long)]
    pub wait: bool,
    #[command(flatten)]
    pub change: ChangeArgs,
}

impl Backfill {
    /// How the file is read.
    pub fn format(&self, source: &Source) -> Result<Format, Misused> {
        let is_received = source.version.kind() == VersionKind::Received;
        if is_received && (self.version_column.is_some() || self.as_of.is_some()) {
            return Err(Misused(format!(
                "the senders of `{}` give no version, so rows have none: leave --version-column and \
                 --as-of out",
                source.name
            )));
        }
        let ending = self.file.extension().and_then(|ending| ending.to_str());
        Ok(Format {
            is_json: self.jsonl || matches!(ending, Some("jsonl" | "ndjson")),
            delimiter: self.delimiter,
            wanted: Wanted {
                id: self.id_column.clone(),
                description: self.description_column.clone(),
                origin: self.origin_column.clone(),
                version: self.version_column.clone(),
                no_header: self.no_header,
            },
            as_of: self.as_of.clone(),
            pad_codes: self.pad_codes.map(usize::from),
            round: self.round.clone(),
        })
    }

    /// Where it is noted what was sent.
    pub fn journal(&self) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(".sent");
        name.into()
    }

    /// Where the results are written.
    pub fn results(&self) -> PathBuf {
        self.file.with_extension("results.csv")
    }
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [only] if only.is_ascii() && !only.is_ascii_alphanumeric() && *only != b'"' => Ok(*only),
        _ => Err("is no delimiter: one character, such as `;`, or `tab`".to_owned()),
    }
}
