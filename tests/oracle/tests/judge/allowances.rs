//! What the judge allows, and that it allows no more: an event that waited outside the queue leaves
//! more than one message behind, and two events of one id and one content are one.

use oracle::{
    Ask, End, Event, Evidence, Expected, Finding, Invocation, Kind, Message, Place, Tells, Told,
    Verdict,
};
use serde_json::{Value, json};

use crate::{after, is_asked, kinds};

/// An event of the ideal run that is expected to end like this and is the only one of its id.
fn alone(evidence: &Evidence, is_wanted: impl Fn(&Event) -> bool) -> usize {
    let same = |event: &Event| evidence.events.iter().filter(|it| it.key() == event.key()).count();
    let mut events = evidence.events.iter();
    events.position(|event| is_wanted(event) && same(event) == 1).expect("such an event")
}

fn is_refused(event: &Event) -> bool {
    matches!(event.expected, Expected::Refused(_))
}

/// One more message of an event: `w` where it was sent from outside the queue.
fn message(event: usize, number: &str, place: Place) -> Message {
    Message { id: format!("{event}.{number}"), event, place }
}

/// After a refused event had one more message, beside its dead one.
fn refused_beside(number: &str, place: Place) -> Verdict {
    after(|evidence| {
        let event = alone(evidence, is_refused);
        evidence.messages.push(message(event, number, place));
    })
}

#[test]
fn of_a_refused_event_that_waited_one_dead_message_is_enough() {
    assert_eq!(refused_beside("w1", Place::Deleted(0)).findings, []);
}

#[test]
fn a_refused_event_that_never_waited_has_none_but_dead_messages() {
    let verdict = refused_beside("1", Place::Deleted(0));
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("its messages are"), "{verdict:?}");
}

#[test]
fn a_refused_event_that_waited_has_no_message_left_in_the_queue() {
    let verdict = refused_beside("w1", Place::Waiting);
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
}

#[test]
fn a_refused_event_that_waited_has_a_dead_message() {
    let verdict = after(|evidence| {
        let event = alone(evidence, is_refused);
        evidence.messages.retain(|message| message.event != event);
        evidence.messages.push(message(event, "w1", Place::Deleted(0)));
    });
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
}

#[test]
fn a_refused_event_that_waited_has_its_reason() {
    let verdict = after(|evidence| {
        let event = alone(evidence, is_refused);
        evidence.messages.push(message(event, "w1", Place::Deleted(0)));
        let key = evidence.events[event].key();
        let row = evidence.ledger.iter_mut().find(|row| row["event"] == json!(key));
        row.expect("a row")["reason"] = json!(null);
    });
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("reason"), "{verdict:?}");
}

#[test]
fn a_healthy_event_that_waited_has_no_dead_message() {
    let verdict = after(|evidence| {
        let event = alone(evidence, |event| event.expected == Expected::Done);
        evidence.messages.push(message(event, "w1", Place::Dead));
    });
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("dead though healthy"), "{verdict:?}");
}

/// A state whose row is gone and that has one newer row in its line, which was recorded this long
/// after the event's first message was deleted. Then the event has another message, deleted a
/// minute after the first one.
fn overtaken(number: &str, after_ms: i64) -> Verdict {
    after(|evidence| {
        let (place, newer) = pair(evidence);
        let lost = evidence.answers[place].clone();
        let key = |event: &&Event| event.source == lost["source"] && lost["event_id"] == event.id;
        let teller = evidence.events.iter().find(key).expect("its event").key();
        let event = evidence.events.iter().position(|event| event.key() == teller);
        let event = event.expect("its place");
        let mut own = evidence.messages.iter().filter(|message| message.event == event);
        let Some(Place::Deleted(ended)) = own.next().map(|message| message.place) else {
            panic!("a message that was acknowledged")
        };
        evidence.messages.push(message(event, number, Place::Deleted(ended + 60_000)));
        evidence.answers[newer]["recorded_at"] = json!(ended + after_ms);
        evidence.answers.remove(place);
        evidence.asks.retain(|ask| lost["api_request_id"] != json!(ask.request_id));
    })
}

