//! What the log says of an event, in words. Pure.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::logs::Line;

/// How long after its receipt the door says so, at most: it has two seconds, and clocks differ.
const AT_THE_DOOR: SignedDuration = SignedDuration::from_secs(10);

/// What the log says, or why it says nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Its lines, in order.
    pub lines: Vec<Line>,
    /// What is not known, and why.
    pub note: Option<String>,
}

/// What its door knew of an event: an envelope is kept while the event waits, and in a dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delivery {
    pub request_id: String,
    pub secret: String,
    pub event_type: String,
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
}
