//! The permits of one call: an operator's holds, the spend caps, the rate.

use std::time::Duration;

use anyhow::anyhow;
use budget::{
    ApiCaps, BudgetTable, Cap, CapPeriod, Caps, Cause, DynamoBudget, DynamoSpend, Gate, Pass,
    Permit, Purpose, Rate, Reservation, Shares, SpendError,
};
use holds::HoldTable;
use settings::{Api, SpendCap};

use crate::clock::Clock;
use crate::connection::Connection;
use crate::exit::Misused;
use crate::output;

/// Whose item it is where no tenant is named: no tenant has such a name.
const NOBODY: &str = "";

/// Refuses a call that an operator has stopped.
pub(super) async fn not_held(
    api: &Api,
    tenant: Option<&str>,
    connection: &Connection,
) -> anyhow::Result<()> {
    let holds = connection.holds().read().await?;
    match holds.of(NOBODY, tenant.unwrap_or(NOBODY), &api.name) {
        Some(hold) => Err(anyhow!(
            "the {} {} is paused: {} (`tidewaiter resume` lets it go on)",
            hold.kind.word(),
            hold.name,
            hold.reason
        )),
        None => Ok(()),
    }
}

/// Reserves what the call may cost.
pub(super) async fn afford(
    api: &Api,
    tenant: Option<&str>,
    connection: &Connection,
    clock: Clock,
) -> anyhow::Result<Reservation<DynamoSpend>> {
    if api.tenant_spend_cap.is_some() && tenant.is_none() {
        let why = "each tenant has a spend cap at this API: say whose item it is with --tenant";
        return Err(Misused(why.to_owned()).into());
    }
    let table = connection.stack.ledger_table.clone();
    let caps = Caps::new(DynamoSpend::new(connection.dynamo(), table));
    let of = ApiCaps { all: api.spend_cap.map(cap), each_tenant: api.tenant_spend_cap.map(cap) };
    match caps.reserve(&api.name, of, &shares(tenant), clock.now()).await {
        Ok(reservation) => Ok(reservation),
        Err(SpendError::Unavailable(error)) => Err(error.into()),
        Err(spent @ SpendError::Spent(_)) => Err(anyhow!("{spent}: nothing was asked")),
    }
}

/// One item, of this tenant.
pub(super) fn shares(tenant: Option<&str>) -> Shares {
    Shares::from([(tenant.unwrap_or(NOBODY).to_owned(), 1)])
}

/// The shared gate of the fleet.
pub(super) fn gate(connection: &Connection) -> Gate<DynamoBudget> {
    let table = connection.stack.ledger_table.clone();
    Gate::new(DynamoBudget::new(connection.dynamo(), table))
}

/// Takes the next place that there is, and waits for it.
pub(super) async fn turn<T: BudgetTable>(
    gate: &Gate<T>,
    api: &Api,
    patience: Duration,
    clock: Clock,
) -> anyhow::Result<()> {
    let rate = api.rate.map(|rate| Rate { units: rate.units, per: rate.per, burst: rate.burst });
    let permit = Permit { api: &api.name, rate, units: 1, purpose: Purpose::Service };
    let now = clock.now();
    let latest = now.saturating_add(patience).unwrap_or(now);
    match gate.take(permit, latest, now).await? {
        Pass::Granted | Pass::Probe => Ok(()),
        Pass::At(at) => {
            let wait = Duration::try_from(at.duration_since(now)).unwrap_or_default();
            if wait > Duration::from_secs(1) {
                output::complain(&format!("its turn comes in {} s", wait.as_secs()));
            }
            tokio::time::sleep(wait).await;
            if gate.is_open(permit, clock.now()).await? {
                return Ok(());
            }
            let why = "the API has asked everybody to wait since, or is held to be down";
            Err(anyhow!("{why}: nothing was asked"))
        }
        Pass::Wait(wait) => {
            let why = match wait.cause {
                Cause::Pause => "the API has asked everybody to wait",
                Cause::Down => "the API is held to be down, and is tried once a minute",
                Cause::Rate => "the rate is used up for longer than --patience",
            };
            Err(anyhow!("{why}: nothing was asked; try again after {:.0}", wait.until))
        }
    }
}

fn cap(cap: SpendCap) -> Cap {
    let per = match cap.per {
        settings::CapPeriod::Hour => CapPeriod::Hour,
        settings::CapPeriod::Day => CapPeriod::Day,
        settings::CapPeriod::Month => CapPeriod::Month,
    };
    Cap { items: cap.items, per }
}
