//! What a claim knows of its event, and what the next one is told of it.

use ids::Ids;
use ledger::{Bid, Claim, Claiming, Ending, Ledger, MAX_TRIES, Phase, Release, Row, Spent};

use crate::bids::{EVENT, bid, minute, row};
use crate::table::{Table, now};

fn won(table: &Table, bid: &Bid) -> Claim {
    match now(Ledger::new(table.clone()).claim(bid)) {
        Ok(Claiming::Won(claim)) => claim,
        other => panic!("not won: {other:?}"),
    }
}

fn stored(table: &Table) -> Row {
    table.row(EVENT).expect("a row")
}

#[test]
fn whoever_goes_on_is_told_all_that_was_counted_and_learned() {
    let found = Row {
        tries: 4,
        abandoned: 1,
        shared_deaths: 2,
        suspects: 7,
        waits: 3,
        spent: Spent { tries: 2, abandoned: 1 },
        unconfirmed: vec!["lost".to_owned()],
        reason: Some("503".to_owned()),
        ..row(Phase::Released)
    };
    let table = Table::holding(found.clone());
    let claim = won(&table, &bid());
    assert!(!claim.is_first());
    assert_eq!((claim.tries(), claim.abandoned(), claim.shared_deaths()), (4, 1, 2));
    assert_eq!((claim.suspects(), claim.waits()), (7, 3));
    assert_eq!((claim.first_received(), claim.unconfirmed()), (minute(1), &found.unconfirmed[..]));
    assert_eq!((stored(&table).spent, stored(&table).reason), (found.spent, found.reason));
}

#[test]
fn the_first_claim_of_an_event_is_told_so_and_of_nothing_else() {
    let forgotten = Row { expires_at: Some(minute(100)), tries: 3, ..row(Phase::Done) };
    for table in [Table::default(), Table::holding(forgotten)] {
        let claim = won(&table, &bid());
        assert!(claim.is_first());
        assert_eq!((claim.tries(), claim.abandoned(), claim.shared_deaths()), (0, 0, 0));
        assert_eq!((claim.suspects(), claim.waits()), (0, 0));
        assert_eq!(claim.first_received(), minute(98));
    }
}

#[test]
fn who_was_suspected_before_a_refusal_is_suspected_no_more() {
    let refused = Row { suspects: 7, ..row(Phase::Refused) };
    assert_eq!(won(&Table::holding(refused), &bid()).suspects(), 0);
}

#[test]
fn the_tenth_try_is_the_last_and_those_before_a_refusal_do_not_count() {
    for (tries, spent, ending) in [
        (MAX_TRIES - 2, 0, Ending::Written),
        (MAX_TRIES - 1, 0, Ending::Refused),
        (MAX_TRIES + 8, MAX_TRIES, Ending::Written),
        (MAX_TRIES + 9, MAX_TRIES, Ending::Refused),
    ] {
        let spent = Spent { tries: spent, abandoned: 0 };
        let table = Table::holding(Row { tries, spent, ..row(Phase::Released) });
        let claim = won(&table, &bid());
        let ended = now(Ledger::new(table.clone()).release(claim, Release::Try, "503", minute(99)));
        assert_eq!(ended, Ok(ending), "{tries}");
        let (phase, reason) = match ending {
            Ending::Written => (Phase::Released, "503"),
            Ending::Refused | Ending::Outlived => {
                (Phase::Refused, "10 tries failed, the last: 503")
            }
        };
        let row = stored(&table);
        assert_eq!(
            (row.phase, row.tries, &*row.reason.unwrap_or_default()),
            (phase, tries + 1, reason)
        );
    }
}

#[test]
fn a_hold_is_no_try() {
    let table = Table::holding(Row { tries: MAX_TRIES - 1, ..row(Phase::Released) });
    let claim = won(&table, &bid());
    let ended = now(Ledger::new(table.clone()).release(claim, Release::Hold, "later", minute(99)));
    assert_eq!((ended, stored(&table).tries), (Ok(Ending::Written), MAX_TRIES - 1));
}

#[test]
fn a_lost_call_is_named_once_until_it_is_known_what_became_of_it() {
    let table = Table::default();
    let lost = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let claim = won(&table, &bid());
    let claim = claim.with_unconfirmed(lost(&["a", "b"])).with_unconfirmed(lost(&["b", "c"]));
    let ledger = Ledger::new(table.clone());
    assert_eq!(now(ledger.release(claim, Release::Try, "lost", minute(99))), Ok(Ending::Written));
    let next = won(&table, &bid());
    assert_eq!(next.unconfirmed(), lost(&["a", "b", "c"]));
    assert_eq!(next.resolved(|id| id == "b").unconfirmed(), lost(&["a", "c"]));
}

#[test]
fn what_is_done_has_no_trouble_left_on_record() {
    let found = Row {
        unconfirmed: vec!["lost".to_owned()],
        reason: Some("503".to_owned()),
        ..row(Phase::Released)
    };
    let table = Table::holding(found);
    let mut claim = won(&table, &bid());
    claim.suspect(40);
    let claim = claim.with_superseded(2);
    assert_eq!(now(Ledger::new(table.clone()).complete(claim)), Ok(Ending::Written));
    let row = stored(&table);
    assert_eq!((row.phase, row.suspects, row.superseded), (Phase::Done, 0, 2));
    assert_eq!((row.unconfirmed, row.reason), (Vec::new(), None));
}

#[test]
fn what_a_claim_suspects_is_on_record_with_its_next_write() {
    let table = Table::default();
    let mut claim = won(&table, &bid());
    claim.suspect(40);
    let ended = now(Ledger::new(table.clone()).release(claim, Release::Try, "422", minute(99)));
    assert_eq!((ended, stored(&table).suspects), (Ok(Ending::Written), 40));
    assert_eq!(won(&table, &bid()).suspects(), 40);
}

/// Whatever the machine's clock says: the message would win again at every receive.
#[test]
fn a_refusal_holds_for_the_message_that_it_was_said_of_and_for_none_that_came_later() {
    let table = Table::default();
    let ledger = Ledger::new(table.clone());
    let ahead = Bid { sent_at: minute(130), ..bid() };
    let claim = won(&table, &ahead);
    assert_eq!(now(ledger.refuse(claim, "unlisted", minute(130))), Ok(Ending::Refused));
    assert_eq!(now(ledger.claim(&ahead)), Ok(Claiming::Refused("unlisted".to_owned())));
    let again = Bid { sent_at: minute(131), ..bid() };
    assert!(matches!(now(ledger.claim(&again)), Ok(Claiming::Won(_))));
}

#[test]
fn ids_that_can_be_repeated_make_tokens_that_can_be() {
    let ledger = Ledger::new(Table::default()).with_ids(Ids::seeded(7));
    let Ok(Claiming::Won(claim)) = now(ledger.claim(&bid())) else { panic!("not won") };
    assert_eq!(claim.token(), Ids::seeded(7).next());
}

#[test]
fn what_is_on_record_can_be_looked_at_before_any_claim() {
    let ledger = Ledger::new(Table::holding(row(Phase::Released)));
    assert_eq!(now(ledger.look(EVENT)), Ok(Some(row(Phase::Released))));
    assert_eq!(now(ledger.look("shop#acme#2")), Ok(None));
}
