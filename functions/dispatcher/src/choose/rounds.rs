//! Round after round: one event of each tenant, until as many items are chosen as may be sent.

use jiff::Timestamp;
use ledger::{Priority, Unavailable, Waiter, WaitingPages, turns};

use crate::choose::judge::Judge;
use crate::choose::passed::Passed;
use crate::choose::ring::Ring;
use crate::choose::share::Share;
use crate::clock::Clock;
use crate::lane::Served;

/// The most events of one look, so that a look has an end.
const MOST: usize = 2_000;

/// The most tenants of one look that have nothing to send. The next look begins behind the last.
const MOST_IDLE: usize = 1_000;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// What may be sent.
    pub judge: Judge<'a>,
    /// Of how many items. The last event may have more than are left.
    pub items: u64,
    /// Until when one may go on.
    pub clock: &'a Clock,
}

/// What is to be sent.
#[derive(Debug, Default)]
pub struct Chosen {
    /// The events, in their order.
    pub waiters: Vec<Waiter>,
    /// What they count for.
    pub items: u64,
    /// Whether all of the lane was looked at: nothing else of it may be sent now.
    pub is_all: bool,
    /// When the first of those may be sent that may not yet.
    pub later: Option<Timestamp>,
}

/// Chooses in turn among the tenants, one event each, priority by priority. Reads as many rows as it
/// chooses, and one for each tenant; what a tenant has waiting beyond that is not looked at.
pub async fn choose<T: WaitingPages>(
    pages: &T,
    ask: &Ask<'_>,
    served: &mut Served,
    passed: &mut Passed,
) -> Result<Chosen, Unavailable> {
    let mut chosen = Chosen { is_all: true, ..Chosen::default() };
    for priority in Priority::ALL {
        if chosen.is_full(ask) {
            chosen.is_all = false;
            break;
        }
        let ring = Ring::new(priority, served.last(priority));
        let mut turn = Turn { pages, ask, priority, chosen: &mut chosen, served, passed };
        let shares = turn.first_round(ring).await?;
        turn.further_rounds(shares).await?;
    }
    Ok(chosen)
}

impl Chosen {
    fn is_full(&self, ask: &Ask<'_>) -> bool {
        self.items >= ask.items || self.waiters.len() >= MOST || ask.clock.is_over()
    }
}

/// One priority of a lane.
struct Turn<'a, T> {
    pages: &'a T,
    ask: &'a Ask<'a>,
    priority: Priority,
    chosen: &'a mut Chosen,
    served: &'a mut Served,
    passed: &'a mut Passed,
}

impl<T: WaitingPages> Turn<'_, T> {
    /// Finds the tenants, one read each, and takes one event of each.
    async fn first_round(&mut self, mut ring: Ring) -> Result<Vec<(String, Share)>, Unavailable> {
        let (mut shares, mut idle) = (Vec::new(), 0);
        let judge = self.ask.judge;
        while !self.is_full() {
            let Some((tenant, head)) = ring.next(self.pages, &judge.lane.name).await? else {
                return Ok(shares);
            };
            let mut share = Share::new(own(self.priority, &tenant), head, self.passed);
            if judge.holds_all_of(&tenant) {
                self.wait(Some(judge.when_to_look_at_held()));
            } else if self.take(&tenant, &mut share).await? {
                shares.push((tenant, share));
                continue;
            }
            idle += 1;
            if idle == MOST_IDLE {
                self.served.serve(self.priority, tenant);
                break;
            }
        }
        self.chosen.is_all = false;
        Ok(shares)
    }

    /// One event of each that has more, again and again.
    async fn further_rounds(
        &mut self,
        mut shares: Vec<(String, Share)>,
    ) -> Result<(), Unavailable> {
        while !shares.is_empty() {
            let mut more = Vec::new();
            for (tenant, mut share) in shares {
                if self.is_full() {
                    self.chosen.is_all = false;
                    return Ok(());
                }
                if self.take(&tenant, &mut share).await? {
                    more.push((tenant, share));
                }
            }
            shares = more;
        }
        Ok(())
    }

    /// Takes one event of this tenant, if it has one that may be sent.
    async fn take(&mut self, tenant: &str, share: &mut Share) -> Result<bool, Unavailable> {
        let judge = &self.ask.judge;
        let next = share.next(self.pages, judge, self.passed).await?;
        let Some(waiter) = next else {
            self.wait(share.later);
            return Ok(false);
        };
        self.chosen.items = self.chosen.items.saturating_add(judge.lane.weight(&waiter));
        self.chosen.waiters.push(waiter);
        self.served.serve(self.priority, tenant.to_owned());
        Ok(true)
    }

    fn wait(&mut self, until: Option<Timestamp>) {
        self.chosen.later = [self.chosen.later, until].into_iter().flatten().min();
    }

    fn is_full(&self) -> bool {
        self.chosen.is_full(self.ask)
    }
}

/// What the turns of one tenant begin with, and of no other.
fn own(priority: Priority, tenant: &str) -> String {
    format!("{}#", turns(priority, tenant))
}
