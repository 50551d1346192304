//! What becomes of a message that finds its event waiting, and of a claim that parks it.

use ledger::{Bid, Claiming, Ending, Ledger, Phase, Row, Verdict, judge};

use crate::bids::{EVENT, bid, dispatched, minute, other_content, tolerated, wait, waiting};
use crate::table::{Table, now};

#[test]
fn the_message_sent_for_a_wait_takes_over_due_or_not() {
    for due in [minute(99), minute(500)] {
        let waiting = Row { tries: 2, shared_deaths: 1, ..waiting(due) };
        let Verdict::TakeOver(row) = judge(&waiting, &dispatched("token")) else {
            panic!("not taken over")
        };
        assert_eq!((row.phase, row.wait, row.waits), (Phase::Claimed, None, 1));
        assert_eq!((row.tries, row.shared_deaths, row.abandoned), (2, 1, 0), "a wait is no death");
        assert!(row.unconfirmed.is_empty(), "the claim that parked it knew all its calls");
        assert!(row.expires_at.is_some(), "it waits no more");
    }
}

#[test]
fn any_other_message_of_a_waiting_event_is_a_copy_that_nobody_needs() {
    for due in [minute(99), minute(500)] {
        for bid in [bid(), dispatched("the token of an earlier wait")] {
            assert_eq!(judge(&waiting(due), &bid), Verdict::Waiting);
        }
    }
}

#[test]
fn other_content_is_refused_while_its_event_waits() {
    assert_eq!(judge(&waiting(minute(99)), &other_content()), Verdict::Reused);
}

/// It would be received again and again as long as the event waits, and waits use up no receives.
#[test]
fn other_content_that_is_tolerated_is_a_repeat_while_its_event_waits() {
    assert_eq!(judge(&waiting(minute(99)), &tolerated()), Verdict::Waiting);
}

/// A digest that this build makes otherwise must not turn the row against its own message.
#[test]
fn the_ticket_says_whose_message_it_is_whatever_its_digest() {
    let own = Bid { ticket: Some("token".to_owned()), ..other_content() };
    assert!(matches!(judge(&waiting(minute(99)), &own), Verdict::TakeOver(_)));
    let released = Row { phase: Phase::Released, wait: None, ..waiting(minute(99)) };
    assert!(matches!(judge(&released, &own), Verdict::TakeOver(_)), "once it is marked");
}

#[test]
fn a_waiting_event_is_never_forgotten() {
    let later = Bid { now: minute(10_000_000), ..bid() };
    assert_eq!(judge(&waiting(minute(99)), &later), Verdict::Waiting);
}

#[test]
fn parking_is_one_write_and_leaves_no_expiry() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    let Claiming::Won(claim) = now(ledger.claim(&bid())).expect("an answer") else {
        panic!("not won")
    };
    let calls = table.calls();
    let token = claim.token().to_owned();
    let ending = now(ledger.park(claim, wait(minute(200)), "the rate is spent"));
    assert_eq!((ending, table.calls()), (Ok(Ending::Written), calls + 1));
    let row = table.row(EVENT).expect("a row");
    assert_eq!((row.phase, row.expires_at, row.waits), (Phase::Waiting, None, 1));
    assert_eq!(row.token, token, "the ticket of the message that is sent for it");
    assert_eq!(row.wait, Some(wait(minute(200))));
    assert_eq!(row.reason.as_deref(), Some("the rate is spent"));
}

#[test]
fn whoever_outlived_its_lease_parks_nothing() {
    let ledger = Ledger::new(Table::default());
    let Claiming::Won(slow) = now(ledger.claim(&bid())).expect("an answer") else {
        panic!("not won")
    };
    let later = Bid { now: minute(116), lease_until: minute(132), ..bid() };
    assert!(matches!(now(ledger.claim(&later)), Ok(Claiming::Won(_))));
    assert_eq!(now(ledger.park(slow, wait(minute(200)), "late")), Ok(Ending::Outlived));
}
