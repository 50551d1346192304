//! The tenants of one priority, one after the other: behind the one served last, round to it again.

use ledger::{Priority, Seen, Unavailable, WaitingPages, past, tenant_of, turns};

/// Where a round is.
#[derive(Debug)]
pub(super) struct Ring {
    priority: Priority,
    /// What stands behind the turns of the tenant served last.
    end: Option<String>,
    beyond: String,
    has_wrapped: bool,
}

impl Ring {
    /// A round that begins behind the tenant served last.
    pub fn new(priority: Priority, last: Option<&str>) -> Self {
        let end = last.map(|tenant| past(priority, tenant));
        let beyond = end.clone().unwrap_or_else(|| turns(priority, ""));
        Self { priority, end, beyond, has_wrapped: false }
    }

    /// The first row of the next tenant that has one; nothing when the round is complete. Costs one
    /// read, however many rows a tenant has.
    pub async fn next<T: WaitingPages>(
        &mut self,
        pages: &T,
        lane: &str,
    ) -> Result<Option<(String, Seen)>, Unavailable> {
        loop {
            let seen = pages.head(lane, &self.beyond).await?;
            let seen = seen.filter(|seen| self.is_of_round(&seen.place.turn));
            let Some(seen) = seen else {
                if self.has_wrapped || self.end.is_none() {
                    return Ok(None);
                }
                self.has_wrapped = true;
                self.beyond = turns(self.priority, "");
                continue;
            };
            if let Some(tenant) = tenant_of(&seen.place.turn).map(str::to_owned) {
                self.beyond = past(self.priority, &tenant);
                return Ok(Some((tenant, seen)));
            }
            // Nobody's turn: a row that was written by hand.
            self.beyond = seen.place.turn;
        }
    }

    fn is_of_round(&self, turn: &str) -> bool {
        let is_behind = self.end.as_ref().is_some_and(|end| turn > end.as_str());
        turn.starts_with(&turns(self.priority, "")) && !(self.has_wrapped && is_behind)
    }
}
