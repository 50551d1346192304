//! The networks in memory: a provider's feed, the tables, the queue; and what goes wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bodies::{BodyStore, NotFetched};
use budget::BudgetTable;
use bytes::Bytes;
use cursors::{CursorTable, Stamped, Swapped, Unavailable};
use ids::Ids;
use jiff::Timestamp;
use ledger::{Gap, Missing};
use objects::GetError;
use reconcile::{
    Ask, Clock, Failed, Feeds, Gaps, Known, Letter, Links, NoGaps, NotSent, Outbox, Outside,
    Reconcile, UnknownNow,
};
use secrets::{Current, SecretStore};
use serde_json::{Value, json};
use settings::{SecretPlace, Settings};
use tokio::time::{Instant, sleep, timeout};
use zeroize::Zeroizing;

/// Longer than a run goes on, as the template has it.
const TIMEOUT: Duration = Duration::from_secs(90);

/// Everything, shared by all that hold a clone.
#[derive(Clone)]
pub struct World {
    inner: Arc<Mutex<Inner>>,
    start: Timestamp,
    started: Instant,
}

#[derive(Default)]
pub struct Inner {
    /// The provider's events, in the order of their numbers.
    pub feed: Vec<Value>,
    /// Those of them that are not listed yet.
    pub hidden: BTreeSet<usize>,
    /// What dispatchers say of numbers that did not come.
    pub missing: Option<Missing>,
    /// What is answered in place of a page, the first one first.
    pub answers: Vec<Result<Vec<u8>, GetError>>,
    /// What each page was asked for by.
    pub asked: Vec<BTreeMap<String, String>>,
    pub cursors: BTreeMap<String, Stamped>,
    pub budgets: BTreeMap<String, budget::Stamped>,
    pub known: BTreeSet<String>,
    /// Every message, and for how long the queue keeps it back.
    pub queue: Vec<(String, Duration)>,
    pub messages: Vec<String>,
    pub bodies: BTreeMap<String, Bytes>,
    /// Messages that the queue refuses, so many times.
    pub refusals: usize,
    pub lost: Vec<&'static str>,
    /// The remote call at which the run dies, counted from 0; and whether the call was made.
    pub death: Option<(usize, bool)>,
    pub calls: usize,
}

impl World {
    pub fn new() -> Self {
        let start = "2026-11-26T12:00:00Z".parse().expect("a time");
        Self { inner: Arc::default(), start, started: Instant::now() }
    }

