use std::num::NonZeroU32;

use jiff::SignedDuration;

use super::*;

const SERVICE: Purpose = Purpose::Service;

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
        if let Ok(taken) = state.take(now, 1, rate) {
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
    let state = State::default().take(at(0), 1, rate).expect("the first");
    let wait = state.take(at(1), 1, rate).expect_err("too soon");
    assert_eq!(wait, Wait { cause: Cause::Rate, until: at(10) });
    assert!(state.take(wait.until, 1, rate).is_ok());
}

#[test]
fn a_call_larger_than_the_burst_waits_for_a_whole_budget_and_not_for_ever() {
    let rate = per_minute(100, 10);
    let state = State::default().take(at(0), 200, rate).expect("a whole budget");
    let wait = state.take(at(0), 200, rate).expect_err("nothing left");
    assert_eq!(wait.until, at(120));
}

#[test]
fn retry_after_pauses_everybody_but_never_for_ever() {
    let state = State::default().limited(at(0), Some(Duration::from_mins(10)));
    let wait = state.take(at(599), 1, None).expect_err("paused");
    assert_eq!(wait, Wait { cause: Cause::Pause, until: at(600) });
    assert!(state.take(at(600), 1, None).is_ok());
    let absurd = State::default().limited(at(0), Some(Duration::MAX));
    assert!(absurd.take(at(3600), 1, None).is_ok());
    let shorter = state.limited(at(1), Some(Duration::from_secs(1)));
    assert_eq!(shorter.retry_at, at(600), "a shorter one changes nothing");
}

/// A state after failures at these seconds, with so many answers before each.
fn failing(failures: impl IntoIterator<Item = i64>, answered: u32) -> State {
    let fail = |state: State, second| state.failed(answered, at(second));
    failures.into_iter().fold(State::default(), fail)
}

#[test]
fn an_api_that_answers_nothing_is_down_after_three_failures_or_thirty_seconds_the_later() {
    assert!(!failing([0, 1, 2, 3, 29], 0).down, "many at once, and not for long");
    assert!(failing([0, 1, 2, 3, 30], 0).down);
    assert!(!failing([0, 300], 0).down, "for long, and only two");
    assert!(failing([0, 300, 600], 0).down);
}

#[test]
fn failures_far_apart_do_not_add_up_where_calls_between_them_are_answered() {
    assert!(!failing([0, 1_700, 3_600, 5_300], 1).down);
}

/// Each hour's spend cap is used up by the first calls, which all fail at once.
#[test]
fn an_api_that_is_asked_a_little_each_hour_and_answers_nothing_is_down_in_the_second() {
    assert!(!failing([0, 1, 2], 0).down);
    assert!(failing([0, 1, 2, 3_600], 0).down);
    assert!(failing([0, 3_600, 7_200], 0).down);
}

#[test]
fn one_call_in_a_thousand_that_fails_at_thirty_a_second_pauses_nobody() {
    let mut state = State::default();
    for failure in 0..1_000 {
        state = state.failed(999, at(failure * 33));
        assert!(!state.down, "failure {failure}");
    }
}

#[test]
fn an_api_that_answers_half_of_its_calls_is_up_and_one_that_answers_fewer_is_down() {
    let share = |answered: u32| {
        (0..100).fold(State::default(), |state, second| state.failed(answered, at(second)))
    };
    assert!(share(0).down && share(1).down && !share(2).down);
}

#[test]
fn while_it_is_down_one_probe_a_minute_is_let_through() {
    let down = failing([0, 10, 30], 0);
    assert_eq!(down.take(at(31), 1, None), Err(Wait { cause: Cause::Down, until: at(90) }));
    let mut state = down;
    let seconds = 31..31 + 3_600;
    let probes: u32 = seconds.map(|second| granted(&mut state, at(second), None, 100)).sum();
    assert_eq!(probes, 60);
}

#[test]
fn the_first_answer_ends_it() {
    let down = failing([0, 10, 30], 0);
    let mut up = down.answered(1);
    assert_eq!(up, State::default());
    assert_eq!(granted(&mut up, at(32), None, 100), 100);
}

#[test]
fn a_few_failures_among_many_answers_are_forgotten() {
    let once = failing([0], 0);
    assert!(once.answered(9).is_failing());
    assert_eq!(once.answered(9).answered(1), State::default());
}

