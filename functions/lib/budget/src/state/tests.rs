use std::num::NonZeroU32;

use jiff::SignedDuration;

use super::*;

const CALL: Duration = Duration::from_mins(6);

fn start() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

fn at(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

#[expect(clippy::unnecessary_wraps, reason = "an API may have no rate")]
fn per_minute(units: u32, burst: u32) -> Option<Rate> {
    let whole = |number| NonZeroU32::new(number).expect("not zero");
    Some(Rate { units: whole(units), per: Duration::from_mins(1), burst: whole(burst) })
}

/// How many of `asked` single units are granted at one moment.
fn granted(state: &mut State, now: Timestamp, rate: Option<Rate>, asked: u32) -> u32 {
    let mut granted = 0;
    for _ in 0..asked {
        if let Ok(taken) = state.take(now, 1, rate, CALL) {
            *state = taken;
            granted += 1;
        }
    }
    granted
}

#[test]
fn a_burst_and_then_no_more_than_the_rate() {
    let rate = per_minute(6, 3);
    let mut state = State::default();
    assert_eq!(granted(&mut state, at(0), rate, 10), 3);
    assert_eq!(granted(&mut state, at(9), rate, 10), 0);
    assert_eq!(granted(&mut state, at(10), rate, 10), 1);
    let hour: u32 = (20..3620).map(|second| granted(&mut state, at(second), rate, 10)).sum();
    assert_eq!(hour, 360, "six a minute");
}

#[test]
fn who_has_to_wait_is_told_until_when_and_is_granted_then() {
    let rate = per_minute(6, 1);
    let state = State::default().take(at(0), 1, rate, CALL).expect("the first");
    let wait = state.take(at(1), 1, rate, CALL).expect_err("too soon");
    assert_eq!(wait, Wait { cause: Cause::Rate, until: at(10) });
    assert!(state.take(wait.until, 1, rate, CALL).is_ok());
}

#[test]
fn a_call_larger_than_the_burst_waits_for_a_whole_budget_and_not_for_ever() {
    let rate = per_minute(100, 10);
    let state = State::default().take(at(0), 200, rate, CALL).expect("a whole budget");
    let wait = state.take(at(0), 200, rate, CALL).expect_err("nothing left");
    assert_eq!(wait.until, at(120));
}

#[test]
fn retry_after_pauses_everybody_but_never_for_ever() {
    let state = State::default().limited(at(0), Some(Duration::from_mins(10)));
    let wait = state.take(at(599), 1, None, CALL).expect_err("paused");
    assert_eq!(wait, Wait { cause: Cause::Pause, until: at(600) });
    assert!(state.take(at(600), 1, None, CALL).is_ok());
    let absurd = State::default().limited(at(0), Some(Duration::MAX));
    assert!(absurd.take(at(3600), 1, None, CALL).is_ok());
    let shorter = state.limited(at(1), Some(Duration::from_secs(1)));
    assert_eq!(shorter.retry_at, at(600), "a shorter one changes nothing");
}

#[test]
fn several_failures_in_a_row_open_a_pause_that_doubles_to_its_limit() {
    let mut state = State::default();
    let mut pauses = Vec::new();
    for second in 0..10 {
        state = state.failed(at(second), at(second));
        pauses.push(state.backoff_until.duration_since(at(second)).as_secs().max(0));
    }
    assert_eq!(pauses, [0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    assert_eq!(state.answered(), State::default());
}

#[test]
fn calls_side_by_side_that_fail_together_are_one_failure() {
    let together = (0..8).fold(State::default(), |state, call| state.failed(at(0), at(60 + call)));
    assert_eq!(together.failures, 1);
    assert_eq!(together.failed(at(70), at(80)).failures, 2);
}

#[test]
fn an_answer_does_not_end_what_the_api_said_about_waiting() {
    let state = State::default().limited(at(0), Some(Duration::from_mins(1))).answered();
    assert!(state.take(at(59), 1, None, CALL).is_err());
}

#[test]
fn after_an_outage_one_probe_at_a_time_is_let_through() {
    let state =
        (-3..0).fold(State::default(), |state, second| state.failed(at(second), at(second)));
    let probing = state.take(at(30), 1, None, CALL).expect("the probe");
    assert_eq!(granted(&mut { probing }, at(31), None, 100), 0, "nobody beside it");
    let crashed = probing.take(at(30 + 360), 1, None, CALL);
    assert!(crashed.is_ok(), "a probe that died holds nobody off for ever");
    assert_eq!(granted(&mut probing.answered(), at(32), None, 100), 100, "answered: all again");
}
