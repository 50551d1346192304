//! What becomes of a message, by the row it finds.

use ledger::{Bid, MAX_ABANDONED, Phase, Row, Spent, Verdict, judge};

use crate::bids::{bid, dispatched, minute, other_content, row, tolerated, waiting};

/// The row that a take-over writes.
fn taken_over(found: &Row, bid: &Bid) -> Row {
    match judge(found, bid) {
        Verdict::TakeOver(row) => row,
        other => panic!("not taken over: {other:?}"),
    }
}

#[test]
fn a_released_event_is_anybodys() {
    let released = Row { tries: 3, waits: 2, ..row(Phase::Released) };
    for bid in [bid(), dispatched("token"), dispatched("another")] {
        let row = taken_over(&released, &bid);
        assert_eq!((row.phase, row.tries, row.waits, row.abandoned), (Phase::Claimed, 3, 2, 0));
        assert_eq!(row.first_received, minute(1), "kept from the first message");
    }
}

#[test]
fn a_live_lease_holds_everybody_off_until_it_ends() {
    let live = Row { lease_until: minute(101), ..row(Phase::Claimed) };
    for bid in [bid(), tolerated(), dispatched("another")] {
        assert_eq!(judge(&live, &bid), Verdict::Held(minute(101)));
    }
}

#[test]
fn a_death_alone_is_held_against_the_event_and_its_call_is_looked_up() {
    let died = Row { calls: vec!["half".to_owned()], ..row(Phase::Claimed) };
    let row = taken_over(&died, &bid());
    assert_eq!((row.abandoned, row.shared_deaths), (1, 0));
    assert_eq!(row.unconfirmed, ["earlier", "half"]);
}

#[test]
fn a_death_in_company_is_not_held_against_the_event() {
    let died = Row { shared: true, abandoned: 2, ..row(Phase::Claimed) };
    let row = taken_over(&died, &bid());
    assert_eq!((row.abandoned, row.shared_deaths), (2, 1));
}

#[test]
fn the_third_death_alone_gives_the_event_up() {
    let died = Row { abandoned: MAX_ABANDONED - 1, shared_deaths: 9, ..row(Phase::Claimed) };
    assert!(matches!(judge(&died, &bid()), Verdict::GiveUp(row) if row.abandoned == MAX_ABANDONED));
}

#[test]
fn deaths_before_a_refusal_count_no_more() {
    let spent = Spent { tries: 0, abandoned: 3 };
    let died = Row { abandoned: 3, spent, ..row(Phase::Claimed) };
    assert_eq!(taken_over(&died, &bid()).abandoned, 4);
}

#[test]
fn what_is_done_is_a_duplicate() {
    for bid in [bid(), tolerated(), dispatched("another")] {
        assert_eq!(judge(&row(Phase::Done), &bid), Verdict::Duplicate);
    }
}

#[test]
fn other_content_is_a_reused_id_whatever_became_of_the_first() {
    for phase in [Phase::Done, Phase::Claimed, Phase::Released, Phase::Waiting] {
        assert_eq!(judge(&row(phase), &other_content()), Verdict::Reused, "{phase:?}");
    }
    let live = Row { lease_until: minute(101), ..row(Phase::Claimed) };
    assert_eq!(judge(&live, &other_content()), Verdict::Reused, "while it is worked on");
}

#[test]
fn a_polled_copy_is_the_same_event_whatever_its_digest_and_whoever_came_first() {
    let polled = Bid { polled: true, ..other_content() };
    for (found, bid) in [
        (row(Phase::Done), polled.clone()),
        (Row { polled: true, ..row(Phase::Done) }, other_content()),
        (Row { polled: true, ..row(Phase::Done) }, polled.clone()),
    ] {
        assert_eq!(judge(&found, &bid), Verdict::Duplicate);
    }
    let released = Row { polled: true, ..row(Phase::Released) };
    let row = taken_over(&released, &other_content());
    assert!(!row.polled, "the webhook's own digest is on record, to be compared with the next");
    let wait = Row { polled: true, ..waiting(minute(200)) };
    assert_eq!(judge(&wait, &other_content()), Verdict::Waiting);
}

#[test]
fn a_second_webhook_of_other_content_reuses_the_id_though_a_copy_was_polled_between() {
    let done = row(Phase::Done);
    assert_eq!(judge(&done, &Bid { polled: true, ..other_content() }), Verdict::Duplicate);
    assert_eq!(judge(&done, &other_content()), Verdict::Reused, "the copy has changed nothing");
}

#[test]
fn other_content_that_is_tolerated_waits_for_the_first_one_to_end() {
    for phase in [Phase::Claimed, Phase::Released] {
        assert_eq!(judge(&row(phase), &tolerated()), Verdict::Held(minute(101)), "{phase:?}");
    }
}

#[test]
fn digests_of_two_revisions_are_not_compared() {
    let remapped = Bid { revision: "2".to_owned(), ..other_content() };
    assert_eq!(judge(&row(Phase::Done), &remapped), Verdict::Duplicate);
}

#[test]
fn a_refused_event_is_refused_again_for_messages_sent_before() {
    let refused = Row { reason: Some("unlisted".to_owned()), ..row(Phase::Refused) };
    for bid in [bid(), other_content(), dispatched("token")] {
        let old = Bid { sent_at: minute(50), ..bid };
        assert_eq!(judge(&refused, &old), Verdict::Refused("unlisted".to_owned()));
    }
}

#[test]
fn a_refused_event_that_is_sent_again_starts_its_count_anew_and_forgets_nothing() {
    let unconfirmed = vec!["lost".to_owned()];
    let refused = Row { tries: 10, abandoned: 3, unconfirmed, ..row(Phase::Refused) };
    let row = taken_over(&refused, &bid());
    assert_eq!((row.tries, row.abandoned), (10, 3));
    assert_eq!(row.spent, Spent { tries: 10, abandoned: 3 });
    assert_eq!((row.unconfirmed, row.first_received), (vec!["lost".to_owned()], minute(1)));
}

#[test]
fn gets_that_failed_before_a_refusal_count_no_more_and_others_do() {
    let row = |phase| Row { tries: 4, failed_gets: 6, ..row(phase) };
    assert_eq!(taken_over(&row(Phase::Released), &bid()).counted_tries(), 10);
    assert_eq!(taken_over(&row(Phase::Refused), &bid()).counted_tries(), 0);
}

/// Else one that had waited for hours would wait for another hour at its first try, though what it
/// was refused for is mended.
#[test]
fn a_refused_event_that_is_sent_again_waits_shortly_at_first_and_others_as_long_as_they_did() {
    assert_eq!(taken_over(&Row { waits: 7, ..row(Phase::Refused) }, &bid()).waits, 0);
    assert_eq!(taken_over(&Row { waits: 7, ..row(Phase::Released) }, &bid()).waits, 7);
}

#[test]
fn what_expired_is_forgotten_whatever_it_was() {
    for phase in [Phase::Claimed, Phase::Released, Phase::Done, Phase::Refused] {
        let expired = Row { tries: 9, expires_at: Some(minute(100)), ..row(phase) };
        let row = taken_over(&expired, &other_content());
        assert_eq!((row.tries, row.first_received), (0, minute(98)), "{phase:?}");
    }
}
