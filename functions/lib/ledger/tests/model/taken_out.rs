//! Every rule is there for something: with it the promises hold, and without it one of them is
//! broken within the same bounds.

use stateright::{Checker, HasDiscoveries, Model};

use crate::promises::{ENDS, SOMEWHERE, STANDS};
use crate::steps::Bounds;
use crate::without::Without;
use crate::world::Terms;
use crate::{bounds, check};

fn without(rule: Without, bounds: Bounds) -> Bounds {
    Bounds { terms: Terms { without: rule, ..bounds.terms }, ..bounds }
}

fn breaks(rule: Without, bounds: Bounds, promise: &'static str) {
    check(&format!("with the rule that {rule:?} takes out"), bounds.clone());
    let checker = without(rule, bounds).checker();
    let found = HasDiscoveries::AnyOf([promise].into());
    let checker = checker.finish_when(found).spawn_bfs().join();
    let path = checker.assert_any_discovery(promise);
    println!("without {rule:?}: broken after {} steps", path.into_actions().len());
}

/// A message that waits once.
fn waiting() -> Bounds {
    Bounds { waits: 1, ..bounds() }
}

fn with_trouble() -> Bounds {
    Bounds { trouble: 1, at_once: 1, ..waiting() }
}

#[test]
fn a_message_deleted_before_its_event_is_known_to_wait_is_lost() {
    breaks(Without::KnownPark, with_trouble(), SOMEWHERE);
}

#[test]
fn a_lane_on_record_only_afterwards_is_never_looked_into() {
    breaks(Without::LaneFirst, with_trouble(), ENDS);
}

#[test]
fn an_event_marked_before_it_is_sent_is_lost() {
    breaks(Without::SendFirst, with_trouble(), ENDS);
}

#[test]
fn a_mark_without_the_token_ends_the_next_wait() {
    breaks(Without::MarkToken, Bounds { waits: 2, ..bounds() }, SOMEWHERE);
}

/// Each claim draws a token of its own, so a row with the token of a wait that was read either
/// still waits, or was marked. The phase in the mark's condition is a second lock on that door.
#[test]
fn a_mark_without_the_phase_does_no_harm_while_every_claim_has_a_token_of_its_own() {
    let bounds = Bounds { waits: 2, trouble: 1, at_once: 1, ..bounds() };
    check("without MarkPhase", without(Without::MarkPhase, bounds));
}

#[test]
fn an_end_without_the_token_ends_the_claim_of_another() {
    let terms = Terms { outlive: true, ..bounds().terms };
    breaks(Without::WriteToken, Bounds { ticks: 6, terms, ..waiting() }, STANDS);
}

#[test]
fn a_claim_without_the_phase_undoes_how_the_one_before_ended() {
    let terms = Terms { outlive: true, ..bounds().terms };
    breaks(Without::WritePhase, Bounds { ticks: 6, terms, ..waiting() }, STANDS);
}

#[test]
fn a_message_sent_for_a_wait_and_deleted_like_any_other_is_lost() {
    breaks(Without::Ticket, waiting(), SOMEWHERE);
}

#[test]
fn a_waiting_event_that_anybody_takes_over_is_lost_with_its_old_message() {
    let terms = Terms { slow_delete: true, ..bounds().terms };
    breaks(Without::OnlyTicket, Bounds { early: 1, terms, ..waiting() }, ENDS);
}

#[test]
fn a_wait_that_is_only_ended_by_being_woken_may_never_end() {
    breaks(Without::Due, Bounds { wakes: true, ..waiting() }, ENDS);
}

#[test]
fn a_waiting_row_that_expires_is_lost() {
    let terms = Terms { retention: 5, ..bounds().terms };
    breaks(Without::NoExpiry, Bounds { ticks: 7, at_once: 1, terms, ..waiting() }, SOMEWHERE);
}

#[test]
fn deaths_in_company_that_are_held_against_an_event_refuse_an_innocent_one() {
    breaks(Without::Company, Bounds { at_once: 1, company: true, ticks: 14, ..bounds() }, STANDS);
}

/// The margin of the lease is what the protocol stands on, and the model notices when it is gone.
#[test]
fn clocks_further_apart_than_the_margin_break_it() {
    let checker = Bounds { contents: vec![1, 1], skew: 3, ..bounds() }.checker();
    let checker = checker.finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    checker.assert_any_discovery(STANDS);
}
