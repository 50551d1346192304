//! What all requests share.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{Mutex, Semaphore};

use crate::connection::Connection;
use crate::console::charts::{self, Counted, Span};
use crate::console::gate::Gate;
use crate::console::work::{self, Asked, Made, Works};
use crate::context::Context;
use crate::dlq::{DeadLetter, look};

/// How many requests are worked on at once; others wait.
const AT_ONCE: usize = 8;

/// How long counts of whole tables serve again.
const FRESH: Duration = Duration::from_secs(15);

/// What all requests share.
#[derive(Debug)]
pub(super) struct App {
    /// Who may come in.
    pub gate: Gate,
    /// The stack, and clients for it.
    pub connection: Connection,
    /// What is changed.
    pub works: Works,
    /// So many requests at once.
    pub permits: Semaphore,
    context: Context,
    counts: Mutex<HashMap<&'static str, (Instant, Arc<Counted>)>>,
    /// Two who look into a queue at once see a part each.
    looking: Mutex<()>,
}

/// Every request holds it.
pub(super) type Shared = Arc<App>;

impl App {
    /// Nothing is read yet.
    pub fn new(gate: Gate, connection: Connection, context: Context) -> Self {
        Self {
            gate,
            connection,
            works: Works::default(),
            permits: Semaphore::new(AT_ONCE),
            context,
            counts: Mutex::default(),
            looking: Mutex::default(),
        }
    }

    /// The run, as of now.
    pub fn context(&self) -> Context {
        self.context.anew()
    }

    /// What charts show. Both tables are read for it, so who asks meanwhile waits for the same.
    pub async fn counted(&self, span: Span, now: Timestamp) -> anyhow::Result<Arc<Counted>> {
        let mut counts = self.counts.lock().await;
        if let Some((at, counted)) = counts.get(span.word())
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(counted));
        }
        let counted = Arc::new(charts::read(&self.connection, span, now).await?);
        counts.insert(span.word(), (Instant::now(), Arc::clone(&counted)));
        Ok(counted)
    }

    /// Up to so many dead letters, the oldest first.
    pub async fn dead_letters(
        &self,
        limit: usize,
        now: Timestamp,
    ) -> anyhow::Result<Vec<DeadLetter>> {
        let _alone = self.looking.lock().await;
        look(limit, &self.connection, now).await
    }

    /// Begins a change that was agreed to. It goes on when the request is over.
    pub fn begin(self: &Arc<Self>, asked: Asked, reason: String) -> Made {
        let context = self.context();
        let made = self.works.begin(&asked, reason, context.now);
        let (app, begun) = (Arc::clone(self), made.clone());
        tokio::spawn(async move {
            let number = begun.number;
            let outcome = work::make(asked, begun, app.connection.clone(), context).await;
            app.works.end(number, outcome);
        });
        made
    }
}
