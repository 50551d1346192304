//! One page, asked for.

use budget::{BudgetTable, Gate, Pass, Permit, Purpose, Rate};
use cursors::{Fault, Position};
use ids::Ids;
use jiff::Timestamp;
use mapping::FeedPage;
use objects::GetError;
use outbound::Key;
use secrets::{Keyring, SecretStore};
use settings::{ApiRate, Feed, Source};
use thiserror::Error;

use crate::clock::Clock;
use crate::feed::get::{Ask, Feeds};

/// Why there is no page.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NoPage {
    /// The feed is at fault.
    #[error("{0}: {1}")]
    Fault(Fault, String),
    /// It asked for a pause, its rate is spent, or it is held to be down.
    #[error("not to be asked before {0}")]
    NotNow(Timestamp),
    /// The run has no time for another one.
    #[error("no time left")]
    NoTime,
    /// Its key is not to be had.
    #[error("no key: {0}")]
    NoKey(String),
    /// The table of the budget gives no answer.
    #[error(transparent)]
    Budget(#[from] budget::Unavailable),
}

/// Asks feeds for pages. Holds: the feeds, their budgets, their keys.
#[derive(Debug)]
pub struct Pages<'l, F, B, S> {
    pub feeds: &'l F,
    pub gate: &'l Gate<B>,
    pub keyring: &'l Keyring<S>,
    pub ids: &'l Ids,
}

impl<F: Feeds, B: BudgetTable, S: SecretStore> Pages<'_, F, B, S> {
    /// The page from this place on.
    pub async fn page(
        &self,
        (source, feed): (&Source, &Feed),
        head: &Position,
        clock: &Clock,
    ) -> Result<FeedPage, NoPage> {
        let budget = format!("feed:{}", source.name);
        self.permit(&budget, feed, clock).await?;
        let key = self.keyring.value(&feed.key, clock.now()).await;
        let key = key.map_err(|error| NoPage::NoKey(error.to_string()))?;
        let key = format!("{}{}", feed.key_prefix, key.as_str());
        let (url, query) = (format!("{}{}", feed.base_url, feed.path), query(feed, head));
        let ask = Ask {
            url: &url,
            query: &query,
            key_header: &feed.key_header,
            key: Key(&key),
            request_id: &self.ids.next(),
            timeout: feed.timeout,
            now: clock.now(),
        };
        let result = self.feeds.get(ask).await;
        let result = result.and_then(|body| {
            let page = FeedPage::read(&body, source, feed);
            page.map_err(|problem| GetError::Nonsense(problem.to_string()))
        });
        self.tell(&budget, &result, clock).await;
        result.map_err(|error| no_page(&error, clock.now()))
    }

    /// Waits for the feed's rate as long as the run has time for a page after it.
    async fn permit(&self, budget: &str, feed: &Feed, clock: &Clock) -> Result<(), NoPage> {
        loop {
            if !clock.has_time_for(feed.timeout) {
                return Err(NoPage::NoTime);
            }
            let permit = Permit {
                api: budget,
                rate: feed.rate.map(rate),
                units: 1,
                purpose: Purpose::Service,
            };
            match self.gate.take(permit, clock.latest(feed.timeout), clock.now()).await? {
                Pass::Granted | Pass::Probe => return Ok(()),
                Pass::At(at) => {
                    clock.wait_until(at).await;
                    if self.gate.is_open(permit, clock.now()).await? {
                        return Ok(());
                    }
                }
                Pass::Wait(wait) if wait.cause == budget::Cause::Rate => {
                    return Err(NoPage::NoTime);
                }
                Pass::Wait(wait) => return Err(NoPage::NotNow(wait.until)),
            }
        }
    }

    /// If the table does not take it, the next page finds out for itself.
    async fn tell(&self, budget: &str, result: &Result<FeedPage, GetError>, clock: &Clock) {
        let told = match result {
            Ok(_) => self.gate.answered(budget).await,
            Err(GetError::RateLimited { retry_after }) => {
                self.gate.limited(budget, *retry_after, clock.now()).await
            }
            Err(GetError::Unavailable(_) | GetError::Nonsense(_)) => {
                self.gate.failed(budget, clock.now()).await.map(|_health| ())
            }
            Err(GetError::NotThere(_) | GetError::Misconfigured(_)) => Ok(()),
        };
        if let Err(error) = told {
            tracing::warn!(budget, %error, "not written to the shared budget");
        }
    }
}

fn query<'f>(feed: &'f Feed, head: &Position) -> Vec<(&'f str, String)> {
    let cursor = head.asked(feed).map(|cursor| (feed.parameter.as_str(), cursor));
    let size = feed.page_size.as_ref();
    let size = size.map(|size| (size.parameter.as_str(), size.entries.to_string()));
    cursor.into_iter().chain(size).collect()
}

fn no_page(error: &GetError, now: Timestamp) -> NoPage {
    let fault = match error {
        GetError::RateLimited { .. } => return NoPage::NotNow(now),
        GetError::Unavailable(_) => Fault::Unavailable,
        GetError::Nonsense(_) => Fault::Nonsense,
        GetError::NotThere(_) => Fault::NotThere,
        GetError::Misconfigured(_) => Fault::Misconfigured,
    };
    NoPage::Fault(fault, error.to_string())
}

fn rate(rate: ApiRate) -> Rate {
    Rate { units: rate.units, per: rate.per, burst: rate.burst }
}
