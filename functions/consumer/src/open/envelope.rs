//! From a message to an event. Pure: whatever is wrong with one message, it is found here, alone.

use std::collections::BTreeMap;
use std::time::Duration;

use envelope::{Body, Envelope, SentBy, Unopened};
use jiff::{SignedDuration, Timestamp};
use ledger::{OnReuse, Priority};
use mapping::{Document, Product, Reading, Work, sha256_hex};
use settings::{Revision, Source, SourceName};
use thiserror::Error;

use crate::event::{Disposition, Event, InOrder, Message, Origin, Record, Task, findings, of_hold};

/// How long the ledger remembers what never was an envelope: longer than any queue keeps it.
const UNREADABLE_RETENTION: Duration = Duration::from_hours(1080);

/// How long the functions of a stack may differ in their settings: a deployment is over by then.
/// Until then an event that was sealed under another mapping may need a consumer that is not there
/// yet; after it, this consumer's mapping is the one that counts.
pub const DEPLOYING: SignedDuration = SignedDuration::from_mins(15);

/// Why a message has to wait: an operator's fault, or an upgrade under way, and not the event's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MustWait {
    /// Sealed by a newer build.
    #[error(transparent)]
    Envelope(Unopened),
    /// Its source is not in the settings of this build.
    #[error("there is no [source.{0}] in the settings")]
    Source(SourceName),
    /// Sealed under another mapping, not long ago: a deployment may be under way.
    #[error("it was sealed under mapping {0}, which this build does not have")]
    Mapping(Revision, Timestamp),
}

impl MustWait {
    /// When its message comes back.
    pub(crate) fn disposition(&self, record: &Record, now: Timestamp) -> Disposition {
        let backoff = of_hold(record.receives);
        match self {
            Self::Envelope(_) | Self::Source(_) => Disposition::Later(backoff),
            Self::Mapping(_, until) => Disposition::Later(
                Duration::try_from(until.duration_since(now)).unwrap_or_default(),
            ),
        }
    }
}

/// A message that was opened.
#[derive(Clone, Debug)]
pub enum Opened {
    /// All of it is there.
    Event(Box<Event>),
    /// Its body is kept elsewhere, and is to be fetched first.
    Unfetched(Box<Unfetched>),
}

/// A message that has to wait, and why.
#[derive(Clone, Debug)]
pub struct Unopenable {
    /// What SQS says of it.
    pub record: Record,
    /// Why it waits.
    pub reason: MustWait,
}

impl Unopenable {
    fn new(message: Message, reason: MustWait) -> Box<Self> {
        Box::new(Self { record: message.record, reason })
    }
}

/// An event whose body is to be fetched.
#[derive(Clone, Debug)]
pub struct Unfetched {
    message: Message,
    envelope: Envelope,
    source: Source,
    order: Option<InOrder>,
    key: String,
}

/// Opens one message; `now` is this machine's time.
pub fn open(
    message: Message,
    sources: &BTreeMap<SourceName, Source>,
    now: Timestamp,
) -> Result<Opened, Box<Unopenable>> {
    let envelope = match envelope::open(&message.body) {
        Ok(envelope) => envelope,
        Err(problem @ Unopened::Unreadable(_)) => {
            return Ok(Opened::Event(Box::new(unreadable(message, problem.to_string()))));
        }
        Err(newer @ Unopened::Newer(_)) => {
            return Err(Unopenable::new(message, MustWait::Envelope(newer)));
        }
    };
    let Some(source) = sources.get(&envelope.source) else {
        return Err(Unopenable::new(message, MustWait::Source(envelope.source)));
    };
    let deployed_at = envelope.received_at.saturating_add(DEPLOYING).unwrap_or(Timestamp::MAX);
    let is_redriven = message.record.is_sent_long_after(envelope.received_at);
    if envelope.revision != source.revision && now < deployed_at && !is_redriven {
        return Err(Unopenable::new(message, MustWait::Mapping(envelope.revision, deployed_at)));
    }
    let order = in_order(source, sources);
    Ok(opened(message, envelope, (source, order), now))
}

/// Which lineage of this source's events keeps strict order. Results keep that of the states which
/// they answer.
fn in_order(source: &Source, sources: &BTreeMap<SourceName, Source>) -> Option<InOrder> {
    let lineage =
        if source.tells_of_states() { &source.lineage } else { source.results_lineage.as_ref()? };
    let mut tellers = sources.values().filter(|teller| teller.tells_of_states());
    let teller = tellers.find(|teller| teller.lineage == *lineage)?;
    let from = teller.ordering.sequence()?.from;
    Some(InOrder { lineage: lineage.to_string(), from })
}

fn opened(
    message: Message,
    envelope: Envelope,
    (source, order): (&Source, Option<InOrder>),
    now: Timestamp,
) -> Opened {
    let body = match &envelope.body {
        Body::Stored(stored) => {
            let (key, source) = (stored.key.clone(), source.clone());
            return Opened::Unfetched(Box::new(Unfetched {
                message,
                envelope,
                source,
                order,
                key,
            }));
        }
        Body::Utf8(_) | Body::Base64(_) => envelope.body.bytes(),
    };
    let body = body.as_deref().ok_or("the envelope's base64 is broken");
    Opened::Event(Box::new(event(message, &envelope, (source, order), body, now)))
}

