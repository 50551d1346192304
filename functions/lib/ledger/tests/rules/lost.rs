//! Writes whose answers are lost.

use ledger::{Bid, Claim, Claiming, Ending, Ledger, LedgerTable, Parked, Phase, Release, Row};

use crate::bids::{EVENT, bid, dispatched, minute, row, wait};
use crate::table::{Fault, Table, now};

fn ledger(table: &Table) -> Ledger<Table> {
    Ledger::new(table.clone())
}

fn won(table: &Table, bid: &Bid) -> Claim {
    match now(ledger(table).claim(bid)) {
        Ok(Claiming::Won(claim)) => claim,
        other => panic!("not won: {other:?}"),
    }
}

#[test]
fn a_first_claim_whose_answer_is_lost_knows_its_own_row() {
    for script in [vec![Fault::Lost], vec![Fault::Failed, Fault::Lost], vec![Fault::Failed; 2]] {
        let table = Table::default();
        table.script(script);
        let claim = won(&table, &bid());
        assert_eq!(table.row(EVENT).map(|row| row.token), Some(claim.token().to_owned()));
        assert_eq!(claim.abandoned(), 0, "nobody died");
    }
}

#[test]
fn a_take_over_whose_answer_is_lost_knows_its_own_row() {
    let table = Table::holding(row(Phase::Released));
    table.script([Fault::Fine, Fault::Lost]);
    let claim = won(&table, &bid());
    assert_eq!(table.row(EVENT).map(|row| row.token), Some(claim.token().to_owned()));
}

#[test]
fn whoever_gives_up_knows_its_own_row() {
    let table = Table::holding(Row { abandoned: 2, ..row(Phase::Claimed) });
    table.script([Fault::Fine, Fault::Lost]);
    assert!(matches!(now(ledger(&table).claim(&bid())), Ok(Claiming::GiveUp(_))));
}

#[test]
fn after_three_attempts_nobody_knows() {
    let table = Table::default();
    table.script([Fault::Failed, Fault::Failed, Fault::Lost]);
    assert!(now(ledger(&table).claim(&bid())).is_err());
    assert_eq!(table.calls(), 3);
}

#[test]
fn every_end_whose_answer_is_lost_knows_its_own_row() {
    type End = fn(&Ledger<Table>, Claim) -> Result<Ending, ledger::Unavailable>;
    let ends: [(End, Phase, Ending); 4] = [
        (|ledger, claim| now(ledger.complete(claim)), Phase::Done, Ending::Written),
        (
            |ledger, claim| now(ledger.release(claim, Release::Try, "failed", minute(99))),
            Phase::Released,
            Ending::Written,
        ),
        (
            |ledger, claim| now(ledger.refuse(claim, "bad", minute(99))),
            Phase::Refused,
            Ending::Refused,
        ),
        (
            |ledger, claim| now(ledger.park(claim, wait(minute(200)), "later")),
            Phase::Waiting,
            Ending::Written,
        ),
    ];
    for (end, phase, ending) in ends {
        let table = Table::default();
        let claim = won(&table, &bid());
        table.script([Fault::Lost, Fault::Lost]);
        assert_eq!(end(&ledger(&table), claim), Ok(ending), "{phase:?}");
        let row = table.row(EVENT).expect("a row");
        assert_eq!((row.phase, row.tries), (phase, u32::from(phase == Phase::Released)));
    }
}

/// Sent, marked and taken by its message, all before the parking claim tries again.
#[test]
fn a_park_whose_answer_is_lost_does_not_undo_what_came_of_it() {
    for next in
        [Row { phase: Phase::Released, wait: None, ..row(Phase::Released) }, { row(Phase::Done) }]
    {
        let table = Table::default();
        let claim = won(&table, &bid());
        let token = claim.token().to_owned();
        let next = Row { token: token.clone(), ..next };
        table.script([Fault::LostAndThen(next.clone())]);
        let ending = now(ledger(&table).park(claim, wait(minute(200)), "later"));
        assert_eq!((ending, table.row(EVENT)), (Ok(Ending::Outlived), Some(next)));
        let claiming = now(ledger(&table).claim(&dispatched(&token)));
        assert!(matches!(claiming, Ok(Claiming::Won(_) | Claiming::Duplicate)), "{claiming:?}");
    }
}

/// Parks `claim` by a write of its own, as a transaction is one.
fn park_with(table: &Table, claim: Claim) -> Result<Parked, ledger::Unavailable> {
    let write = |row: Row, was: Row| {
        let table = table.clone();
        async move { table.replace(&row, &was).await.map(Some) }
    };
    now(ledger(table).park_with(claim, wait(minute(200)), "its predecessor is not there", write))
}

#[test]
fn a_park_on_a_condition_whose_answer_is_lost_knows_its_own_row_and_no_other() {
    let table = Table::default();
    let claim = won(&table, &bid());
    table.script([Fault::Lost, Fault::Lost]);
    assert_eq!(park_with(&table, claim), Ok(Parked::Ended(Ending::Written)));
    assert_eq!(table.row(EVENT).map(|row| row.phase), Some(Phase::Waiting));

    let table = Table::default();
    let claim = won(&table, &bid());
    let marked = Row { token: claim.token().to_owned(), ..row(Phase::Released) };
    table.script([Fault::LostAndThen(marked.clone())]);
    assert_eq!(park_with(&table, claim), Ok(Parked::Ended(Ending::Outlived)));
    assert_eq!(table.row(EVENT), Some(marked));
}

#[test]
fn a_claim_whose_condition_does_not_hold_goes_on_as_it_was() {
    let table = Table::default();
    let claim = won(&table, &bid());
    let before = table.row(EVENT);
    let open = |_, _| async { Ok(None) };
    let parked = now(ledger(&table).park_with(claim, wait(minute(200)), "later", open));
    assert!(matches!(parked, Ok(Parked::Open(claim)) if claim.calls().eq(["planned"])));
    assert_eq!(table.row(EVENT), before);
}

#[test]
fn a_write_that_arrives_late_changes_nothing_of_what_came_after() {
    let table = Table::default();
    table.script([Fault::Late]);
    let claim = won(&table, &bid());
    table.script([Fault::Late]);
    let ending = now(ledger(&table).release(claim, Release::Hold, "later", minute(99)));
    assert_eq!(ending, Ok(Ending::Written));
    let _successor = won(&table, &bid());
    let before = table.row(EVENT);
    table.deliver();
    assert_eq!(table.row(EVENT), before);
}