    pub fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nobody panicked")
    }

    pub fn now(&self) -> Timestamp {
        self.start + self.started.elapsed()
    }

    pub fn publish(&self, event: &str) {
        self.publish_value(json!({"event_id": event, "type": "product.created", "at": self.now()}));
    }

    pub fn publish_value(&self, event: Value) {
        self.lock().feed.push(event);
    }

    pub fn reconcile(&self, feed: &str) -> Reconcile<World> {
        self.reconcile_of(&sources(feed))
    }

    /// The same for a source that keeps order.
    pub fn in_order(&self, feed: &str) -> Reconcile<World> {
        let in_order =
            "version = { sequence = \"$.n\" }\nordering = \"sequence\"\nsequence_from = 1";
        self.reconcile_of(&sources(feed).replace("version = { time = \"$.at\" }", in_order))
    }

    /// The dispatcher counts an event that was received at this time and waits for a number.
    pub fn misses(&self, received: Timestamp) {
        let gaps = BTreeMap::from([("erp".to_owned(), Gap::of(received))]);
        self.lock().missing = Some(Missing { counted_at: self.now(), gaps });
    }

    fn reconcile_of(&self, sources: &str) -> Reconcile<World> {
        let settings = Settings::parse(sources).expect("settings");
        let link = || self.clone();
        let links = Links {
            cursors: link(),
            feeds: link(),
            budget: link(),
            gaps: link(),
            known: link(),
            outbox: link(),
            bodies: link(),
            secrets: link(),
        };
        Reconcile::new(settings, links).with_ids(Ids::seeded(1))
    }

    /// One run, and what is left of its minute. One that died has no end.
    pub async fn minute(&self, reconcile: &Reconcile<World>) -> Option<Result<(), Failed>> {
        let next = Instant::now() + Duration::from_mins(1);
        let now = self.now();
        let clock = Clock::new(now, now + TIMEOUT);
        let ended = timeout(TIMEOUT, reconcile.run(&clock)).await.ok();
        tokio::time::sleep_until(next).await;
        ended
    }

    pub async fn minutes(&self, reconcile: &Reconcile<World>, minutes: u32) {
        for _ in 0..minutes {
            self.minute(reconcile).await.expect("it lives").expect("a run");
        }
    }

    /// The ids of the events that the queue has, in their order.
    pub fn sent(&self) -> Vec<String> {
        self.lock().queue.iter().map(|(event, _)| event.clone()).collect()
    }

    /// The cursors that were asked for.
    pub fn asked_after(&self) -> Vec<Option<String>> {
        self.lock().asked.iter().map(|query| query.get("after").cloned()).collect()
    }

    /// A remote call: whether it answers, and whether it is made before it does not.
    async fn call<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        sleep(Duration::from_millis(5)).await;
        let (dies, made) = {
            let mut inner = self.lock();
            let number = inner.calls;
            inner.calls += 1;
            match inner.death {
                Some((at, made)) if at == number => (true, made),
                Some(_) | None => (false, true),
            }
        };
        if dies && !made {
            std::future::pending::<()>().await;
        }
        let done = work(&mut self.lock());
        if dies {
            std::future::pending::<()>().await;
        }
        done
    }

    fn is_lost(&self, what: &'static str) -> bool {
        self.lock().lost.contains(&what)
    }
}

impl Inner {
    /// The page that a feed by number has.
    fn page(&self, query: &BTreeMap<String, String>) -> Vec<u8> {
        let after = query.get("after").and_then(|after| after.parse::<usize>().ok());
        let from = after.map_or(0, |after| after + 1);
        let listed = self.feed.iter().enumerate().skip(from);
        let listed: Vec<_> = listed.filter(|(number, _)| !self.hidden.contains(number)).collect();
        let page = listed.iter().take(2);
        let data: Vec<Value> =
            page.map(|(number, event)| json!({"seq": number, "event": event})).collect();
        let has_more = data.len() < listed.len();
        json!({"data": data, "has_more": has_more}).to_string().into_bytes()
    }
}

impl Feeds for World {
    async fn get(&self, ask: Ask<'_>) -> Result<Vec<u8>, GetError> {
        assert_eq!(ask.url, "https://erp.example/events");
        let query = ask.query.iter();
        let query: BTreeMap<String, String> =
            query.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.call(|inner| {
            inner.asked.push(query.clone());
            if inner.answers.is_empty() {
                return Ok(inner.page(&query));
            }
            inner.answers.remove(0)
        })
        .await
    }
}

impl CursorTable for World {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        if self.is_lost("cursors") {
            return Err(Unavailable("planted".to_owned()));
        }
        Ok(self.call(|inner| inner.cursors.get(source).cloned()).await)
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        let swapped = |inner: &mut Inner| {
            let found = inner.cursors.get(source).map(|stamped| stamped.stamp.as_str());
            if found != was {
                return Swapped::No;
            }
            inner.cursors.insert(source.to_owned(), new.clone());
            Swapped::Yes
        };
        Ok(self.call(swapped).await)
    }
}

impl BudgetTable for World {
    async fn swap(
        &self,
        api: &str,
        new: &budget::Stamped,
        was: &str,
    ) -> Result<budget::Swapped, budget::Unavailable> {
        assert_eq!(api, "feed:erp");
        let swapped = |inner: &mut Inner| {
            let found = inner.budgets.get(api).cloned().unwrap_or_default();
            if found.stamp != was {
                return budget::Swapped::No(found);
            }
            inner.budgets.insert(api.to_owned(), new.clone());
            budget::Swapped::Yes
        };
        Ok(self.call(swapped).await)
    }