/// The places of two rows that are all of their line, the older one first: told by one event alone
/// each, and carried by nobody.
fn pair(evidence: &Evidence) -> (usize, usize) {
    let line = |place: usize| {
        let columns = ["tenant", "item_id", "lineage", "version_kind"];
        columns.map(|column| evidence.answers[place][column].clone())
    };
    let tells = |place: usize| {
        let row = &evidence.answers[place];
        let told = |event: &&Event| match &event.told {
            Told::States(tells) => tells.iter().any(|it| {
                json!(it.line.item_id) == row["item_id"]
                    && json!(it.content.description) == row["description"]
            }),
            Told::Nothing | Told::Change(_) | Told::Results(_) => false,
        };
        evidence.events.iter().filter(told).count()
    };
    let all = 0..evidence.answers.len();
    let mut pairs = all.clone().zip(all.skip(1)).filter(|(one, other)| {
        let (older, newer) = (&evidence.answers[*one], &evidence.answers[*other]);
        let of_line = (0..evidence.answers.len()).filter(|place| line(*place) == line(*one));
        line(*one) == line(*other)
            && of_line.count() == 2
            && is_asked(older)
            && is_asked(newer)
            && older["version"] != newer["version"]
            && tells(*one) == 1
    });
    pairs.next().expect("two rows of a line")
}

#[test]
fn what_waited_ended_with_its_last_message() {
    let verdict = overtaken("w1", 30_000);
    assert_eq!(verdict.findings, []);
}

#[test]
fn what_did_not_wait_ended_with_its_first_message() {
    let verdict = overtaken("1", 30_000);
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("no row of"), "{verdict:?}");
}

/// A second event, of the same id as a healthy one: with this body, and this end of its message.
fn twin(body: Option<&str>, place: Place) -> Verdict {
    after(|evidence| {
        let first = alone(evidence, |event| {
            event.expected == Expected::Done && matches!(event.told, Told::States(_))
        });
        let mut second = evidence.events[first].clone();
        if let Some(body) = body {
            body.clone_into(&mut second.body);
        }
        let event = evidence.events.len();
        evidence.events.push(second);
        evidence.messages.push(message(event, "0", place));
    })
}

#[test]
fn two_events_of_one_id_and_one_content_are_one_event() {
    assert_eq!(twin(None, Place::Deleted(i64::MAX)).findings, []);
}

#[test]
fn one_content_under_one_id_is_not_dead_though_healthy() {
    let verdict = twin(None, Place::Dead);
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("dead though healthy"), "{verdict:?}");
}

#[test]
fn one_content_under_one_id_leaves_no_message_in_the_queue() {
    let verdict = twin(None, Place::Waiting);
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
}

#[test]
fn another_content_under_one_id_is_not_done_with_it() {
    let verdict = twin(Some("{}"), Place::Deleted(i64::MAX));
    assert_eq!(kinds(&verdict), [Kind::Lost], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("another content"), "{verdict:?}");
}

