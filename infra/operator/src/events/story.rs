//! What became of an event, step by step. Pure.

use jiff::Timestamp;
use ledger::{Phase, Row};
use serde::Serialize;

use crate::events::answers::Answer;
use crate::events::listed::word;
use crate::events::source::Source;
use crate::events::told::steps;
use crate::logs::Line;
use crate::shell::quote;
use crate::time;

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Story {
    /// Its key.
    pub event: String,
    /// Where it stands in the ledger; nothing where the ledger does not know it.
    pub state: Option<&'static str>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Where its message is now.
    pub message: String,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// What is not known, and why.
    pub notes: Vec<String>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    /// When, where that is known.
    pub at: Option<Timestamp>,
    /// Who says so: `ledger`, `answers`, `dlq` or `log`.
    pub by: &'static str,
    /// What.
    pub what: String,
}

impl Story {
    /// The story of the event with this key.
    pub fn of(event: String, source: &Source, now: Timestamp) -> Self {
        let mut steps = vec![received(source)];
        steps.extend(source.row.iter().flat_map(|row| before(row).into_iter().chain(claimed(row))));
        steps.extend(source.answers.iter().map(recorded));
        steps.extend(source.row.as_ref().map(|row| ended(row, source)));
        steps.extend(source.dead.iter().map(|letter| Step {
            at: letter.sent_at,
            by: DLQ,
            what: format!(
                "its message {} was sent, that is in the dead-letter queue now",
                letter.message_id
            ),
        }));
        steps.extend(logged(source));
        // What has no time keeps its place behind what happened before it.
        sort(&mut steps);
        Self {
            state: source.row.as_ref().map(|row| word(row.phase)),
            message: whereabouts(&event, source, now),
            answers: source.answers.clone(),
            notes: source.log.note.clone().into_iter().collect(),
            event,
            steps,
        }
    }
}

const LEDGER: &str = "ledger";
const ANSWERS: &str = "answers";
const DLQ: &str = "dlq";
const LOG: &str = "log";

/// What the log tells, but for the receipt, which is told already.
fn logged(source: &Source) -> Vec<Step> {
    let first = source.delivery().map(|delivery| delivery.request_id);
    let is_first =
        |line: &&Line| line.message() == "accepted" && line.text("request_id") == first.as_deref();
    let lines: Vec<&Line> = source.log.lines.iter().filter(|line| !is_first(line)).collect();
    steps(&lines).into_iter().map(|(at, what)| Step { at: Some(at), by: LOG, what }).collect()
}

fn sort(steps: &mut [Step]) {
    let mut last = None;
    let mut keyed: Vec<_> = steps
        .iter()
        .map(|step| {
            last = step.at.or(last);
            (last, step.clone())
        })
        .collect();
    keyed.sort_by_key(|(at, _)| *at);
    for (place, (_, step)) in steps.iter_mut().zip(keyed) {
        *place = step;
    }
}

fn received(source: &Source) -> Step {
    let of_row = source.row.as_ref().map(|row| row.first_received).map(|at| (at, LEDGER));
    let of_letter = || source.dead.iter().find_map(|letter| letter.received_at).map(|at| (at, DLQ));
    let of_log = || source.log.lines.first().map(|line| (line.at, LOG));
    let found = of_row.or_else(of_letter).or_else(of_log);
    let (at, by) = found.map_or((None, ANSWERS), |(at, by)| (Some(at), by));
    let what = match source.delivery() {
        Some(delivery) => format!(
            "received as {} by request {}, verified by {}",
            delivery.event_type, delivery.request_id, delivery.secret
        ),
        None => source.answers.first().map_or_else(
            || {
                "received and verified (the log of the door has the request and the secret)"
                    .to_owned()
            },
            |answer| {
                format!(
                    "received by request {} (the log of the door has the secret)",
                    answer.request_id
                )
            },
        ),
    };
    Step { at, by, what }
}

/// What the ledger has counted before the last claim.
fn before(row: &Row) -> Vec<Step> {
    let counted = [
        (row.waits, "waited outside the queue"),
        (row.all_tries(), "tried, and the call or the fetch failed"),
        (row.abandoned, "claimed by an invocation that died with this event alone"),
        (row.shared_deaths, "claimed by an invocation that died with others too"),
    ];
    let counted = counted.into_iter().filter(|(times, _)| *times > 0);
    let mut steps: Vec<Step> = counted
        .map(|(times, what)| Step { at: None, by: LEDGER, what: format!("{what}: {times} times") })
        .collect();
    if !row.unconfirmed.is_empty() {
        let calls = row.unconfirmed.join(", ");
        steps.push(Step {
            at: None,
            by: LEDGER,
            what: format!("calls whose answer was lost: {calls}"),
        });
    }
    steps
}

