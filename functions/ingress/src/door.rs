//! One delivery's way through the checks of design §2, in their order.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use bytes::Bytes;
use cloud::Patience;
use envelope::{Receipt, Sealed, Trace, seal};
use http::{HeaderMap, Method};
use jiff::Timestamp;
use secrets::{Keyring, SecretStore};
use settings::{Source, SourceName};
use webhook::{Delivery, Refusal, Verified, verify};

use crate::answer::Answer;
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

/// A request as API Gateway hands it over.
#[derive(Clone, Debug)]
pub struct Knock {
    /// Its method.
    pub method: Method,
    /// Its path as sent.
    pub path: String,
    /// The URL that the sender called, as far as the request tells.
    pub url: String,
    /// Its headers, names in lower case.
    pub headers: HeaderMap,
    /// Its body, or nothing if its base64 wrapping is broken.
    pub body: Option<Bytes>,
    /// Where it came from.
    pub address: Option<IpAddr>,
    /// What the sender is told to ask about.
    pub request_id: String,
    /// When it came.
    pub now: Timestamp,
}

/// The door: sources, their secrets, and the way to the queue.
#[derive(Debug)]
pub struct Door<O, S> {
    sources: BTreeMap<SourceName, Source>,
    keyring: Keyring<S>,
    outbox: O,
}

impl<O: Outbox, S: SecretStore> Door<O, S> {
    /// A door for these sources.
    pub fn new(sources: BTreeMap<SourceName, Source>, keyring: Keyring<S>, outbox: O) -> Self {
        Self { sources, keyring, outbox }
    }

    /// Fetches every secret before the first delivery needs one. What fails is logged by the
    /// keyring and tried again when it is needed.
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
        let request_id = knock.request_id.clone();
        if let Ok(answer) = tokio::time::timeout(BUDGET, self.receive(knock)).await {
            answer
        } else {
            tracing::error!(request_id, "no answer within the door's budget");
            Answer::Unavailable
        }
    }

    async fn receive(&self, knock: Knock) -> Answer {
        let source = match route(&self.sources, &knock.method, &knock.path) {
            Route::Source(source) => source,
            Route::WrongMethod => return refused(&knock, "method", Answer::MethodNotAllowed),
            Route::Unknown => return refused(&knock, "no such source", Answer::NotFound),
        };
        match self.admit(source, &knock).await {
            Ok(sealed) => self.enqueue(&knock, sealed).await,
            Err(answer) => answer,
        }
    }

    /// Everything between the route and the queue.
    async fn admit(&self, source: &Source, knock: &Knock) -> Result<Sealed, Answer> {
        if !address_allowed(source, knock.address) {
            return Err(refused(knock, "address not allowed", Answer::Refused));
        }
        let body = within_limit(source, knock)?;
        let verified = self.verified(source, knock, body).await?;
        seal(verified, source, receipt(knock)).map_err(|problem| {
            refused(knock, &problem.to_string(), Answer::NotWellFormed(problem.clone()))
        })
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
        let keys = keys.map_err(|error| refused(knock, &error.to_string(), Answer::Unavailable))?;
        let url = source.url.as_deref().unwrap_or(&knock.url);
        let now = knock.now.as_second();
        let delivery = Delivery { headers: &knock.headers, body, url };
        let mut outcome = verify(&source.scheme, delivery.clone(), &keys, now);
        if matches!(outcome, Err(Refusal::Mismatch))
            && let Some(newer) = self.keyring.newer_keys(source, knock.now).await
        {
            outcome = verify(&source.scheme, delivery, &newer, now);
        }
        outcome.map_err(|refusal| refused(knock, &refusal.to_string(), answer_to(refusal)))
    }

    async fn enqueue(&self, knock: &Knock, sealed: Sealed) -> Answer {
        let envelope = sealed.envelope();
        match self.outbox.send(&sealed).await {
            Ok(()) => {
                tracing::info!(
                    request_id = knock.request_id,
                    source = %envelope.source,
                    event_id = %envelope.event_id,
                    event_type = envelope.event_type,
                    secret = envelope.secret,
                    "accepted"
                );
                Answer::Accepted { event_id: envelope.event_id.clone() }
            }
            Err(error) => refused(knock, &error.to_string(), Answer::Unavailable),
        }
    }
}

/// The sender is told one thing, the log another.
fn refused(knock: &Knock, reason: &str, answer: Answer) -> Answer {
    let Knock { request_id, path, .. } = knock;
    let status = answer.status().as_u16();
    if answer == Answer::Unavailable {
        tracing::error!(request_id, path, status, reason, "not accepted");
    } else {
        tracing::warn!(request_id, path, status, reason, "refused");
    }
    answer
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
        return Err(refused(knock, "invalid base64", Answer::Undecodable));
    };
    let limit = source.body_limit;
    if body.len() > limit {
        return Err(refused(knock, "body over the limit", Answer::TooLarge { limit }));
    }
    Ok(body.clone())
}

fn receipt(knock: &Knock) -> Receipt {
    let header =
        |name| knock.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Receipt {
        received_at: knock.now,
        request_id: knock.request_id.clone(),
        trace: Trace { traceparent: header("traceparent"), xray: header("x-amzn-trace-id") },
    }
}