    async fn look(&self, api: &str) -> Result<budget::Stamped, budget::Unavailable> {
        Ok(self.call(|inner| inner.budgets.get(api).cloned().unwrap_or_default()).await)
    }
}

impl Known for World {
    async fn known(
        &self,
        events: &[String],
        _now: Timestamp,
    ) -> Result<BTreeSet<String>, UnknownNow> {
        if self.is_lost("ledger") {
            return Err(UnknownNow("planted".to_owned()));
        }
        let wanted = |inner: &mut Inner| {
            let known = events.iter().filter(|event| inner.known.contains(*event));
            known.cloned().collect()
        };
        Ok(self.call(wanted).await)
    }
}

impl Gaps for World {
    async fn missing(&self) -> Result<Option<Missing>, NoGaps> {
        if self.is_lost("gaps") {
            return Err(NoGaps("planted".to_owned()));
        }
        Ok(self.call(|inner| inner.missing.clone()).await)
    }
}

impl Outbox for World {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        if self.is_lost("queue") {
            return Err(NotSent("planted".to_owned()));
        }
        let take = |inner: &mut Inner| {
            let mut codes = Vec::new();
            for letter in letters {
                if inner.refusals > 0 {
                    inner.refusals -= 1;
                    codes.push(Some("InternalError".to_owned()));
                    continue;
                }
                let id = letter.sealed.envelope().event_id.to_string();
                inner.queue.push((id, letter.delay));
                inner.messages.push(letter.sealed.json().to_owned());
                codes.push(None);
            }
            codes
        };
        Ok(self.call(take).await)
    }
}

impl BodyStore for World {
    async fn put(&self, key: &str, body: Bytes) -> Result<(), bodies::Unavailable> {
        if self.is_lost("bucket") {
            return Err(bodies::Unavailable("planted".to_owned()));
        }
        self.call(|inner| inner.bodies.insert(key.to_owned(), body)).await;
        Ok(())
    }

    async fn get(&self, _: &str) -> Result<Bytes, NotFetched> {
        unreachable!("nothing is fetched")
    }

    async fn renew(&self, _: &str) -> Result<(), bodies::Unavailable> {
        unreachable!("nothing is renewed")
    }
}

impl SecretStore for World {
    async fn current(&self, place: &SecretPlace) -> Result<Current, secrets::Unavailable> {
        if self.is_lost("secrets") {
            let (place, why) = (place.to_string(), "planted".to_owned());
            return Err(secrets::Unavailable { place, why, cause: secrets::Cause::Unreachable });
        }
        let value = Zeroizing::new("feed-key".to_owned());
        Ok(self.call(|_| Current { value, since: None }).await)
    }

    async fn previous(
        &self,
        _: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, secrets::Unavailable> {
        Ok(None)
    }
}

impl Outside for World {
    type Cursors = World;
    type Feeds = World;
    type Budget = World;
    type Gaps = World;
    type Known = World;
    type Outbox = World;
    type Bodies = World;
    type Secrets = World;
}

/// A source with a feed by number, which wraps its events, and these lines.
fn sources(feed: &str) -> String {
    let by_id = "cursor = \"id\"\nposition = \"$.seq\"";
    let cursor = if feed.contains("next") { "cursor = \"opaque\"" } else { by_id };
    format!(
        r#"
[api.api]
base_url = "https://api.example"
key = "env:KEY"

[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:SECRET"]
event = {{ id = "$.event_id" }}
version = {{ time = "$.at" }}

[source.erp.feed]
base_url = "https://erp.example"
path = "/events"
key = "env:FEED_KEY"
CURSOR
body = "$.event"
has_more = "$.has_more"
{feed}
"#
    )
    .replace("CURSOR", cursor)
}
