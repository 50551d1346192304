//! One delivery's way through the checks of design §2, in their order.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use bodies::BodyStore;
use bytes::Bytes;
use cloud::Patience;
use envelope::{Sealed, Sealing, Unstored};
use jiff::Timestamp;
use secrets::{Keyring, Look, SecretStore};
use settings::{Source, SourceName};
use webhook::{Delivery, Refusal, Verified, verify};

use crate::answer::Answer;
use crate::knock::Knock;
use crate::outbox::Outbox;
use crate::route::{Route, route};

/// How long a sender waits for its answer, from the first byte we see. The least patient sender
/// gives up after 5 s (Shopify).
pub const BUDGET: Duration = Duration::from_secs(2);

/// Two attempts at SQS or the secret store fit the budget.
pub const PATIENCE: Patience = Patience {
    attempt: Duration::from_millis(800),
    operation: Duration::from_millis(1_800),
    attempts: 2,
};

/// Everything that goes into the door's making.
#[derive(Debug)]
pub struct Links<O, S, B> {
    /// The way to the queue.
    pub outbox: O,
    /// Where secrets are kept.
    pub secrets: S,
    /// Where bodies are kept that are too long for the queue.
    pub bodies: B,
}

/// The door: sources, their secrets, and the way to the queue.
#[derive(Debug)]
pub struct Door<O, S, B> {
    sources: BTreeMap<SourceName, Source>,
    keyring: Keyring<S>,
    outbox: O,
    bodies: B,
}

impl<O: Outbox, S: SecretStore, B: BodyStore> Door<O, S, B> {
    /// A door for these sources.
    pub fn new(sources: BTreeMap<SourceName, Source>, links: Links<O, S, B>) -> Self {
        let Links { outbox, secrets, bodies } = links;
        Self { sources, keyring: Keyring::new(secrets), outbox, bodies }
    }

    /// Fetches every secret before the first delivery needs one. What fails, or is empty or too
    /// short, is logged by the keyring here, at start, and tried again when it is needed.
    pub async fn warm_up(&self, now: Timestamp) {
        let fetches = self.sources.values().map(|source| self.keyring.keys(source, now));
        let fetches = futures::stream::iter(fetches);
        futures::StreamExt::for_each_concurrent(fetches, 8, |fetch| async {
            let _logged = fetch.await;
        })
        .await;
    }

    /// The answer to one request, inside [`BUDGET`].
    pub async fn answer(&self, knock: Knock) -> Answer {
        match route(&self.sources, &knock.method, &knock.path, &knock.query) {
            Route::Delivery(source) => {
                let answer = self.deliver_in_time(source, &knock).await;
                count(source.name.as_str(), &answer);
                answer
            }
            Route::Challenge(source, challenge) => knock.handshake(source, challenge),
            Route::WrongMethod(allowed) => {
                knock.refused("method", Answer::MethodNotAllowed(allowed))
            }
            Route::Unknown => {
                let answer = knock.refused("no such source", Answer::NotFound);
                count("unknown", &answer);
                answer
            }
        }
    }

    async fn deliver_in_time(&self, source: &Source, knock: &Knock) -> Answer {
        // Boxed: what is awaited in it is too deep for a layout of its own in every caller.
        match tokio::time::timeout(BUDGET, Box::pin(self.deliver(source, knock))).await {
            Ok(answer) => answer.unwrap_or_else(|refusal| refusal),
            Err(_) => knock.refused("no answer within the door's budget", Answer::Unavailable),
        }
    }

    /// Everything between the route and the answer, one check after the other.
    async fn deliver(&self, source: &Source, knock: &Knock) -> Result<Answer, Answer> {
        if !address_allowed(source, knock.address) {
            return Err(knock.refused("address not allowed", Answer::Refused));
        }
        let body = within_limit(source, knock)?;
        let verified = self.verified(source, knock, body).await?;
        let read =
            envelope::read(verified, source).map_err(|problem| knock.not_well_formed(problem))?;
        if let Some(challenge) = read.challenge(source) {
            return Ok(knock.handshake(source, challenge));
        }
        let sealing = read.seal(source, knock.receipt(source));
        match sealing.map_err(|problem| knock.not_well_formed(problem))? {
            Sealing::Sealed(sealed) => self.enqueue(knock, &sealed).await,
            Sealing::TooLong(unstored) => {
                let sealed = self.store(knock, unstored).await?;
                self.enqueue(knock, &sealed).await
            }
        }
    }

