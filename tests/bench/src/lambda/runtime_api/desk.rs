//! Where invocations wait, and where their answers are waited for.

use std::collections::HashMap;
use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::http::StatusCode;
use bytes::Bytes;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex, oneshot};

use crate::clock::now;

/// Any function will do.
pub const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:bench";

/// How long an invocation may take: as long as Lambda lets any.
const TIMEOUT: Duration = Duration::from_mins(15);

/// What became of an invocation.
#[derive(Debug)]
pub enum Outcome {
    /// The function answered.
    Answered {
        /// What it answered.
        payload: Bytes,
        /// When the answer had come.
        at: Instant,
    },
    /// The function said that it failed.
    Failed(String),
}

/// An event on its way to the function.
#[derive(Debug)]
pub struct Invocation {
    pub id: String,
    pub trace_id: String,
    pub deadline_ms: i64,
    pub event: Bytes,
}

/// The waiting invocations, and those under way.
#[derive(Debug)]
pub struct Desk {
    waiting: (UnboundedSender<Invocation>, Mutex<UnboundedReceiver<Invocation>>),
    open: StdMutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    count: u64,
    answers: HashMap<String, oneshot::Sender<Outcome>>,
}

impl Default for Desk {
    fn default() -> Self {
        let (sender, receiver) = unbounded_channel();
        Self { waiting: (sender, Mutex::new(receiver)), open: StdMutex::default() }
    }
}

impl Desk {
    /// Puts an event before the function, and waits for what becomes of it.
    pub async fn enqueue(&self, event: Bytes) -> Result<Outcome> {
        let (answer, answered) = oneshot::channel();
        let invocation = invocation(self.register(answer), event);
        self.waiting.0.send(invocation).ok().context("nobody listens")?;
        answered.await.context("no answer will come")
    }

    /// The next event, as soon as there is one.
    pub async fn next(&self) -> Invocation {
        match self.waiting.1.lock().await.recv().await {
            Some(invocation) => invocation,
            None => std::future::pending().await,
        }
    }

    /// Passes on what became of an invocation.
    pub fn settle(&self, id: &str, outcome: Outcome) -> StatusCode {
        let answer = self.open().answers.remove(id);
        match answer.map(|answer| answer.send(outcome)) {
            Some(_) => StatusCode::ACCEPTED,
            None => StatusCode::NOT_FOUND,
        }
    }

    fn register(&self, answer: oneshot::Sender<Outcome>) -> (u64, String) {
        let mut open = self.open();
        open.count += 1;
        let id = format!("{:08x}-5f3c-4a2b-8d6e-8f9a0b1c2d3e", open.count);
        open.answers.insert(id.clone(), answer);
        (open.count, id)
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn invocation((n, id): (u64, String), event: Bytes) -> Invocation {
    let timeout = i64::try_from(TIMEOUT.as_millis()).unwrap_or(i64::MAX);
    Invocation {
        id,
        trace_id: format!("Root=1-6afad7a4-{n:024x};Parent={n:016x};Sampled=0"),
        deadline_ms: now().as_millisecond().saturating_add(timeout),
        event,
    }
}
