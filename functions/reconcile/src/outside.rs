//! Everything beyond this process that a run talks to.

use bodies::{BodyStore, S3Bodies};
use budget::{BudgetTable, DynamoBudget};
use cursors::{CursorTable, DynamoCursors};
use secrets::{AwsStore, SecretStore};

use crate::feed::{Feeds, HttpFeeds};
use crate::gaps::{DynamoGaps, Gaps};
use crate::known::{DynamoKnown, Known};
use crate::send::{Outbox, SqsOutbox};

/// One name for the networks, so that a run has one parameter.
pub trait Outside: Send + Sync + 'static {
    /// How far each feed was read.
    type Cursors: CursorTable;
    /// What is asked.
    type Feeds: Feeds;
    /// How fast each feed may be asked.
    type Budget: BudgetTable;
    /// Which numbers did not come.
    type Gaps: Gaps;
    /// Which events are known.
    type Known: Known;
    /// Where events are sent to.
    type Outbox: Outbox;
    /// Where bodies are kept that are too long for the queue.
    type Bodies: BodyStore;
    /// Where keys are kept.
    type Secrets: SecretStore;
}

/// Each of them.
pub struct Links<W: Outside> {
    /// How far each feed was read.
    pub cursors: W::Cursors,
    /// What is asked.
    pub feeds: W::Feeds,
    /// How fast each feed may be asked.
    pub budget: W::Budget,
    /// Which numbers did not come.
    pub gaps: W::Gaps,
    /// Which events are known.
    pub known: W::Known,
    /// Where events are sent to.
    pub outbox: W::Outbox,
    /// Where bodies are kept that are too long for the queue.
    pub bodies: W::Bodies,
    /// Where keys are kept.
    pub secrets: W::Secrets,
}

/// The real ones.
#[derive(Clone, Copy, Debug)]
pub struct Aws;

impl Outside for Aws {
    type Cursors = DynamoCursors;
    type Feeds = HttpFeeds;
    type Budget = DynamoBudget;
    type Gaps = DynamoGaps;
    type Known = DynamoKnown;
    type Outbox = SqsOutbox;
    type Bodies = S3Bodies;
    type Secrets = AwsStore;
}
