//! Reads the waiting events, lane by lane, in the order of their turns.

use ledger::{DynamoLedger, Place, Seen, Unavailable, WaitingPages, WaitingTable};

use crate::waiting::select::WaitingFilter;
use crate::waiting::shown::ShownWaiter;

/// Rows of one request: about 300 KB.
const PAGE: usize = 1_000;

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The events that fit.
    pub waiters: Vec<ShownWaiter>,
    /// Rows that another build wrote and this one cannot read.
    pub unreadable: usize,
    /// Whether there may be more that fit.
    pub is_cut: bool,
}

/// Up to `limit` events that fit. They are read eventually consistent: one may be gone already.
pub(crate) async fn find(
    ledger: &DynamoLedger,
    filter: &WaitingFilter,
    limit: usize,
) -> Result<Found, Unavailable> {
    let mut found = Found::default();
    for lane in ledger.lanes().await? {
        if filter.api.as_ref().is_none_or(|api| *api == lane) {
            read_lane(ledger, &lane, filter, limit, &mut found).await?;
        }
    }
    found.is_cut = found.waiters.len() > limit;
    found.waiters.truncate(limit);
    Ok(found)
}

async fn read_lane(
    ledger: &DynamoLedger,
    lane: &str,
    filter: &WaitingFilter,
    limit: usize,
    found: &mut Found,
) -> Result<(), Unavailable> {
    let mut behind: Option<Place> = None;
    while found.waiters.len() <= limit {
        let page = ledger.page(lane, "", behind.as_ref(), PAGE).await?;
        let is_last = page.len() < PAGE;
        behind = page.last().map(|seen| seen.place.clone());
        found.add(page, lane, filter);
        if is_last {
            break;
        }
    }
    Ok(())
}

impl Found {
    fn add(&mut self, page: Vec<Seen>, lane: &str, filter: &WaitingFilter) {
        for seen in page {
            match seen.waiter.map(|waiter| ShownWaiter::of(waiter, lane)) {
                None => self.unreadable = self.unreadable.saturating_add(1),
                Some(waiter) if filter.fits(&waiter) => self.waiters.push(waiter),
                Some(_) => {}
            }
        }
    }
}