fn claimed(row: &Row) -> Vec<Step> {
    let planned = Some(&row.request_id).filter(|id| !id.is_empty());
    let calls: Vec<&str> = planned.into_iter().chain(&row.calls).map(String::as_str).collect();
    let calls = if calls.is_empty() {
        "no call was planned for it".to_owned()
    } else {
        format!("its calls have the request ids {}", calls.join(", "))
    };
    let company = if row.shared { ", together with others" } else { "" };
    let what = format!("claimed last, by the message {}{company}; {calls}", row.message);
    vec![Step { at: Some(row.claimed_at), by: LEDGER, what }]
}

fn recorded(answer: &Answer) -> Step {
    let how = if answer.is_carried {
        "carried from another state without a call".to_owned()
    } else {
        format!("answered to the call {}", answer.api_request_id)
    };
    let (item, version, outcome) = (&answer.item, &answer.version, &answer.outcome);
    let what = format!("recorded for {item}, version {version}: {outcome} ({how})");
    Step { at: Some(answer.recorded_at), by: ANSWERS, what }
}

fn ended(row: &Row, source: &Source) -> Step {
    let reason = row.reason.as_deref().unwrap_or("no reason is on record");
    let last = source.answers.iter().map(|answer| answer.recorded_at).max();
    let claimed = Some(row.claimed_at);
    match row.phase {
        Phase::Claimed => Step { at: claimed, by: LEDGER, what: "it is worked on".to_owned() },
        Phase::Released => Step {
            at: claimed,
            by: LEDGER,
            what: format!("given back, to be tried again: {reason}"),
        },
        Phase::Refused => {
            Step { at: claimed.max(last), by: LEDGER, what: format!("refused: {reason}") }
        }
        Phase::Done => Step { at: claimed.max(last), by: LEDGER, what: done(row) },
        Phase::Waiting => Step {
            at: row.wait.as_ref().map(|wait| wait.parked_at),
            by: LEDGER,
            what: row.wait.as_ref().map_or_else(String::new, |wait| {
                format!(
                    "moved out of the queue, to wait for {} ({}): {reason}",
                    wait.lane,
                    wait.cause.word()
                )
            }),
        },
    }
}

fn done(row: &Row) -> String {
    match row.superseded {
        0 => "done: all of it is on record".to_owned(),
        items => format!("done; {items} items were older than what was on record"),
    }
}

/// Where its message is, and what can be done with it.
fn whereabouts(event: &str, source: &Source, now: Timestamp) -> String {
    let dead = source.dead.len();
    let redrive = format!("tidewaiter dlq redrive --event {}", quote(event));
    let Some(row) = &source.row else {
        return match dead {
            0 => "not on record: it never came, or its retention is over".to_owned(),
            _ => format!("in the dead-letter queue; once it is mended: {redrive}"),
        };
    };
    match row.phase {
        Phase::Done if dead > 0 => format!(
            "{dead} copies in the dead-letter queue, which have nothing left to do: \
            tidewaiter dlq drop --event {}",
            quote(event)
        ),
        Phase::Done => "acknowledged: no message is left".to_owned(),
        Phase::Waiting => waiting(event, row, now),
        Phase::Claimed if row.lease_until > now => {
            format!("with a consumer, until {} at most", time::to_the_second(row.lease_until))
        }
        Phase::Claimed => {
            "in the queue, hidden: its invocation died, and it comes back when the queue's \
            visibility timeout ends (18 minutes)"
                .to_owned()
        }
        Phase::Released | Phase::Refused if dead > 0 => {
            format!("in the dead-letter queue; once it is mended: {redrive}")
        }
        Phase::Released => "in the queue, hidden until its next try".to_owned(),
        Phase::Refused => {
            "not in the dead-letter queue: on its way there, or redriven, or dropped (each \
            redrive and drop is on record)"
                .to_owned()
        }
    }
}

