//! One delivery's way through the checks, in their order.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::pin::Pin;
use std::time::Duration;

use bodies::BodyStore;
use bytes::Bytes;
use cloud::Patience;
use envelope::{Sealed, Sealing, Unread, Unstored};
use http::Response;
use jiff::Timestamp;
use lambda_http::Body;
use secrets::{Keyring, Look, SecretStore};
use settings::{AnswerProfile, Source, SourceName};
use webhook::{Delivery, Refusal, Verified, verify};

use crate::address::address_allowed;
use crate::answer::Answer;
use crate::challenge::{self, answer_origin, answer_query};
use crate::log::{UNKNOWN, count, count_signature, refused};
use crate::outbox::Outbox;
use crate::render::render;
use crate::request::Request;
use crate::route::{Route, route, source};

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

    /// The answer to one request, inside [`BUDGET`], as its source's sender wants it worded.
    pub async fn respond(&self, request: Request) -> Response<Body> {
        let request_id = request.request_id.clone();
        let source = source(&self.sources, &request);
        let answer = self.answer(request).await;
        match source {
            Some(source) => render(&answer, &source.answer, &request_id),
            None => render(&answer, &AnswerProfile::default(), &request_id),
        }
    }

    /// What is decided about one request, inside [`BUDGET`].
    pub async fn answer(&self, request: Request) -> Answer {
        match route(&self.sources, &request) {
            Route::Delivery(source) => {
                let answer =
                    in_time(source, &request, Box::pin(self.deliver(source, &request))).await;
                count(source.name.as_str(), &answer);
                count_signature(&answer);
                answer
            }
            Route::Challenge(source, asked, challenge) => {
                let asked = (source, asked);
                let answered = Box::pin(async {
                    Ok(answer_query(&self.keyring, asked, &request, challenge).await)
                });
                let answer = in_time(source, &request, answered).await;
                count(source.name.as_str(), &answer);
                answer
            }
            Route::Origin(source, asker) => {
                let answer = answer_origin(source, &request, &asker);
                count(source.name.as_str(), &answer);
                answer
            }
            Route::WrongMethod(source, allowed) => {
                refused(&request, Some(source), "method", Answer::MethodNotAllowed(allowed))
            }
            Route::Unknown => {
                let answer = refused(&request, None, "no such source", Answer::NotFound);
                count(UNKNOWN, &answer);
                answer
            }
        }
    }

    /// Everything between the route and the answer, one check after the other.
    async fn deliver(&self, source: &Source, request: &Request) -> Result<Answer, Answer> {
        if !address_allowed(source, request.address) {
            return Err(refused(request, Some(source), "address not allowed", Answer::NotAllowed));
        }
        let body = within_limit(source, request)?;
        let Some(verified) = self.verified(source, request, body).await? else {
            return Ok(ping(source, request));
        };
        let unread = |unread: Unread| {
            refused(request, Some(source), &unread.to_string(), unread_answer(&unread))
        };
        let read = envelope::read(verified, source, request.now).map_err(unread)?;
        if let Some(challenge) = read.challenge(source) {
            return Ok(challenge::answer(source, challenge, None, request));
        }
        if read.is_ping(source) {
            return Ok(ping(source, request));
        }
        match read.seal(source, request.receipt(source)).map_err(unread)? {
            Sealing::Sealed(sealed) => self.enqueue(source, request, &sealed).await,
            Sealing::TooLong(unstored) => {
                let sealed = self.store(source, request, unstored).await?;
                self.enqueue(source, request, &sealed).await
            }
        }
    }

    /// Verifies with the secrets at hand and, if none matches, once more with newer ones: a
    /// rotation needs no deploy. Nothing where it is the sender's unsigned test.
    async fn verified(
        &self,
        source: &Source,
        request: &Request,
        body: Bytes,
    ) -> Result<Option<Verified>, Answer> {
        let is_ping = |refusal: &Refusal| {
            let form = source.answer.unsigned_ping.as_ref();
            matches!(refusal, Refusal::Missing(_)) && form.is_some_and(|form| form.is(&body))
        };
        let keys = self.keyring.keys(source, request.now).await;
        let keys = keys.map_err(|error| unavailable(source, request, &error))?;
        let delivery = Delivery {
            headers: &request.headers,
            body: body.clone(),
            method: request.method.as_str(),
            url: source.url.as_deref().unwrap_or(&request.url),
            query: &request.query,
        };
        let now = request.now.as_second();
        let mut outcome = verify(&source.scheme, delivery.clone(), &keys, now);
        if outcome.as_ref().err() == Some(&Refusal::Mismatch) {
            match self.keyring.look(source, request.now).await {
                Look::Newer(newer) => outcome = verify(&source.scheme, delivery, &newer, now),
                Look::NothingNew => {}
                // Signed with a secret that nobody here could see, perhaps: it must come again.
                Look::Failed => {
                    return Err(unavailable(source, request, &"newer secrets cannot be read"));
                }
            }
        }
        match outcome {
            Ok(verified) => Ok(Some(verified)),
            Err(refusal) if is_ping(&refusal) => Ok(None),
            Err(refusal) => {
                Err(refused(request, Some(source), &refusal.to_string(), answer_to(refusal)))
            }
        }
    }

    /// The store has the body before the queue has its key: a key without a body is never seen.
    async fn store(
        &self,
        source: &Source,
        request: &Request,
        unstored: Unstored,
    ) -> Result<Sealed, Answer> {
        let put = self.bodies.put(unstored.key(), unstored.body().clone()).await;
        put.map_err(|error| unavailable(source, request, &error))?;
        Ok(unstored.stored())
    }

    async fn enqueue(
        &self,
        source: &Source,
        request: &Request,
        sealed: &Sealed,
    ) -> Result<Answer, Answer> {
        let sent = self.outbox.send(sealed).await;
        sent.map_err(|error| unavailable(source, request, &error))?;
        let envelope = sealed.envelope();
        tracing::info!(
            request_id = request.request_id,
            source = %envelope.source,
            event_id = %envelope.event_id,
            event_type = envelope.event_type,
            secret = envelope.secret,
            labels = (!envelope.labels.is_empty()).then(|| tracing::field::debug(&envelope.labels)),
            trace_id = envelope.trace.context().map(|trace| trace.trace_id),
            "accepted"
        );
        Ok(Answer::Accepted { event_id: envelope.event_id.clone() })
    }
}

