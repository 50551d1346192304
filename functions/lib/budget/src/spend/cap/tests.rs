use super::*;

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

#[test]
fn a_period_is_one_of_the_calendar_in_utc() {
    let cases = [
        (CapPeriod::Hour, "2026-11-16T10:00:00Z", "2026-11-16T11:00:00Z"),
        (CapPeriod::Day, "2026-11-16T00:00:00Z", "2026-11-17T00:00:00Z"),
        (CapPeriod::Month, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
    ];
    for (period, start, end) in cases {
        let now = time("2026-11-16T10:59:59.999Z");
        assert_eq!((period.start(now), period.end(now)), (time(start), time(end)), "{period:?}");
        assert_eq!(period.start(time(start)), time(start), "{period:?}: it begins there");
        assert_eq!(period.start(time(end)), time(end), "{period:?}: and the next one here");
    }
    let end = CapPeriod::Month.end(time("2028-02-29T23:00:00Z"));
    assert_eq!(end, time("2028-03-01T00:00:00Z"), "a leap year's February");
    let end = CapPeriod::Month.end(time("2026-12-31T23:59:59Z"));
    assert_eq!(end, time("2027-01-01T00:00:00Z"));
}

#[test]
fn each_period_api_and_tenant_has_a_row_of_its_own() {
    let cap = |per| Cap { items: NonZeroU32::MIN, per };
    let (api, acme) = (Capped::Api, Capped::Tenant("acme".to_owned()));
    let now = time("2026-11-16T10:59:59Z");
    let key = |per, of: &Capped, now| cap(per).row("hts", of, now).key;
    assert_eq!(key(CapPeriod::Hour, &api, now), "spend:hts#2026-11-16T10");
    assert_eq!(key(CapPeriod::Day, &api, now), "spend:hts#2026-11-16");
    assert_eq!(key(CapPeriod::Month, &acme, now), "spend:hts#acme#2026-11");
    let next = time("2026-11-17T00:00:00Z");
    assert_eq!(key(CapPeriod::Day, &acme, next), "spend:hts#acme#2026-11-17");
    let dated = Capped::Tenant("2026-11-16".to_owned());
    assert_ne!(key(CapPeriod::Day, &dated, now), key(CapPeriod::Day, &api, now));
}

#[test]
fn a_row_outlives_its_period_and_the_calls_that_began_in_it() {
    let now = time("2026-11-16T10:59:59Z");
    for per in [CapPeriod::Hour, CapPeriod::Day, CapPeriod::Month] {
        let row = Cap { items: NonZeroU32::MIN, per }.row("hts", &Capped::Api, now);
        let kept = row.expires_at.duration_since(per.end(now));
        assert!(kept.as_hours() >= 24 * 7, "{per:?}: a call takes minutes, a question days");
    }
}
