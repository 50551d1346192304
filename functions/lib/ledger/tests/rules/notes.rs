//! Further calls of a claim, noted before they are made. A note changes neither token nor phase.

use ledger::{Bid, Claim, Claiming, Ending, Ledger, Noted, Release};

use crate::bids::{EVENT, bid, minute};
use crate::table::{Fault, Table, now};

fn claim(ledger: &Ledger<Table>, bid: &Bid) -> Claim {
    match now(ledger.claim(bid)) {
        Ok(Claiming::Won(claim)) => claim,
        other => panic!("not won: {other:?}"),
    }
}

fn noted(table: &Table) -> Vec<String> {
    table.row(EVENT).expect("a row").calls
}

/// A message that comes when the lease is over.
fn successor() -> Bid {
    Bid { now: minute(116), lease_until: minute(132), request_id: "next".to_owned(), ..bid() }
}

#[test]
fn a_note_whose_answer_is_lost_is_made_once() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    let mut claim = claim(&ledger, &bid());
    table.script([Fault::Lost, Fault::Failed]);
    assert_eq!(now(ledger.note(&mut claim, "left".to_owned())), Ok(Noted::Yes));
    assert_eq!(now(ledger.note(&mut claim, "right".to_owned())), Ok(Noted::Yes));
    assert_eq!(now(ledger.note(&mut claim, "right".to_owned())), Ok(Noted::Yes), "said twice");
    assert_eq!(noted(&table), ["left", "right"]);
    assert_eq!(claim.calls().collect::<Vec<_>>(), ["planned", "left", "right"]);
}

/// Its claim cannot say whether it stands. All that it writes next is written in both cases.
#[test]
fn a_note_of_which_nobody_knows_stands_in_no_ones_way() {
    for fault in [Fault::Lost, Fault::Failed] {
        let table = Table::default();
        let ledger = Ledger::new(table.clone());
        let mut claim = claim(&ledger, &bid());
        table.script([fault.clone(), Fault::Failed, Fault::Failed]);
        assert!(now(ledger.note(&mut claim, "left".to_owned())).is_err());
        assert_eq!(now(ledger.note(&mut claim, "right".to_owned())), Ok(Noted::Yes));
        assert_eq!(noted(&table), ["left", "right"], "{fault:?}");
        let ending = now(ledger.release(claim, Release::Hold, "later", minute(99)));
        assert_eq!(ending, Ok(Ending::Written));
    }
}

#[test]
fn a_note_that_arrives_late_does_not_undo_the_next() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    let mut claim = claim(&ledger, &bid());
    table.script([Fault::Late]);
    assert_eq!(now(ledger.note(&mut claim, "left".to_owned())), Ok(Noted::Yes));
    assert_eq!(now(ledger.note(&mut claim, "right".to_owned())), Ok(Noted::Yes));
    table.deliver();
    assert_eq!(noted(&table), ["left", "right"]);
}

/// The slow one notes a call after its successor has read the row, and may make it.
#[test]
fn whoever_takes_over_knows_every_call_that_was_noted() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    let mut slow = claim(&ledger, &bid());
    let mut late = table.row(EVENT).expect("a row");
    late.calls.push("left".to_owned());
    table.script([Fault::FineAndThen(late)]);
    let successor = claim(&ledger, &successor());
    assert_eq!(successor.unconfirmed(), ["planned", "left"]);
    assert_eq!(now(ledger.note(&mut slow, "right".to_owned())), Ok(Noted::Outlived));
}