/// The answer within the door's budget. Boxed: what is awaited in it is too deep for a layout of its
/// own in every caller.
async fn in_time(
    source: &Source,
    request: &Request,
    answer: Pin<Box<impl Future<Output = Result<Answer, Answer>>>>,
) -> Answer {
    match tokio::time::timeout(BUDGET, answer).await {
        Ok(answer) => answer.unwrap_or_else(|refusal| refusal),
        Err(_) => unavailable(source, request, &"no answer within the door's budget"),
    }
}

/// A sender's test is answered as an acceptance, and starts nothing.
fn ping(source: &Source, request: &Request) -> Answer {
    tracing::info!(request_id = request.request_id, source = %source.name, "ping");
    Answer::Ping
}

fn unavailable(source: &Source, request: &Request, error: &impl Display) -> Answer {
    refused(request, Some(source), &error.to_string(), Answer::Unavailable)
}

fn answer_to(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Missing(_) => Answer::Unsigned,
        Refusal::Malformed(_) | Refusal::Mismatch | Refusal::OutsideWindow { .. } => {
            Answer::Refused
        }
    }
}

fn unread_answer(unread: &Unread) -> Answer {
    match unread {
        Unread::Refused(refusal) => answer_to(*refusal),
        Unread::TooLong { limit } => Answer::TooLarge { limit: *limit },
        Unread::NotWellFormed(_)
        | Unread::NotGzip
        | Unread::IsForm
        | Unread::NoField { .. }
        | Unread::NoTime(_) => Answer::NotWellFormed(unread.to_string()),
    }
}

/// The body, before a byte of it is hashed.
fn within_limit(source: &Source, request: &Request) -> Result<Bytes, Answer> {
    let Some(body) = &request.body else {
        return Err(refused(request, Some(source), "invalid base64", Answer::Undecodable));
    };
    let limit = source.body_limit;
    if body.len() > limit {
        return Err(refused(
            request,
            Some(source),
            "body over the limit",
            Answer::TooLarge { limit },
        ));
    }
    Ok(body.clone())
}