fn waiting(event: &str, row: &Row, now: Timestamp) -> String {
    let due =
        row.wait.as_ref().map_or_else(|| "some time".to_owned(), |wait| time::until(wait.due, now));
    format!(
        "in its row of the ledger; it is sent to the queue {due}, or sooner: tidewaiter waiting release --event {}",
        quote(event)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlq::dead;
    use crate::events::Told;
    use crate::events::listed::tests::row;
    use crate::logs::line;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn answer(second: i64) -> Answer {
        Answer {
            item: "A".to_owned(),
            version: "7".to_owned(),
            recorded_at: at(second),
            outcome: "6912.00".to_owned(),
            request_id: "request-1".to_owned(),
            api_request_id: "call-1".to_owned(),
            is_carried: false,
        }
    }

    fn told(story: &Story) -> Vec<&str> {
        story
            .steps
            .iter()
            .map(|step| step.what.split([':', ';', ',']).next().unwrap_or_default())
            .collect()
    }

    #[test]
    fn a_story_is_told_in_order_with_the_ids_of_its_calls() {
        let row = row("erp#acme#e1", "done", None);
        let source = Source { row: Some(row), answers: vec![answer(5_600)], ..Source::default() };
        let story = Story::of("erp#acme#e1".to_owned(), &source, at(9_000));
        let expected = [
            "received by request request-1 (the log of the door has the secret)",
            "tried",
            "calls whose answer was lost",
            "claimed last",
            "recorded for A",
            "done",
        ];
        assert_eq!(told(&story), expected);
        let all: String = story.steps.iter().map(|step| step.what.as_str()).collect();
        assert!(["call-0", "call-1, call-2"].iter().all(|calls| all.contains(calls)), "{all}");
        assert_eq!(story.message, "acknowledged: no message is left");
    }

    #[test]
    fn with_the_log_each_step_has_its_time_and_the_receipt_its_secret() {
        let row = row("erp#acme#e1", "done", None);
        let said = |seconds, text: &str| Line { at: at(seconds), ..line(text) };
        let door =
            r#"{"message":"accepted","event_type":"t","secret":"s","request_id":"request-1"}"#;
        let again = door.replace("request-1", "request-2");
        let lines = vec![
            Line { function: "ingress".to_owned(), ..said(5_000, door) },
            said(5_300, r#"{"message":"call failed","api_request_id":"call-1"}"#),
            said(5_550, r#"{"message":"answered","api_request_id":"call-2"}"#),
            Line { function: "ingress".to_owned(), ..said(5_700, &again) },
        ];
        let log = Told { lines, note: Some("cut".to_owned()) };
        let source =
            Source { row: Some(row), answers: vec![answer(5_600)], log, ..Source::default() };
        let story = Story::of("erp#acme#e1".to_owned(), &source, at(9_000));
        let by: Vec<_> = story.steps.iter().map(|step| step.by).collect();
        let expected =
            ["ledger", "ledger", "ledger", "log", "ledger", "log", "answers", "ledger", "log"];
        assert_eq!(by, expected, "{:#?}", story.steps);
        let first = story.steps.first().map(|step| step.what.as_str());
        assert_eq!(first, Some("received as t by request request-1, verified by s"));
        assert_eq!(story.notes, ["cut"]);
    }

    #[test]
    fn a_refused_event_says_who_verified_it_and_how_it_is_redriven() {
        let row = row("erp#acme#e1", "refused", Some("no items"));
        let dead = vec![dead("e1", "no items")];
        let source = Source { row: Some(row), dead, ..Source::default() };
        let story = Story::of("erp#acme#e1".to_owned(), &source, at(9_000));
        let all: Vec<&str> = story.steps.iter().map(|step| step.what.as_str()).collect();
        assert!(all.iter().any(|what| what.contains("by request r1, verified by s")), "{all:?}");
        assert!(all.contains(&"refused: no items"), "{all:?}");
        assert!(story.message.contains("dlq redrive --event 'erp#acme#e1'"), "{}", story.message);
    }

    #[test]
    fn where_a_message_is_follows_from_phase_lease_and_dead_letters() {
        let message = |phase: &str, dead_letters: usize, now: i64| {
            let dead = (0..dead_letters).map(|_| dead("e1", "x")).collect();
            let row = Some(row("erp#acme#e1", phase, None));
            let source = Source { row, dead, ..Source::default() };
            Story::of("erp#acme#e1".to_owned(), &source, at(now)).message
        };
        for (phase, dead, now, expected) in [
            ("claimed", 0, 5_900, "with a consumer"),
            ("claimed", 0, 6_100, "died"),
            ("released", 0, 9_000, "in the queue"),
            ("released", 1, 9_000, "in the dead-letter queue"),
            ("refused", 0, 9_000, "not in the dead-letter queue"),
            ("done", 2, 9_000, "2 copies"),
        ] {
            let said = message(phase, dead, now);
            assert!(said.contains(expected), "{phase} {dead} {now}: {said}");
        }
        let unknown = Story::of("x".to_owned(), &Source::default(), at(0)).message;
        assert!(unknown.contains("not on record"), "{unknown}");
    }
}