#[test]
fn an_answer_does_not_end_what_the_api_said_about_waiting() {
    let state = State::default().limited(at(0), Some(Duration::from_mins(1))).answered(1);
    assert!(state.take(at(59), 1, None).is_err());
}

#[test]
fn who_takes_nothing_sees_until_when_nobody_may_call() {
    let paused = State::default().limited(at(0), Some(Duration::from_secs(90)));
    assert_eq!(paused.standing(at(89)), Standing::Paused(at(90)));
    assert_eq!(paused.standing(at(90)), Standing::Open);
    let down = State { down: true, probe_at: at(60), ..State::default() };
    assert_eq!(down.standing(at(10)), Standing::Down(at(60)));
    assert_eq!(
        down.limited(at(0), Some(Duration::from_secs(90))).standing(at(61)),
        Standing::Down(at(90))
    );
    assert_eq!(down.answered(1).standing(at(10)), Standing::Open);
}

#[test]
fn looking_takes_nothing() {
    let rate = per_minute(6, 3).expect("a rate");
    let taken = State::default().take(at(0), 2, Some(rate)).expect("two of three");
    assert_eq!(taken.conforming(at(0), rate), 1);
    assert_eq!(taken.conforming(at(0), rate), 1, "still there");
    assert_eq!(taken.conforming(at(10), rate), 2, "one came back in ten seconds");
}

#[test]
fn a_place_ahead_of_others_is_taken_at_once_and_keeps_the_rate() {
    let rate = per_minute(6, 1);
    let spent = State::default().take(at(0), 1, rate).expect("the first");
    let (reserved, when) = spent.reserve(SERVICE, at(1), (1, rate), at(60)).expect("a place");
    assert_eq!(when, at(10), "when anybody's next call would be");
    let behind = reserved.take(at(10), 1, rate).expect_err("its place is not theirs");
    assert_eq!(behind, Wait { cause: Cause::Rate, until: at(20) });
    let (_, second) =
        reserved.reserve(SERVICE, at(1), (1, rate), at(60)).expect("another person's");
    assert_eq!(second, at(20));
}

#[test]
fn a_place_that_comes_too_late_is_not_taken() {
    let rate = per_minute(6, 1);
    let spent = State::default().take(at(0), 1, rate).expect("the first");
    let refused = spent.reserve(SERVICE, at(1), (1, rate), at(9)).expect_err("too late");
    assert_eq!(refused, Wait { cause: Cause::Rate, until: at(10) });
    let (free, when) = State::default().reserve(SERVICE, at(0), (1, None), at(0)).expect("no rate");
    assert_eq!((free, when), (State::default(), at(0)));
}

#[test]
fn nobody_gets_a_place_at_an_api_that_is_paused_or_down() {
    let rate = per_minute(6, 1);
    let paused = State { retry_at: at(30), ..State::default() };
    let refused = paused.reserve(SERVICE, at(0), (1, rate), at(60)).expect_err("paused");
    assert_eq!(refused, Wait { cause: Cause::Pause, until: at(30) });
    let down = State { down: true, probe_at: at(40), ..State::default() };
    let refused = down.reserve(SERVICE, at(0), (1, rate), at(60)).expect_err("down");
    assert_eq!(refused, Wait { cause: Cause::Down, until: at(40) });
    let spent = State { whole_at: at(90), probe_at: at(0), ..down };
    let refused =
        spent.reserve(SERVICE, at(0), (1, rate), at(90)).expect_err("no probe is for later");
    assert_eq!(refused, Wait { cause: Cause::Rate, until: at(90) });
    let inquiry = spent.reserve(Purpose::Inquiry, at(0), (1, rate), at(90));
    assert_eq!(inquiry.expect("it says nothing of the service").1, at(90));
}

#[test]
fn what_was_for_later_is_used_unless_the_api_is_paused_or_down_by_then() {
    let open = |state: State| [SERVICE, Purpose::Inquiry].map(|why| state.is_open(why, at(30)));
    assert_eq!(open(State::default()), [true, true]);
    assert_eq!(open(State { retry_at: at(30), ..State::default() }), [true, true]);
    assert_eq!(open(State { retry_at: at(31), ..State::default() }), [false, false]);
    let down = State { down: true, probe_at: at(90), ..State::default() };
    assert_eq!(open(down), [false, true]);
    assert_eq!(open(State { retry_at: at(31), ..down }), [false, false]);
}