impl Unfetched {
    /// Where its body is.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its message.
    pub(crate) fn record(&self) -> &Record {
        &self.message.record
    }

    /// Whether these bytes are what the door verified.
    pub fn is_body(&self, bytes: &[u8]) -> bool {
        sha256_hex(bytes) == self.envelope.body_sha256
    }

    /// The event, now that its body is there, or why it will never be.
    pub fn event(self, body: Result<&[u8], &str>, now: Timestamp) -> Event {
        event(self.message, &self.envelope, (&self.source, self.order), body, now)
    }
}

fn event(
    message: Message,
    envelope: &Envelope,
    (source, order): (&Source, Option<InOrder>),
    body: Result<&[u8], &str>,
    now: Timestamp,
) -> Event {
    let work = body.map_err(str::to_owned).and_then(|body| work(envelope, source, body, now));
    let refused = |reason| (Task::Refuse(reason), envelope.body_sha256.clone());
    let (task, digest) = work.unwrap_or_else(refused);
    Event {
        record: message.record,
        envelope: message.body,
        key: envelope.key(),
        origin: origin(envelope),
        digest,
        body_sha256: envelope.body_sha256.clone(),
        revision: source.revision.to_string(),
        priority: priority(envelope.sent_by),
        lineage: source.lineage.to_string(),
        results_lineage: source.results_lineage.as_ref().map(ToString::to_string),
        order,
        job_over: source.job_over,
        retention: source.retention,
        // Whether a webhook brought it cannot be told of what cannot be read.
        polled: envelope.polled && envelope.unread.is_none(),
        on_reuse: match source.on_reuse {
            settings::OnReuse::Refuse => OnReuse::Refuse,
            settings::OnReuse::Duplicate => OnReuse::Duplicate,
        },
        task,
    }
}

fn origin(envelope: &Envelope) -> Origin {
    Origin {
        source: envelope.source.to_string(),
        tenant: envelope.tenant.to_string(),
        event_id: envelope.event_id.to_string(),
        request_id: envelope.request_id.clone(),
        received_at: envelope.received_at,
        trace: envelope.trace.context(),
    }
}

/// What the body asks for, with the digest of what it says. Its tenant and its id are those that
/// the door sealed; its type and its items are read under the mapping at hand.
fn work(
    envelope: &Envelope,
    source: &Source,
    body: &[u8],
    now: Timestamp,
) -> Result<(Task, String), String> {
    if let Some(reason) = &envelope.unread {
        return Err(format!("it was found by poll, and cannot be read: {reason}"));
    }
    if !source.tenant.allows(&envelope.tenant) {
        return Err("its tenant is not in the source's `tenants`".to_owned());
    }
    match envelope.sent_by {
        SentBy::Door => {}
        SentBy::Person | SentBy::Backfill => return of_operator(envelope, source, body, now),
    }
    let document = Document::parse(body).map_err(|problem| problem.to_string())?;
    let event_type = document.event_type(source).map_err(|problem| problem.to_string())?;
    let reading = Reading { tenant: &envelope.tenant, event_type: &event_type, now };
    let work = document.work(source, reading, body).map_err(|problem| problem.to_string())?;
    let api = source.api.clone();
    Ok(match work {
        Work::Classify { items, digest } => {
            let (items, unreadable) = (items.readable, items.unreadable);
            (Task::Classify { api, items, unreadable }, digest.to_string())
        }
        Work::Hydrate { object, digest } => (Task::Hydrate { api, object }, digest.to_string()),
        Work::Record { results, digest } => {
            let (results, unreadable) = findings(&document, results);
            (Task::Record { results, unreadable, fetched: false }, digest.to_string())
        }
        Work::Collect { reference, digest } => {
            (Task::Collect { api, reference }, digest.to_string())
        }
        Work::Nothing { digest } => (Task::Nothing, digest.to_string()),
    })
}

/// The one product of an event that an operator has sent.
fn of_operator(
    envelope: &Envelope,
    source: &Source,
    body: &[u8],
    now: Timestamp,
) -> Result<(Task, String), String> {
    let product = Product::read(body).map_err(|problem| problem.to_string())?;
    let item = product.item(source, now).map_err(|problem| problem.to_string())?;
    let digest = Product::digest(&item, &envelope.tenant).to_string();
    let api = source.api.clone();
    Ok((Task::Classify { api, items: vec![item], unreadable: Vec::new() }, digest))
}

fn priority(sent_by: SentBy) -> Priority {
    match sent_by {
        SentBy::Door => Priority::Webhook,
        SentBy::Person => Priority::Person,
        SentBy::Backfill => Priority::Backfill,
    }
}

/// What never was an envelope has no event id: its own digest is its key, under a prefix that no
/// source's name has.
fn unreadable(message: Message, reason: String) -> Event {
    let Message { record, body } = message;
    let digest = sha256_hex(body.as_bytes());
    Event {
        key: format!("unreadable:{digest}"),
        origin: Origin { received_at: record.sent_at, ..Origin::default() },
        body_sha256: digest.clone(),
        digest,
        revision: String::new(),
        priority: Priority::Webhook,
        lineage: String::new(),
        results_lineage: None,
        order: None,
        job_over: usize::MAX,
        retention: UNREADABLE_RETENTION,
        polled: false,
        on_reuse: OnReuse::Refuse,
        task: Task::Refuse(reason),
        record,
        envelope: body,
    }
}
