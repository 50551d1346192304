//! From a record to a job. Pure: whatever is wrong with one record, it is found here, alone.

use std::collections::BTreeMap;
use std::time::Duration;

use envelope::{Body, Envelope, Unopened};
use ledger::OnReuse;
use mapping::{Document, Work, sha256_hex};
use settings::{Source, SourceName};
use thiserror::Error;

use crate::finding::findings;
use crate::job::{Job, Origin, Task};
use crate::record::Record;

/// How long the ledger remembers what never was an envelope: longer than any queue keeps it.
const UNREADABLE_RETENTION: Duration = Duration::from_hours(1080);

/// Why a record has to wait: an operator's fault, or an upgrade under way, and not the event's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MustWait {
    /// Sealed by a newer build.
    #[error(transparent)]
    Envelope(Unopened),
    /// Its source is not in the settings of this build.
    #[error("there is no [source.{0}] in the settings")]
    Source(SourceName),
    /// Sealed under a newer mapping than this build has.
    #[error("its mapping revision {0} is newer than this build's")]
    Revision(u32),
}

/// A record that was opened.
#[derive(Clone, Debug)]
pub enum Opened {
    /// All of it is there.
    Job(Box<Job>),
    /// Its body is kept elsewhere, and is to be fetched first.
    Unfetched(Box<Unfetched>),
}

/// An event whose body is to be fetched.
#[derive(Clone, Debug)]
pub struct Unfetched {
    record: Record,
    envelope: Envelope,
    source: Source,
    key: String,
}

/// Opens one record.
pub fn open(
    record: &Record,
    body: &str,
    sources: &BTreeMap<SourceName, Source>,
) -> Result<Opened, MustWait> {
    let envelope = match envelope::open(body) {
        Ok(envelope) => envelope,
        Err(problem @ Unopened::Unreadable(_)) => {
            return Ok(Opened::Job(Box::new(unreadable(record, body, problem.to_string()))));
        }
        Err(newer @ Unopened::Newer(_)) => return Err(MustWait::Envelope(newer)),
    };
    let source = sources.get(&envelope.source);
    let source = source.ok_or_else(|| MustWait::Source(envelope.source.clone()))?;
    if envelope.revision > source.revision {
        return Err(MustWait::Revision(envelope.revision));
    }
    Ok(opened(record, envelope, source))
}

fn opened(record: &Record, envelope: Envelope, source: &Source) -> Opened {
    let body = match &envelope.body {
        Body::Stored(stored) => {
            let (record, key, source) = (record.clone(), stored.key.clone(), source.clone());
            return Opened::Unfetched(Box::new(Unfetched { record, envelope, source, key }));
        }
        Body::Utf8(_) | Body::Base64(_) => envelope.body.bytes(),
    };
    let body = body.as_deref().ok_or("the envelope's base64 is broken");
    Opened::Job(Box::new(job(record, &envelope, source, body)))
}

impl Unfetched {
    /// Where its body is.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether these bytes are what the door verified.
    pub fn is_body(&self, bytes: &[u8]) -> bool {
        sha256_hex(bytes) == self.envelope.body_sha256
    }

    /// The job, now that its body is there, or why it will never be.
    pub fn job(self, body: Result<&[u8], &str>) -> Job {
        job(&self.record, &self.envelope, &self.source, body)
    }
}

fn job(record: &Record, envelope: &Envelope, source: &Source, body: Result<&[u8], &str>) -> Job {
    let work = body.map_err(str::to_owned).and_then(|body| work(envelope, source, body));
    let refused = |reason| (Task::Refuse(reason), envelope.body_sha256.clone());
    let (task, digest) = work.unwrap_or_else(refused);
    Job {
        record: record.clone(),
        key: envelope.key(),
        origin: Origin {
            source: envelope.source.to_string(),
            tenant: envelope.tenant.to_string(),
            event_id: envelope.event_id.to_string(),
            request_id: envelope.request_id.clone(),
            received_at: envelope.received_at,
            trace: envelope.trace.context(),
        },
        digest,
        revision: source.revision,
        retention: source.retention,
        on_reuse: match source.on_reuse {
            settings::OnReuse::Refuse => OnReuse::Refuse,
            settings::OnReuse::Duplicate => OnReuse::Duplicate,
        },
        task,
    }
}

/// What the body asks for, with the digest of what it says.
fn work(envelope: &Envelope, source: &Source, body: &[u8]) -> Result<(Task, String), String> {
    let document = Document::parse(body).map_err(|problem| problem.to_string())?;
    let work = document.work(source, &envelope.event_type, body);
    let api = source.api.clone();
    Ok(match work.map_err(|problem| problem.to_string())? {
        Work::Classify { items, digest } => (Task::Classify { api, items }, digest.to_string()),
        Work::Hydrate { object, digest } => (Task::Hydrate { api, object }, digest.to_string()),
        Work::Record { results, digest } => {
            let results = findings(&document, &results)?;
            (Task::Record { results, fetched: false }, digest.to_string())
        }
        Work::Collect { reference, digest } => {
            (Task::Collect { api, reference }, digest.to_string())
        }
        Work::Nothing { digest } => (Task::Nothing, digest.to_string()),
    })
}

/// What never was an envelope has no event id: its own digest is its key, under a prefix that no
/// source's name has.
fn unreadable(record: &Record, body: &str, reason: String) -> Job {
    let digest = sha256_hex(body.as_bytes());
    Job {
        key: format!("unreadable:{digest}"),
        origin: Origin { received_at: record.sent_at, ..Origin::default() },
        digest,
        revision: 0,
        retention: UNREADABLE_RETENTION,
        on_reuse: OnReuse::Refuse,
        task: Task::Refuse(reason),
        record: record.clone(),
    }
}
