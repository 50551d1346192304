//! Whose answers, and how the table is read.

use clap::Args;
use classifications::Row;
use jiff::Timestamp;

use crate::answers_scan::Selection;

/// Whose answers.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// Of this tenant
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
    /// Of this item, by the sender's own number
    #[arg(long, value_name = "ID")]
    pub item: Option<String>,
    /// Asked by events of this source
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Recorded at this time or later, RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    pub since: Option<Timestamp>,
    /// Recorded before this time
    #[arg(long, value_name = "TIME", value_parser = crate::time::parse)]
    pub until: Option<Timestamp>,
}

/// How the whole table is read, where it must be.
#[derive(Clone, Debug, Args)]
pub(crate) struct ScanArgs {
    /// Parts of the table that are read side by side
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub segments: u8,
}

impl SelectArgs {
    /// For the table.
    pub fn selection(&self) -> Selection {
        Selection {
            tenant: self.tenant.clone(),
            item: self.item.clone(),
            source: self.source.clone(),
            since: self.since,
            until: self.until,
        }
    }

    /// What the table's filter says of a row that was found by its key.
    pub fn fits(&self, row: &Row) -> bool {
        let is_source = self.source.as_ref().is_none_or(|source| *source == row.source);
        let is_late = self.since.is_none_or(|since| row.recorded_at >= since);
        is_source && is_late && self.until.is_none_or(|until| row.recorded_at < until)
    }
}
