//! What the log says of an event.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::connection::Connection;
use crate::events::source::{Delivery, Source};
use crate::key::key_parts;
use crate::logs::{Asked, Line, Reader, Wanted, Window};
use crate::output::in_words;

/// Requests for each log group: a story is not worth minutes.
const PAGES: usize = 50;

/// Clocks differ, and a line is a moment later than what it tells of.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// What happens to an event after what is on record of it: its end is written, a copy is dropped.
const AFTERMATH: SignedDuration = SignedDuration::from_mins(15);

/// How long after its receipt the door says so, at most: it has two seconds, and clocks differ.
const AT_THE_DOOR: SignedDuration = SignedDuration::from_secs(10);

/// How far back is looked for an event that is on record nowhere else.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What the log says, or why it says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// What is not known, and why.
    pub note: Option<String>,
}

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
            let note =
                format!("the log was not read, so this is told without it: {}", in_words(&error));
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

impl Told {
    /// What its door said of the first delivery; of that at this time, where it is known.
    pub(super) fn delivery(&self, at: Option<Timestamp>) -> Option<Delivery> {
        let is_near =
            |line: &&Line| at.is_none_or(|at| line.at.duration_since(at).abs() <= AT_THE_DOOR);
        self.lines.iter().filter(is_near).find_map(delivery)
    }
}

fn delivery(line: &Line) -> Option<Delivery> {
    if line.message() != "accepted" || line.function != "ingress" {
        return None;
    }
    let text = |field| line.text(field).map(str::to_owned);
    Some(Delivery {
        request_id: text("request_id")?,
        secret: text("secret")?,
        event_type: text("event_type")?,
    })
}

/// What the lines tell: each that says the same as the one before is counted with it.
pub(super) fn steps(lines: &[&Line]) -> Vec<(Timestamp, String)> {
    let same = |one: &&Line, next: &&Line| {
        let says = |line: &Line, field| line.text(field).map(str::to_owned);
        let all = ["message", "cause", "reason", "error", "request_id", "api_request_id"];
        one.function == next.function && all.iter().all(|it| says(one, it) == says(next, it))
    };
    let told = lines.chunk_by(same).filter_map(|same| {
        let (first, last) = (same.first()?, same.last()?);
        let more = match same.len() {
            1 => String::new(),
            times => format!("; {times} times, until {:.0}", last.at),
        };
        Some((first.at, format!("{}{more}", words(first))))
    });
    told.collect()
}

/// What a line tells, in words: `consumer: waiting (rate): the rate is used up`.
fn words(line: &Line) -> String {
    if let Some(Delivery { request_id, secret, event_type }) = delivery(line) {
        return format!("accepted as {event_type} by request {request_id}, verified by {secret}");
    }
    let cause = line.text("cause").map(|cause| format!(" ({cause})"));
    let reason = line.text("reason").or(line.text("error"));
    let reason = reason.map(|reason| format!(": {reason}"));
    let numbers = ["items", "status", "waited_s", "receives"].into_iter().filter_map(|name| {
        let value = line.said.get(name).filter(|value| !matches!(value, Value::Null))?;
        Some(format!("{name} {value}"))
    });
    let call = line.text("api_request_id").map(|call| format!("call {call}"));
    let more = numbers.chain(call).fold(String::new(), |more, it| more + ", " + &it);
    let (function, message) = (&line.function, line.message());
    let (cause, reason) = (cause.unwrap_or_default(), reason.unwrap_or_default());
    format!("{function}: {message}{cause}{reason}{more}")
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
    fn the_door_says_what_brought_an_event_and_what_verified_it() {
        let text = r#"{"message":"accepted","source":"erp","event_id":"e1","event_type":"t","secret":"s","request_id":"r1"}"#;
        let said = Line { function: "ingress".to_owned(), ..line(text) };
        assert_eq!(words(&said), "accepted as t by request r1, verified by s");
        let told = Told { lines: vec![said], note: None };
        assert_eq!(told.delivery(None).map(|it| it.secret), Some("s".to_owned()));
        assert_eq!(told.delivery(Some(at(11))), None);
        assert!(!is_its(&line(text), "shop#acme#e1"));
        assert!(is_its(&line(text), "erp#acme#e1"));
    }

    #[test]
    fn a_step_is_told_with_its_cause_its_reason_and_its_call() {
        let said = line(
            r#"{"message":"released after a try","cause":"timeout","reason":"no answer","receives":2,"api_request_id":"c1"}"#,
        );
        assert_eq!(
            words(&said),
            "consumer: released after a try (timeout): no answer, receives 2, call c1"
        );
    }

    #[test]
    fn what_is_said_again_and_again_is_told_once() {
        let said = |seconds, text: &str| Line { at: at(seconds), ..line(text) };
        let lines = [
            said(1, r#"{"message":"refused before","receives":2}"#),
            said(2, r#"{"message":"refused before","receives":3}"#),
            said(3, r#"{"message":"refused before","reason":"another"}"#),
        ];
        let told = steps(&lines.iter().collect::<Vec<_>>());
        let expected = [
            (at(1), "consumer: refused before, receives 2; 2 times, until 1970-01-01T00:00:02Z"),
            (at(3), "consumer: refused before: another"),
        ];
        assert_eq!(told, expected.map(|(at, what)| (at, what.to_owned())));
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
