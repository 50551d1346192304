//! What was sent, noted beside the file: a line for each event that the queue has.
//!
//! It is written after the queue has said so. Whoever is killed in between sends a few events again,
//! which count once all the same: their ids are made from their rows.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::terms::Terms;
use crate::exit::Misused;

/// What was sent.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    head: String,
    /// Up to the last whole line.
    text: String,
    sent: HashSet<String>,
}

/// The same, to be written on.
#[derive(Debug)]
pub(super) struct OpenJournal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Reads it, if there is one. One of another stack, source or tenant is refused.
    pub fn read(path: &Path, terms: &Terms, stack: &str) -> anyhow::Result<Self> {
        let head = format!(
            "# sent by `tidewaiter backfill` as {}#{} on {stack}",
            terms.source.name, terms.tenant
        );
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| reading(path)),
        };
        Ok(Self::of(path, head, &text)?)
    }

    fn of(path: &Path, head: String, text: &str) -> Result<Self, Misused> {
        // A line that was cut off says nothing.
        let whole = text.rfind('\n').and_then(|end| text.get(..=end)).unwrap_or_default();
        let mut lines = whole.lines();
        if let Some(first) = lines.next().filter(|first| *first != head) {
            return Err(Misused(format!(
                "{} is of another backfill ({}): move it away, or copy the catalogue to another name",
                path.display(),
                first.trim_start_matches("# ")
            )));
        }
        let sent = lines.map(str::to_owned).collect();
        Ok(Self { path: path.to_owned(), head, text: whole.to_owned(), sent })
    }

    /// Whether the queue has had an event.
    pub fn has(&self, event_id: &str) -> bool {
        self.sent.contains(event_id)
    }

    /// Opens it to be written on: begins it, or takes a line off that was cut.
    pub fn open(self) -> anyhow::Result<OpenJournal> {
        let written = || format!("cannot write {}", self.path.display());
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .open(&self.path)
            .with_context(written)?;
        let text =
            if self.text.is_empty() { format!("{}\n", self.head) } else { self.text.clone() };
        file.write_all(text.as_bytes()).with_context(written)?;
        Ok(OpenJournal { file, path: self.path.clone() })
    }
}

impl OpenJournal {
    /// Notes what the queue has.
    pub fn note<'e>(&mut self, event_ids: impl Iterator<Item = &'e str>) -> anyhow::Result<()> {
        let mut text = String::new();
        for event_id in event_ids {
            text.push_str(event_id);
            text.push('\n');
        }
        let written = self.file.write_all(text.as_bytes());
        written.with_context(|| format!("cannot write {}", self.path.display()))
    }
}

fn reading(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "# sent by x";

    fn of(text: &str) -> Result<Journal, Misused> {
        Journal::of(Path::new("/nowhere/c.csv.sent"), HEAD.to_owned(), text)
    }

    #[test]
    fn a_line_that_was_cut_off_counts_as_not_sent() {
        let journal = of("# sent by x\nproduct-1\nproduct-2").expect("a journal");
        assert!(journal.has("product-1") && !journal.has("product-2"));
        assert_eq!(journal.text, "# sent by x\nproduct-1\n");
        assert!(of("# se").expect("a journal").text.is_empty());
    }

    #[test]
    fn a_journal_of_another_backfill_is_refused() {
        let refused = of("# sent by y\nproduct-1\n").expect_err("another's");
        assert!(refused.to_string().contains("sent by y"), "{refused}");
    }
}
