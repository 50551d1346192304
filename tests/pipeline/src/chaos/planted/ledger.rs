//! The ledger.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use ledger::{
    Fresh, LedgerTable, Marked, Phase, Place, Row, Seen, Unavailable, WaitingPages, WaitingTable,
    Written,
};

use crate::chaos::planted::bug::Bug;
use crate::chaos::planted::double::Planted;
use crate::doubles::MemoryLedger;

/// How long a row waits before it is gone, if it expires.
const RETENTION: SignedDuration = SignedDuration::from_hours(1);

impl LedgerTable for Planted<MemoryLedger> {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        if self.has(Bug::Expires) {
            self.double.remove(|row| {
                let wait = row.wait.as_ref();
                wait.is_some_and(|wait| wait.parked_at + RETENTION < fresh.now)
            });
        }
        if self.has(Bug::OneTenant)
            && let Some(twin) = self.twin(&row.event)
        {
            return Ok(Written::No(Box::new(Row { event: row.event.clone(), ..twin })));
        }
        match self.double.insert(row, fresh).await? {
            Written::No(found) if self.has(Bug::ClaimTwice) && found.phase == Phase::Claimed => {
                Ok(Written::Yes)
            }
            written => Ok(written),
        }
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        let is_released = matches!(row.phase, Phase::Released | Phase::Waiting);
        if self.has(Bug::ForgetsCalls) && is_released {
            return self.double.replace(&Row { unconfirmed: Vec::new(), ..row.clone() }, was).await;
        }
        if self.has(Bug::ReleasesAny)
            && row.phase == Phase::Released
            && let Some(found) = self.double.row(&row.event)
        {
            return self.double.replace(row, &found).await;
        }
        if self.has(Bug::ChargesNeighbours) && row.shared_deaths > was.shared_deaths {
            let deaths = row.shared_deaths - was.shared_deaths;
            let charged = Row { abandoned: row.abandoned + deaths, ..row.clone() };
            return self.double.replace(&charged, was).await;
        }
        match self.double.replace(row, was).await {
            Err(_) if self.has(Bug::DeletesFirst) && row.phase == Phase::Waiting => {
                Ok(Written::Yes)
            }
            written => written,
        }
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.double.look(event).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        self.double.open_lane(lane).await
    }
}

impl Planted<MemoryLedger> {
    /// The row of another tenant's event with this source and id.
    fn twin(&self, event: &str) -> Option<Row> {
        let parts: Vec<&str> = event.splitn(3, '#').collect();
        let [source, tenant, id] = parts.as_slice() else { return None };
        ["globex", "initech-eu"]
            .iter()
            .filter(|other| *other != tenant)
            .find_map(|other| self.double.row(&format!("{source}#{other}#{id}")))
    }
}

impl WaitingTable for Planted<MemoryLedger> {
    async fn lanes(&self) -> Result<BTreeSet<String>, Unavailable> {
        self.double.lanes().await
    }

    async fn waiting(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        let row = self.double.waiting(event).await?;
        if let Some(row) = row.as_ref().filter(|_| self.has(Bug::MarksFirst)) {
            let _ = self.double.mark(event, &row.token, Timestamp::MAX).await;
        }
        Ok(row)
    }

    async fn mark(
        &self,
        event: &str,
        token: &str,
        expires_at: Timestamp,
    ) -> Result<Marked, Unavailable> {
        if let Some(row) = self.double.row(event).filter(|_| self.has(Bug::MarksAny)) {
            let released = Row {
                phase: Phase::Released,
                wait: None,
                expires_at: Some(expires_at),
                ..row.clone()
            };
            return self.double.replace(&released, &row).await.map(|_| Marked::Yes);
        }
        self.double.mark(event, token, expires_at).await
    }

    async fn wake(&self, event: &str, token: &str, due: Timestamp) -> Result<Marked, Unavailable> {
        self.double.wake(event, token, due).await
    }
}

impl WaitingPages for Planted<MemoryLedger> {
    async fn head(&self, lane: &str, beyond: &str) -> Result<Option<Seen>, Unavailable> {
        self.double.head(lane, beyond).await
    }

    async fn page(
        &self,
        lane: &str,
        turns: &str,
        behind: Option<&Place>,
        limit: usize,
    ) -> Result<Vec<Seen>, Unavailable> {
        self.double.page(lane, turns, behind, limit).await
    }
}
