//! Reserving what a call may cost before it is made, and giving back what it did not.

use std::collections::BTreeSet;
use std::time::Duration;

use budget::{
    ApiCaps, BudgetTable, Cap, CapPeriod, Capped, Reservation, Shares, SpendError, SpendTable,
    Spent,
};
use classifier::Classifier;
use secrets::SecretStore;
use settings::{Api, SpendCap};

use crate::call::make::Calls;
use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd, ItemRef, Setback};
use crate::measure;
use crate::plan::Pack;
use crate::remote::CallFailed;

/// A pack whose items are reserved, and those for which nothing is left to be spent.
pub(crate) struct Affordable<P> {
    pub pack: Pack,
    pub reservation: Reservation<P>,
    pub ends: Vec<(ItemRef, ItemEnd)>,
}

impl<C, B, P, S> Calls<C, B, P, S>
where
    C: Classifier,
    B: BudgetTable,
    P: SpendTable,
    S: SecretStore,
{
    /// Reserves what a call may cost. What no cap has room for is left out, and waits for the next
    /// period.
    pub async fn afford(
        &self,
        api: &Api,
        mut pack: Pack,
        group: &[Claimed],
        clock: &Clock,
    ) -> Result<Affordable<P>, (Pack, CallFailed)> {
        let mut ends = Vec::new();
        loop {
            let shares = shares(&pack, group);
            let reserved = self.caps.reserve(&api.name, caps(api), &shares, clock.now()).await;
            let spent = match reserved {
                Ok(reservation) => {
                    if reservation.most_used().is_some() {
                        measure::spent(&api.name, reservation.share_used());
                    }
                    return Ok(Affordable { pack, reservation, ends });
                }
                Err(SpendError::Spent(spent)) => spent,
                Err(SpendError::Unavailable(error)) => {
                    let setback = Setback::new(Cause::Tables, error.to_string());
                    return Err((pack, CallFailed::Hold(setback)));
                }
            };
            for spent in &spent {
                measure::spent(&api.name, 1.0);
                let out;
                (pack, out) = without(pack, spent, group);
                let end = ItemEnd::Hold(setback(api, spent, clock));
                ends.extend(out.into_iter().map(|asker| (asker, end.clone())));
            }
        }
    }
}

/// How many questions of each tenant a call asks: one that several ask is the first one's.
pub(crate) fn shares(pack: &Pack, group: &[Claimed]) -> Shares {
    let mut shares = Shares::new();
    for askers in &pack.questions {
        let first = askers.first().and_then(|asker| group.get(asker.event));
        let tenant = first.map(|claimed| claimed.event.origin.tenant.clone()).unwrap_or_default();
        let share = shares.entry(tenant).or_default();
        *share = u32::saturating_add(*share, 1);
    }
    shares
}

/// The pack without what this cap has no room for, and who waits for that.
fn without(mut pack: Pack, spent: &Spent, group: &[Claimed]) -> (Pack, Vec<ItemRef>) {
    let is_capped = |askers: &[ItemRef]| match &spent.what {
        Capped::Api => true,
        Capped::Tenant(tenant) => askers
            .first()
            .and_then(|asker| group.get(asker.event))
            .is_some_and(|claimed| claimed.event.origin.tenant == *tenant),
    };
    let mut left = spent.left;
    let (kept, out): (Vec<_>, Vec<_>) = pack.questions.into_iter().partition(|askers| {
        if !is_capped(askers) {
            return true;
        }
        let fits = left > 0;
        left = left.saturating_sub(1);
        fits
    });
    pack.questions = kept;
    let out: BTreeSet<ItemRef> = out.into_iter().flatten().collect();
    (pack, out.into_iter().collect())
}

fn setback(api: &Api, spent: &Spent, clock: &Clock) -> Setback {
    let rest = Duration::try_from(spent.until.duration_since(clock.now())).unwrap_or_default();
    let reason = format!("the spend cap of {} is reached until {}", spent.what, spent.until);
    Setback::new(Cause::SpendCap, reason).waiting(Some(rest)).for_lane(&api.name)
}

fn caps(api: &Api) -> ApiCaps {
    ApiCaps { all: api.spend_cap.map(cap), each_tenant: api.tenant_spend_cap.map(cap) }
}

fn cap(cap: SpendCap) -> Cap {
    let per = match cap.per {
        settings::CapPeriod::Hour => CapPeriod::Hour,
        settings::CapPeriod::Day => CapPeriod::Day,
        settings::CapPeriod::Month => CapPeriod::Month,
    };
    Cap { items: cap.items, per }
}
