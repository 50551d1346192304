//! The results, a line for each row of the file.

use std::path::Path;

use anyhow::Context as _;
use classifications::{Outcome, Row};
use futures::{StreamExt, TryStreamExt, stream};

use super::prepared::Prepared;
use super::wait::Waited;
use crate::connection::Connection;
use crate::product::{STATES, answer};
use crate::progress::bar;

/// Items read at once.
const AT_ONCE: usize = 32;

/// The columns of the file.
const HEAD: [&str; 10] = [
    "line",
    "item_id",
    "status",
    "hts_code",
    "duty",
    "confidence",
    "reason",
    "version",
    "event_id",
    "recorded_at",
];

/// Writes them, in the order of the catalogue.
pub(super) async fn write(
    path: &Path,
    prepared: &[Prepared],
    waited: &Waited,
    connection: &Connection,
) -> anyhow::Result<()> {
    let writing = || format!("cannot write {}", path.display());
    let mut file = csv::Writer::from_path(path).with_context(writing)?;
    file.write_record(HEAD).with_context(writing)?;
    let (answers, bar) = (connection.answers(), bar(prepared.len(), "reading results"));
    let reads = prepared.iter().map(|row| {
        let answers = &answers;
        async move {
            let rows = answers.rows(Some(&row.item), STATES).await?;
            Ok::<_, anyhow::Error>((row, answer(rows, &row.state)))
        }
    });
    let mut reads = std::pin::pin!(stream::iter(reads).buffered(AT_ONCE));
    while let Some((row, answer)) = reads.try_next().await? {
        let refused = waited.refused.iter().find(|refused| refused.line == row.row.line);
        let reason = refused.map(|refused| refused.reason.as_str());
        file.write_record(record(row, answer.as_ref(), reason)).with_context(writing)?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    file.flush().with_context(writing)
}

fn record(row: &Prepared, answer: Option<&Row>, refused: Option<&str>) -> [String; 10] {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let status = match (answer.map(|answer| answer.outcome), refused) {
        (_, Some(_)) => "refused",
        (Some(Outcome::Completed), None) => "completed",
        (Some(Outcome::Failed), None) => "failed",
        (None, None) => "open",
    };
    let failure = answer.and_then(|answer| answer.failure.as_ref());
    let confidence = answer.and_then(|answer| answer.confidence);
    [
        row.row.line.to_string(),
        row.row.product.item_id.clone(),
        status.to_owned(),
        text(answer.and_then(|answer| answer.hts_code.as_ref())),
        text(answer.and_then(|answer| answer.duty.as_ref())),
        confidence.map(|confidence| confidence.to_string()).unwrap_or_default(),
        refused.map_or_else(|| text(failure), str::to_owned),
        answer.map(|answer| answer.version.clone()).unwrap_or_default(),
        row.event_id.clone(),
        answer.map(|answer| answer.recorded_at.to_string()).unwrap_or_default(),
    ]
}
