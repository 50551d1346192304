//! One SQS batch's way through the stages.

use std::collections::BTreeMap;

use budget::Gate;
use futures::StreamExt;
use ids::Ids;
use ledger::Ledger;
use secrets::Keyring;
use settings::{Api, ApiName, Meaning, Settings, Source, SourceName};

use crate::ask::Ends;
use crate::batch::Batch;
use crate::case::{ItemEnd, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::follow::Fetched;
use crate::isolate::isolate;
use crate::measure;
use crate::outside::Outside;
use crate::pack::Pack;
use crate::plan::{Plan, plan};
use crate::pointer::Pointer;
use crate::recall::{Given, Question};
use crate::recent::Recent;
use crate::record::Message;
use crate::seat::seated;

/// How many events are claimed, or claims ended, at once.
pub(crate) const EVENTS: usize = 32;

/// How many calls are made at once.
const CALLS: usize = 8;

/// The worker, with everything it talks to.
#[derive(Debug)]
pub struct Consumer<W: Outside> {
    pub(crate) sources: BTreeMap<SourceName, Source>,
    pub(crate) apis: BTreeMap<ApiName, Api>,
    pub(crate) ledger: Ledger<W::Ledger>,
    pub(crate) answers: W::Answers,
    pub(crate) index: W::Index,
    /// Whether there are results that name no lineage, and so may answer any version.
    pub(crate) results_name_nobody: bool,
    pub(crate) api: W::Api,
    pub(crate) objects: W::Objects,
    pub(crate) gate: Gate<W::Budget>,
    pub(crate) inbox: W::Inbox,
    pub(crate) keyring: Keyring<W::Secrets>,
    pub(crate) bodies: W::Bodies,
    pub(crate) objects_seen: Recent<Pointer, Fetched>,
    pub(crate) answers_seen: Recent<Question, Given>,
    /// Where the `X-Request-Id`s of its calls come from.
    pub(crate) ids: Ids,
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
    /// Who answers.
    pub api: W::Api,
    /// Where objects are kept that events only point to.
    pub objects: W::Objects,
    /// How fast, and when not at all.
    pub budget: W::Budget,
    /// Where messages wait.
    pub inbox: W::Inbox,
    /// Where keys are kept.
    pub secrets: W::Secrets,
    /// Where bodies are kept that were too long for the queue.
    pub bodies: W::Bodies,
}

/// Whether a source has results, and does not say whose versions they answer.
fn names_nobody(source: &Source) -> bool {
    let has_results = source.types.values().any(|meaning| *meaning == Meaning::Result);
    has_results && source.results_lineage.is_none()
}

impl<W: Outside> Consumer<W> {
    /// A worker for these sources.
    pub fn new(settings: Settings, links: Links<W>) -> Self {
        let Links { ledger, answers, index, api, objects, budget, inbox, secrets, bodies } = links;
        let results_name_nobody = settings.sources.values().any(names_nobody);
        Self {
            results_name_nobody,
            sources: settings.sources,
            apis: settings.apis,
            ledger: Ledger::new(ledger),
            answers,
            index,
            api,
            objects,
            gate: Gate::new(budget),
            inbox,
            keyring: Keyring::new(secrets),
            bodies,
            objects_seen: Recent::new(),
            answers_seen: Recent::new(),
            ids: Ids::of_system(),
        }
    }

    /// The same worker, all ids that it makes taken from here: a test repeats its run by a seed.
    #[must_use]
    pub fn with_ids(self, ids: Ids) -> Self {
        Self {
            ledger: self.ledger.with_ids(ids.clone()),
            gate: self.gate.with_ids(ids.clone()),
            ids,
            ..self
        }
    }

    /// Works on one batch. Returns the ids of the messages that stay in the queue.
    pub async fn consume(&self, messages: Vec<Message>, clock: &Clock) -> Vec<String> {
        let (mut batch, unfetched) = Batch::open(messages, &self.sources, clock.now());
        self.fetch_all(&mut batch, unfetched, clock).await;
        let plan = plan(&batch.jobs, &self.apis, || self.ids.next());
        self.claim_all(&mut batch, &plan, clock).await;
        self.follow_all(&mut batch, clock).await;
        self.record_told(&mut batch, clock).await;
        self.look_up_all(&mut batch, clock).await;
        let packs = plan.into_calls(|item| batch.round_of(item));
        let packs = seated(packs, &batch.cases, || self.ids.next());
        let packs = self.recall_all(&mut batch, packs, clock).await;
        self.ask_all(&mut batch, packs, clock).await;
        self.settle_all(&mut batch).await;
        let fates = batch.into_fates();
        measure::oldest_pending(&fates, clock.now());
        self.dispose(fates).await
    }

    async fn claim_all(&self, batch: &mut Batch, plan: &Plan, clock: &Clock) {
        let jobs = std::mem::take(&mut batch.jobs).into_iter().enumerate();
        let claims = jobs.map(|(place, job)| async move {
            let job = job?;
            let claim = self.claim(job, plan.request_ids(place).to_vec(), clock);
            Some((place, isolate("claim", claim).await))
        });
        let claimed: Vec<_> = futures::stream::iter(claims)
            .buffered(EVENTS)
            .filter_map(std::future::ready)
            .collect()
            .await;
        for (place, claimed) in claimed {
            match claimed {
                Ok(Ok(case)) => batch.put(place, case),
                Ok(Err(fate)) => batch.end(place, fate),
                Err(_panicked) => {}
            }
        }
    }

    async fn ask_all(&self, batch: &mut Batch, packs: Vec<Pack>, clock: &Clock) {
        let cases = &batch.cases;
        let calls = packs.into_iter().map(|pack| async move {
            let askers: Vec<_> = pack.askers().collect();
            let asked = isolate("call", self.ask(pack, cases, clock)).await;
            let failed =
                |step| ItemEnd::Try(Setback::new(Cause::Bug, format!("a panic in {step}")));
            asked.unwrap_or_else(|panicked| {
                askers.into_iter().map(|asker| (asker, failed(panicked.0))).collect::<Ends>()
            })
        });
        let ends: Vec<Ends> = futures::stream::iter(calls).buffer_unordered(CALLS).collect().await;
        for (item, end) in ends.into_iter().flatten() {
            batch.end_item(item, end);
        }
    }

    async fn settle_all(&self, batch: &mut Batch) {
        let cases = std::mem::take(&mut batch.cases).into_iter().enumerate();
        let settlements = cases.map(|(place, case)| async move {
            Some((place, isolate("settle", self.settle(case?)).await))
        });
        let settled: Vec<_> = futures::stream::iter(settlements)
            .buffered(EVENTS)
            .filter_map(std::future::ready)
            .collect()
            .await;
        for (place, fate) in settled {
            if let Ok(fate) = fate {
                batch.end(place, fate);
            }
        }
    }
}
