//! What the log says of an event.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::connection::Connection;
use crate::events::source::Source;
use crate::events::told::Told;
use crate::key::key_parts;
use crate::logs::{Asked, Line, Reader, Wanted, Window};
use crate::output::in_words;

/// Requests for each log group: a story is not worth minutes.
const PAGES: usize = 50;

/// Clocks differ, and a line is a moment later than what it tells of.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// What happens to an event after what is on record of it: its end is written, a copy is dropped.
const AFTERMATH: SignedDuration = SignedDuration::from_mins(15);

/// How far back is looked for an event that is on record nowhere else.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The lines of an event with this key, and of its calls. Trouble with the log is a note: everything
/// else is told without it.
pub(crate) async fn told(
    connection: &Connection,
    key: &str,
    source: &Source,
    now: Timestamp,
) -> Told {
    let window = window(source, now);
    match Box::pin(read(connection, key, source, window)).await {
        Ok(told) => told,
        Err(error) => {
            let note = format!(
                "the log was not read, so its lines are missing here: {}",
                in_words(&error)
            );
            Told { lines: Vec::new(), note: Some(note) }
        }
    }
}

async fn read(
    connection: &Connection,
    key: &str,
    source: &Source,
    window: Window,
) -> anyhow::Result<Told> {
    let reader = Reader::of(connection, &[])?;
    let calls = calls(source);
    let wanted = Wanted::of_story(key, calls.iter().map(String::as_str));
    let asked = Asked { window, pattern: wanted.pattern(), pages: PAGES };
    let read = reader.read(&asked, |line| wanted.fits(line) && is_its(line, key)).await?;
    let note = match read.stopped_at {
        Some(until) => Some(format!("the log is long: it was read until {until:.0} only")),
        None if read.lines.is_empty() => Some(format!(
            "the log has no line of it since {:.0}: its retention is over, or it keeps less than `info`",
            window.from
        )),
        None => None,
    };
    Ok(Told { lines: read.lines, note })
}

/// The door knows an event by its source and its id, which another source may use too.
fn is_its(line: &Line, key: &str) -> bool {
    let (source, tenant, _) = key_parts(key);
    tenant.is_empty() || line.text("source").is_none_or(|of| of == source)
}

/// The ids of its calls and of the request that brought it, as far as they are on record.
fn calls(source: &Source) -> BTreeSet<String> {
    let row = source.row.iter().flat_map(|row| {
        [&row.request_id].into_iter().chain(&row.calls).chain(&row.unconfirmed).cloned()
    });
    let answers = source
        .answers
        .iter()
        .flat_map(|answer| [answer.request_id.clone(), answer.api_request_id.clone()]);
    row.chain(answers).filter(|id| !id.is_empty()).collect()
}

/// From when it was first heard of until a while after the last that is on record of it.
fn window(source: &Source, now: Timestamp) -> Window {
    let letters = || source.dead.iter().filter_map(|letter| letter.received_at.or(letter.sent_at));
    let answers = || source.answers.iter().map(|answer| answer.recorded_at);
    let row = source.row.as_ref();
    let first = row.map(|row| row.first_received).or_else(|| letters().min());
    // An answer says when it was recorded, and not when its event came.
    let first = first.or_else(|| answers().min().and_then(|at| at.checked_sub(DAY).ok()));
    let is_over = row.is_some_and(|row| row.phase == ledger::Phase::Done) && source.dead.is_empty();
    let last = row.map(|row| row.claimed_at).into_iter().chain(answers()).max();
    let last = last.filter(|_| is_over).and_then(|at| at.checked_add(AFTERMATH).ok());
    let from = first.map_or_else(|| now.checked_sub(DAY), |first| first.checked_sub(MARGIN));
    let to = last.map_or(now, |last| last.min(now));
    Window { from: from.unwrap_or(Timestamp::UNIX_EPOCH), to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::listed::tests::row;
    use crate::logs::line;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn an_id_of_another_source_is_another_event() {
        let text = r#"{"message":"accepted","source":"erp","event_id":"e1"}"#;
        assert!(!is_its(&line(text), "shop#acme#e1"));
        assert!(is_its(&line(text), "erp#acme#e1"));
    }

    #[test]
    fn the_log_is_read_from_the_first_receipt_to_the_end_of_the_event() {
        let of = |phase| Source { row: Some(row("erp#acme#e1", phase, None)), ..Source::default() };
        let now = at(90_000);
        assert_eq!(window(&of("done"), now), Window { from: at(4_940), to: at(6_400) });
        assert_eq!(window(&of("claimed"), now), Window { from: at(4_940), to: now });
        assert_eq!(window(&Source::default(), now), Window { from: at(3_600), to: now });
    }

    #[test]
    fn its_calls_are_those_that_are_on_record() {
        let source = Source { row: Some(row("erp#acme#e1", "done", None)), ..Source::default() };
        let ids: Vec<String> = calls(&source).into_iter().collect();
        assert_eq!(ids, ["call-0", "call-1", "call-2"]);
    }
}
