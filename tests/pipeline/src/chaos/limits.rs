//! How fast the APIs of a run may be asked, and how much may be paid for: less than its events want,
//! so that most of them wait.

use std::num::NonZeroU32;
use std::time::Duration;

use oracle::{CLASSIFIER, Limit, TRACKED};
use settings::{Api, ApiRate, CapPeriod, RateUnit, Settings, SpendCap};

/// One call's items of the API whose calls can be looked up.
const BURST: u32 = 20;

/// Sets what fits so many events, and says it to the oracle.
pub(crate) fn limit(settings: &mut Settings, events: usize) -> Vec<Limit> {
    let events = u32::try_from(events).unwrap_or(u32::MAX);
    let (cap, hourly, of_tenant) =
        ((events / 20).max(20), (events / 12).max(60), (events / 20).max(40));
    let api = |settings: &mut Settings, name, set: &dyn Fn(&mut Api)| {
        set(settings.apis.get_mut(name).expect("an API of the senders"));
    };
    api(settings, CLASSIFIER, &|api| api.spend_cap = Some(an_hour(cap)));
    api(settings, TRACKED, &|api| {
        let per = Duration::from_hours(1);
        let (units, burst) = (whole(hourly), whole(BURST));
        api.rate = Some(ApiRate { unit: RateUnit::Items, units, per, burst });
        api.tenant_spend_cap = Some(an_hour(of_tenant));
    });
    let count = |items: u32| usize::try_from(items).expect("a count");
    vec![
        Limit { api: CLASSIFIER, cap: Some(count(cap)), rate: None },
        Limit { api: TRACKED, cap: None, rate: Some((count(hourly), count(BURST))) },
    ]
}

fn an_hour(items: u32) -> SpendCap {
    SpendCap { items: whole(items), per: CapPeriod::Hour }
}

fn whole(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}
