//! A row as the table keeps it. Rows that were written by an older release are read by a newer one.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use ledger::{MAX_MESSAGE_BYTES, Phase, Row, Spent, WaitCause, lane_key};

use crate::bids::{minute, row, wait};

type Item = HashMap<String, AttributeValue>;

fn item(row: &Row) -> Item {
    serde_dynamo::to_item(row).expect("an item")
}

/// All that a row can say.
fn full() -> Row {
    Row {
        polled: true,
        calls: vec!["left".to_owned()],
        shared: true,
        tries: 1,
        abandoned: 2,
        shared_deaths: 3,
        suspects: 4,
        spent: Spent { tries: 5, abandoned: 6 },
        waits: 7,
        unconfirmed: vec!["lost".to_owned()],
        superseded: 8,
        reason: Some("503".to_owned()),
        wait: Some(wait(minute(200))),
        expires_at: None,
        ..row(Phase::Waiting)
    }
}

#[test]
fn a_row_is_read_as_it_was_written() {
    for row in [full(), row(Phase::Claimed), row(Phase::Done)] {
        assert_eq!(serde_dynamo::from_item::<_, Row>(item(&row)).expect("a row"), row);
    }
}

/// A row of less than 1 KB costs one write unit, and almost every row says none of this.
#[test]
fn what_did_not_happen_to_an_event_takes_no_room() {
    let (plain, full) = (item(&row(Phase::Done)), item(&full()));
    let own = [
        "polled",
        "calls",
        "shared",
        "shared_deaths",
        "suspects",
        "spent_tries",
        "spent_abandoned",
        "waits",
        "unconfirmed",
        "superseded",
        "reason",
        "lane",
        "turn",
        "envelope",
    ];
    for name in own {
        assert!(full.contains_key(name) && !plain.contains_key(name), "{name}");
    }
}

#[test]
fn a_cause_has_one_word_in_the_table_and_for_people() {
    let causes = [
        (WaitCause::Paused, "paused"),
        (WaitCause::Down, "down"),
        (WaitCause::Rate, "rate"),
        (WaitCause::Credentials, "credentials"),
        (WaitCause::Misconfigured, "misconfigured"),
        (WaitCause::SpendCap, "spend_cap"),
        (WaitCause::Held, "held"),
        (WaitCause::Sequence, "sequence"),
        (WaitCause::Job, "job"),
    ];
    for (cause, word) in causes {
        let mut wait = wait(minute(200));
        wait.cause = cause;
        let item = item(&Row { wait: Some(wait), ..full() });
        assert_eq!(item.get("cause"), Some(&AttributeValue::S(word.to_owned())));
        assert_eq!(cause.word(), word);
    }
}

/// No event's key looks like that of a lane: an event's has a `#` before any colon.
#[test]
fn every_lane_has_a_row_of_its_own_that_is_no_events() {
    assert_eq!(lane_key("tariff"), "dispatch:tariff");
    assert_ne!(lane_key("tariff"), lane_key("customs"));
}

/// DynamoDB takes 400 KB, and a row has more than its message. What is longer goes to the bucket.
#[test]
fn a_row_takes_a_message_of_256_kb_and_has_room_for_the_rest() {
    let row = |length: usize| {
        let mut row = full();
        if let Some(wait) = &mut row.wait {
            wait.envelope = "x".repeat(length);
        }
        let text = |(name, value): (&String, &AttributeValue)| {
            name.len() + value.as_s().map_or(16, String::len)
        };
        item(&row).iter().map(text).sum::<usize>()
    };
    assert!(MAX_MESSAGE_BYTES >= 256 * 1024 && row(MAX_MESSAGE_BYTES) < 400 * 1024);
}
