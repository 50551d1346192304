//! Winning events, and looking at them before.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use jiff::Timestamp;
use ledger::{Claim, Claiming, Ledger, LedgerTable, Noted, Phase, Release, Row};

use crate::clock::{Clock, at_once};
use crate::event::{Cause, Claimed, Company, Disposition, Event, Record, Why, of_hold};
use crate::isolate::isolate;
use crate::measure;
use crate::plan::Group;

/// How many events are claimed, or looked at, at once, at most.
const EVENTS: usize = 32;

/// A message with what becomes of it.
pub(crate) type Ended = (Record, Disposition);

/// Claims events. Holds: the ledger.
#[derive(Debug)]
pub(crate) struct Claims<L> {
    ledger: Arc<Ledger<L>>,
}

impl<L: LedgerTable> Claims<L> {
    pub fn new(ledger: Arc<Ledger<L>>) -> Self {
        Self { ledger }
    }

    /// Tells for each event in which company it is to be asked. Of an event that nobody has heard of
    /// yet, most likely, nothing is read. One that was refused, and not sent again since, fails
    /// fast: before any call begins.
    pub async fn look_at(&self, events: Vec<Event>) -> (Vec<(Event, Company)>, Vec<Ended>) {
        let looks = events.into_iter().map(|event| self.look(event));
        let looked: Vec<_> = futures::stream::iter(looks).buffered(EVENTS).collect().await;
        let (mut known, mut ended) = (Vec::with_capacity(looked.len()), Vec::new());
        for result in looked {
            match result {
                Ok(event) => known.push(event),
                Err(end) => ended.push(end),
            }
        }
        (known, ended)
    }

    async fn look(&self, event: Event) -> Result<(Event, Company), Ended> {
        if !event.is_known() {
            return Ok((event, Company::FULL));
        }
        match self.ledger.look(&event.key).await {
            Ok(Some(row)) if is_refused(&row, &event) => {
                event.log_reason("refused before", row.reason.as_deref().unwrap_or_default());
                Err((event.record, Disposition::Refused))
            }
            Ok(Some(row)) => {
                let company = Company::of_row(&row);
                Ok((event, company))
            }
            Ok(None) => Ok((event, Company::FULL)),
            Err(error) => {
                let hidden = event.held(Cause::Tables, &error.to_string());
                Err((event.record, hidden))
            }
        }
    }

    /// Claims every event of a group. What cannot be worked on has its end. `is_shared` where more
    /// than one claim is open meanwhile.
    pub async fn all(
        &self,
        group: Group,
        is_shared: bool,
        clock: &Clock,
    ) -> (Vec<Claimed>, Vec<Ended>) {
        let Group { request_id, company, events, .. } = group;
        let terms = Terms { request_id: &request_id, company, is_shared };
        let at_once = at_once(events.len(), EVENTS);
        let claims =
            events.into_iter().map(|event| isolate("claim", self.win(event, terms, clock)));
        let won: Vec<_> = futures::stream::iter(claims).buffered(at_once).collect().await;
        let (mut claimed, mut ended) = (Vec::with_capacity(won.len()), Vec::new());
        for result in won {
            match result {
                Ok(Ok(event)) => claimed.push(event),
                Ok(Err(end)) => ended.push(end),
                // Its message comes back, as all do of which nothing is known.
                Err(_panicked) => {}
            }
        }
        (claimed, ended)
    }

    async fn win(&self, event: Event, terms: Terms<'_>, clock: &Clock) -> Result<Claimed, Ended> {
        let bid = event.bid(terms.request_id, terms.is_shared, clock);
        let claiming = match self.ledger.claim(&bid).await {
            Ok(claiming) => claiming,
            Err(error) => {
                let hidden = event.held(Cause::Tables, &error.to_string());
                return Err((event.record, hidden));
            }
        };
        match claiming {
            Claiming::Won(claim) => self.won(event, claim, terms).await,
            Claiming::GiveUp(claim) => Ok(given_up(event, claim)),
            Claiming::Duplicate => {
                event.log("duplicate");
                Err((event.record, Disposition::Duplicate))
            }
            Claiming::Waiting => {
                event.log("duplicate of a waiting event");
                Err((event.record, Disposition::Waiting))
            }
            Claiming::Held(until) => {
                let hidden = event.held_until(Cause::Lease, "claimed already", until, clock.now());
                Err((event.record, hidden))
            }
            Claiming::Refused(reason) => {
                event.log_reason("refused before", &reason);
                Err((event.record, Disposition::Refused))
            }
            Claiming::Reused => self.reused(event.reused(), clock).await,
        }
    }

