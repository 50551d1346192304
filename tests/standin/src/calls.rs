//! The list of calls: what the tests count.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One call as `GET /_calls` shows it. The API key is not part of it, so it cannot leak from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// When it arrived.
    pub at: Timestamp,
    /// `POST` for what classifies, `GET` for what is only looked up.
    pub method: String,
    /// Which endpoint it asked.
    pub path: String,
    /// Its `X-Request-Id`, or the one it was given for want of its own.
    pub request_id: String,
    /// Its `traceparent`, by which a provider's traces go on with ours.
    pub traceparent: Option<String>,
    /// Its `User-Agent`.
    pub user_agent: Option<String>,
    /// The items it asked for, as far as they could be read.
    pub item_ids: Vec<String>,
    /// What these items are, in the same order: ids may tell nothing.
    pub descriptions: Vec<String>,
    /// The status it was answered with; none where it got no answer (yet).
    pub status: Option<u16>,
    /// What became of it.
    pub outcome: Outcome,
    /// Whether classification work was begun for it. The work goes on, and costs, though the
    /// client may have left before the answer.
    pub paid: bool,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Still being worked on.
    Working,
    /// The right answer, at once or after the latency.
    Answered,
    /// The right answer, in small pieces.
    Trickled,
    /// 202, by a rule: the answer is for whoever looks it up.
    Accepted,
    /// Turned away by the API's own rules: its key or its body was at fault.
    Refused,
    /// 429, from the rate limit or from a rule.
    Limited,
    /// Another status, by a rule.
    Failed,
    /// No answer, by a rule; the connection stayed open.
    Hung,
    /// No answer, by a rule; the connection was dropped.
    Closed,
    /// 200 with an answer that is none, by a rule.
    Nonsense,
    /// The client left before its answer was ready.
    Abandoned,
}

/// Every call since the last clearing, numbered by arrival.
#[derive(Debug, Default)]
pub struct CallLog(Mutex<Entries>);

#[derive(Debug, Default)]
struct Entries {
    next: u64,
    calls: BTreeMap<u64, Call>,
}

impl CallLog {
    /// Lists the call and hands back the duty to say how it ended.
    pub fn open(self: &Arc<Self>, call: Call) -> OpenCall {
        let mut entries = self.entries();
        let number = entries.next;
        entries.next += 1;
        entries.calls.insert(number, call);
        OpenCall { log: Arc::clone(self), number }
    }

    /// The calls in the order of their arrival.
    pub fn list(&self) -> Vec<Call> {
        self.entries().calls.values().cloned().collect()
    }

    /// Forgets them all; calls still open are not listed again when they end.
    pub fn clear(&self) {
        self.entries().calls.clear();
    }

    /// Writes the end of a call that is still being worked on: the first end stands.
    fn end(&self, number: u64, outcome: Outcome, status: Option<StatusCode>) {
        if let Some(call) = self.entries().calls.get_mut(&number)
            && call.outcome == Outcome::Working
        {
            call.outcome = outcome;
            call.status = status.map(|status| status.as_u16());
        }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call without an end yet. The server drops it unspent when the client leaves.
#[derive(Debug)]
#[must_use = "a call that is dropped counts as abandoned"]
pub struct OpenCall {
    log: Arc<CallLog>,
    number: u64,
}

impl OpenCall {
    /// How the call ended.
    pub fn end(self, outcome: Outcome, status: Option<StatusCode>) {
        self.log.end(self.number, outcome, status);
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        self.log.end(self.number, Outcome::Abandoned, None);
    }
}