/// A state whose answer a callback of its own call has written: its row says what was found, and not
/// what was asked. `change` has its row and its call.
fn called_back(change: impl FnOnce(&mut Value, &mut Vec<Ask>, usize)) -> Verdict {
    after(|evidence| {
        let (ask, state) = only_one(evidence);
        let id = evidence.asks[ask].request_id.clone();
        let findings = vec![Finding {
            line: state.line.clone(),
            place: state.place.expect("its version"),
            answer: state.content.clone(),
        }];
        let event = evidence.events.len();
        let body = json!({"request_id": id}).to_string();
        evidence.events.push(Event {
            source: "job-callbacks",
            tenant: "acme",
            id: "callback-1".to_owned(),
            body,
            told: Told::Results(findings),
            expected: Expected::Done,
            ..evidence.events[0].clone()
        });
        evidence.messages.push(message(event, "0", Place::Deleted(i64::MAX)));
        let (key, message) = (evidence.events[event].key(), format!("{event}.0"));
        evidence.ledger.push(json!({"event": key, "phase": "done", "message": message}));
        let row = evidence.answers.iter_mut().find(|row| row["api_request_id"] == json!(id));
        let row = row.expect("its row");
        for asked in ["description", "country_of_origin", "api"] {
            row[asked] = json!(null);
        }
        row["mark"] = json!("result");
        row["source"] = json!("job-callbacks");
        row["event_id"] = json!("callback-1");
        evidence.asks[ask].lost = true;
        evidence.asks[ask].findable = true;
        change(row, &mut evidence.asks, ask);
    })
}

/// The place of the call for a state that is told by one event, and is all of its line.
fn only_one(evidence: &Evidence) -> (usize, Tells) {
    let told = |event: &Event| match &event.told {
        Told::States(tells) => tells.clone(),
        Told::Nothing | Told::Change(_) | Told::Results(_) => vec![],
    };
    let all: Vec<Tells> = evidence.events.iter().flat_map(told).collect();
    let is_alone = |state: &&Tells| {
        let of_item = all.iter().filter(|it| it.line.item_id == state.line.item_id).count();
        let of_content = all.iter().filter(|it| it.content == state.content).count();
        (of_item, of_content) == (1, 1) && state.place.is_some() && state.line.tenant == "acme"
    };
    let states = all.iter().filter(is_alone);
    let mut asked = states.filter_map(|state| {
        let mut asks = evidence.asks.iter();
        let ask = asks.position(|ask| ask.content == state.content)?;
        (state.content.end() == End::Answered).then(|| (ask, state.clone()))
    });
    asked.next().expect("a state that stands alone")
}

#[test]
fn what_a_callback_of_its_call_has_written_is_accounted_for() {
    let verdict = called_back(|_, _, _| {});
    assert_eq!((verdict.findings.as_slice(), verdict.looked_up), ([].as_slice(), 1));
}

#[test]
fn what_a_callback_has_written_is_not_paid_for_again_by_another_call() {
    let verdict = called_back(|_, asks, ask| {
        let again = Ask { request_id: "another".to_owned(), ..asks[ask].clone() };
        asks.push(again);
    });
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("asked again"), "{verdict:?}");
}

#[test]
fn what_a_callback_of_another_call_has_written_pays_for_none_but_that() {
    let verdict = called_back(|row, _, _| row["api_request_id"] = json!("another"));
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
}

/// A state that was asked for again by an invocation that began when its row says that it was there
/// already. `how` its first invocation ended.
fn asked_again(how: impl FnOnce(&mut Invocation)) -> Verdict {
    after(|evidence| {
        let (ask, _) = only_one(evidence);
        let first = evidence.asks[ask].clone();
        let again = u64::MAX;
        let invocation = evidence.invocations.get_mut(&first.invocation).expect("it asked");
        how(invocation);
        let began = invocation.began + 60 * 60 * 1_000;
        let second = Invocation { began, died: false, outlived: false, ..invocation.clone() };
        evidence.invocations.insert(again, second);
        let request_id = "another".to_owned();
        evidence.asks.push(Ask { invocation: again, request_id, at: began, ..first });
    })
}

#[test]
fn who_stood_still_writes_later_than_its_row_says() {
    assert_eq!(asked_again(|invocation| invocation.outlived = true).findings, []);
}

#[test]
fn who_died_has_written_when_its_row_says_and_is_not_asked_again() {
    let verdict = asked_again(|invocation| invocation.died = true);
    assert_eq!(kinds(&verdict), [Kind::Repaid], "{verdict:?}");
    assert!(verdict.findings[0].1.contains("heard, and not on record"), "{verdict:?}");
}