    /// An event that something happened to, as only its claim shows, is not asked in the company of
    /// those that nothing happened to. It comes back, and is looked at first then.
    async fn won(&self, event: Event, claim: Claim, terms: Terms<'_>) -> Result<Claimed, Ended> {
        if event.polled && claim.is_first() {
            measure::recovered(&event.origin.source);
        }
        if !terms.is_shared || Company::of_claim(&claim).fits(terms.company) {
            event.log_claim();
            return Ok(Claimed::new(event, claim, None));
        }
        let reason = "it is asked in smaller company";
        let sent_at = event.record.sent_at;
        if let Err(error) = self.ledger.release(claim, Release::Hold, reason, sent_at).await {
            tracing::error!(event = event.key, %error, "claim not ended");
        }
        let hidden = event.held(Cause::Lease, reason);
        Err((event.record, hidden))
    }

    /// A reused id is refused under a row of its own, claimed like any other.
    async fn reused(&self, event: Event, clock: &Clock) -> Result<Claimed, Ended> {
        match self.ledger.claim(&event.bid("", true, clock)).await {
            Ok(Claiming::Won(claim) | Claiming::GiveUp(claim)) => {
                Ok(Claimed::new(event, claim, None))
            }
            Ok(Claiming::Held(until)) => {
                let hidden = event.held_until(Cause::Lease, "claimed already", until, clock.now());
                Err((event.record, hidden))
            }
            Ok(
                Claiming::Refused(_) | Claiming::Duplicate | Claiming::Waiting | Claiming::Reused,
            ) => Err((event.record, Disposition::Refused)),
            Err(error) => {
                let hidden = event.held(Cause::Tables, &error.to_string());
                Err((event.record, hidden))
            }
        }
    }

    /// Notes a call on an event's claim before it is made. Whether it may be made.
    pub async fn note(&self, claimed: &Claimed, request_id: &str) -> bool {
        let mut claim = claimed.claim().await;
        let Some(claim) = claim.as_mut() else { return false };
        match self.ledger.note(claim, request_id.to_owned()).await {
            Ok(Noted::Yes) => true,
            Ok(Noted::Outlived) => false,
            Err(error) => {
                tracing::warn!(event = claimed.event.key, %error, "a call was not noted, nor made");
                false
            }
        }
    }
}

/// What all claims of a group have in common.
#[derive(Clone, Copy)]
struct Terms<'g> {
    request_id: &'g str,
    company: Company,
    is_shared: bool,
}

fn is_refused(row: &Row, event: &Event) -> bool {
    row.phase == Phase::Refused && event.record.sent_at <= row.claimed_at
}

fn given_up(event: Event, claim: Claim) -> Claimed {
    let reason = format!("its invocation died {} times", claim.abandoned());
    Claimed::new(event, claim, Some(reason))
}

impl Event {
    /// Hidden, since somebody else has its event: until `until`, or for this receive's own backoff,
    /// whichever is later.
    fn held_until(
        &self,
        cause: Cause,
        reason: &str,
        until: Timestamp,
        now: Timestamp,
    ) -> Disposition {
        self.line("held", Some(Why { cause: Some(cause.name()), reason }), None);
        let rest = Duration::try_from(until.duration_since(now)).unwrap_or_default();
        Disposition::Later(rest.max(of_hold(self.record.receives)))
    }

    /// Hidden, since its event cannot be claimed now.
    fn held(&self, cause: Cause, reason: &str) -> Disposition {
        self.line("held", Some(Why { cause: Some(cause.name()), reason }), None);
        Disposition::Later(of_hold(self.record.receives))
    }
}
