//! What is counted. What an alarm watches has no dimensions, since an alarm cannot add up.

use jiff::SignedDuration;

use crate::send::Delivered;

/// A page, or why there is none.
pub(crate) fn read(source: &str, outcome: &'static str) {
    let source = source.to_owned();
    metrics::counter!("feed_reads", "source" => source, "outcome" => outcome).increment(1);
}

/// What became of a page's entries.
pub(crate) fn delivered(source: &str, delivered: Delivered) {
    let counts =
        [("sent", delivered.sent), ("known", delivered.known), ("unread", delivered.unread)];
    for (outcome, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        let source = source.to_owned();
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        metrics::counter!("feed_events", "source" => source, "outcome" => outcome).increment(count);
    }
}

/// How a run ended for all feeds. Both are told at each run, and are 0 where nothing is wrong, or
/// no source has a feed: so an alarm ends, and silence means that nothing runs.
pub(crate) fn ran(most_behind: SignedDuration, silent: usize) {
    metrics::histogram!("feed_lag_seconds").record(most_behind.as_secs_f64().max(0.0));
    let silent = f64::from(u32::try_from(silent).unwrap_or(u32::MAX));
    metrics::histogram!("silent_sources").record(silent);
}
