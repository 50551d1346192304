//! The worker with everything it talks to.

use std::collections::BTreeMap;
use std::sync::Arc;

use ids::Ids;
use ledger::Ledger;
use secrets::Keyring;
use settings::{Api, ApiName, Settings, Source, SourceName};

use crate::call::{AnswerCache, Calls};
use crate::claim::Claims;
use crate::held::Held;
use crate::hydrate::{Hydrate, Known};
use crate::open::Stored;
use crate::outside::Outside;
use crate::read::Reads;
use crate::record::Records;
use crate::remote::Permits;
use crate::settle::{Hide, Settle};

/// The worker: its stages, each with its own ports.
#[derive(Debug)]
pub struct Consumer<W: Outside> {
    pub(super) sources: Arc<BTreeMap<SourceName, Source>>,
    pub(super) apis: Arc<BTreeMap<ApiName, Api>>,
    pub(super) stored: Stored<W::Bodies>,
    pub(super) claims: Claims<W::Ledger>,
    pub(super) reads: Reads<W::Answers, W::Index, W::Orders>,
    pub(super) hydrate: Hydrate<W::Objects, W::Budget, W::Secrets>,
    pub(super) held: Held<W::Holds>,
    pub(super) calls: Calls<W::Api, W::Budget, W::Spend, W::Secrets>,
    pub(super) answer_cache: AnswerCache,
    pub(super) records: Records<W::Answers, W::Index, W::Orders>,
    pub(super) settle: Settle<W::Ledger, W::Orders, W::Bodies>,
    pub(super) hide: Hide<W::Inbox>,
    /// Where the `X-Request-Id`s of its calls come from.
    pub(super) ids: Ids,
}

/// Everything beyond this process, to be handed to [`Consumer::new`].
#[derive(Debug)]
pub struct Links<W: Outside> {
    /// Who works on what.
    pub ledger: W::Ledger,
    /// What was answered.
    pub answers: W::Answers,
    /// Where a tenant's contents were answered.
    pub index: W::Index,
    /// Which numbers stand, where order is kept.
    pub orders: W::Orders,
    /// Who answers.
    pub api: W::Api,
    /// Where objects are kept that events only refer to.
    pub objects: W::Objects,
    /// How fast, and when not at all.
    pub budget: W::Budget,
    /// How many items may be paid for.
    pub spend: W::Spend,
    /// What an operator has stopped.
    pub holds: W::Holds,
    /// Where messages are hidden.
    pub inbox: W::Inbox,
    /// Where keys are kept.
    pub secrets: W::Secrets,
    /// Where bodies are kept that were too long for the queue.
    pub bodies: W::Bodies,
}

impl<W: Outside> Consumer<W> {
    /// A worker for these sources.
    pub fn new(settings: Settings, links: Links<W>) -> Self {
        Self::with_ids(settings, links, Ids::of_system())
    }

    /// The same, all ids that it makes taken from here: a test repeats its run by a seed.
    pub fn with_ids(settings: Settings, links: Links<W>, ids: Ids) -> Self {
        let (sources, apis) = (Arc::new(settings.sources), Arc::new(settings.apis));
        let ledger = Arc::new(Ledger::new(links.ledger).with_ids(ids.clone()));
        let (answers, index) = (Arc::new(links.answers), Arc::new(links.index));
        let orders = Arc::new(links.orders);
        let permits = Arc::new(Permits::new(links.budget, ids.clone()));
        let keyring = Arc::new(Keyring::new(links.secrets));
        let bodies = Arc::new(links.bodies);
        let known = Known { sources: Arc::clone(&sources), apis: Arc::clone(&apis) };
        Self {
            stored: Stored::new(Arc::clone(&bodies)),
            claims: Claims::new(Arc::clone(&ledger)),
            reads: Reads::new(
                Arc::clone(&answers),
                Arc::clone(&index),
                Arc::clone(&orders),
                &sources,
            ),
            hydrate: Hydrate::new(
                links.objects,
                Arc::clone(&permits),
                Arc::clone(&keyring),
                known,
                ids.clone(),
            ),
            held: Held::new(links.holds),
            calls: Calls::new(links.api, permits, links.spend, keyring),
            answer_cache: AnswerCache::new(),
            records: Records::new(answers, index, Arc::clone(&orders), &sources),
            settle: Settle::new(ledger, orders, bodies, apis.values()),
            hide: Hide::new(links.inbox),
            sources,
            apis,
            ids,
        }
    }
}