    /// Verifies with the secrets at hand and, if none matches, once more with newer ones: a
    /// rotation needs no deploy.
    async fn verified(
        &self,
        source: &Source,
        knock: &Knock,
        body: Bytes,
    ) -> Result<Verified, Answer> {
        let keys = self.keyring.keys(source, knock.now).await;
        let keys = keys.map_err(|error| knock.unavailable(&error))?;
        let url = source.url.as_deref().unwrap_or(&knock.url);
        let now = knock.now.as_second();
        let delivery = Delivery { headers: &knock.headers, body, url };
        let mut outcome = verify(&source.scheme, delivery.clone(), &keys, now);
        if outcome.as_ref().err() == Some(&Refusal::Mismatch) {
            match self.keyring.look(source, knock.now).await {
                Look::Newer(newer) => outcome = verify(&source.scheme, delivery, &newer, now),
                Look::NothingNew => {}
                // Signed with a secret that nobody here could see, perhaps: it must come again.
                Look::Failed => return Err(knock.unavailable(&"no look at newer secrets")),
            }
        }
        outcome.map_err(|refusal| knock.refused(&refusal.to_string(), answer_to(refusal)))
    }

    /// The store has the body before the queue has its key: a key without a body is never seen.
    async fn store(&self, knock: &Knock, unstored: Unstored) -> Result<Sealed, Answer> {
        let put = self.bodies.put(unstored.key(), unstored.body().clone()).await;
        put.map_err(|error| knock.unavailable(&error))?;
        Ok(unstored.stored())
    }

    async fn enqueue(&self, knock: &Knock, sealed: &Sealed) -> Result<Answer, Answer> {
        self.outbox.send(sealed).await.map_err(|error| knock.unavailable(&error))?;
        let envelope = sealed.envelope();
        tracing::info!(
            request_id = knock.request_id,
            source = %envelope.source,
            event_id = %envelope.event_id,
            event_type = envelope.event_type,
            secret = envelope.secret,
            labels = ?envelope.labels,
            trace_id = envelope.trace.context().map(|trace| trace.trace_id),
            "accepted"
        );
        let (source, secret) = (envelope.source.to_string(), envelope.secret.clone());
        metrics::counter!("deliveries_verified", "source" => source, "secret" => secret)
            .increment(1);
        Ok(Answer::Accepted { event_id: envelope.event_id.clone() })
    }
}

fn count(source: &str, answer: &Answer) {
    let (source, outcome) = (source.to_owned(), answer.outcome());
    metrics::counter!("deliveries", "source" => source, "outcome" => outcome).increment(1);
    // What alarms watch has no dimensions: an alarm cannot add up.
    if *answer == Answer::Unavailable {
        metrics::counter!("deliveries_unavailable").increment(1);
    }
    if let Some(failed) = answer.signature_failed() {
        metrics::histogram!("signature_failed").record(f64::from(u8::from(failed)));
    }
}

fn answer_to(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Missing(_) => Answer::Unsigned,
        Refusal::Malformed(_) | Refusal::Mismatch | Refusal::OutsideWindow { .. } => {
            Answer::Refused
        }
    }
}

fn address_allowed(source: &Source, address: Option<IpAddr>) -> bool {
    let inside = |address: IpAddr| source.allow.iter().any(|network| network.contains(&address));
    source.allow.is_empty() || address.is_some_and(inside)
}

/// The body, before a byte of it is hashed.
fn within_limit(source: &Source, knock: &Knock) -> Result<Bytes, Answer> {
    let Some(body) = &knock.body else {
        return Err(knock.refused("invalid base64", Answer::Undecodable));
    };
    let limit = source.body_limit;
    if body.len() > limit {
        return Err(knock.refused("body over the limit", Answer::TooLarge { limit }));
    }
    Ok(body.clone())
}
