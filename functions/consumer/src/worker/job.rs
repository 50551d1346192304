//! An event with more items than its source asks for call by call: it is submitted as a job, waits
//! outside the queue, and is recorded by callbacks, or by asking how far it is.

use std::collections::HashMap;

use budget::Reservation;
use classifier::{Answer, Found, Named};
use settings::{Api, Jobs};

use crate::call::{Affordable, item_of, named, shares};
use crate::clock::Clock;
use crate::event::{
    Cause, Claimed, ItemEnd, ItemRef, Provenance, Refusal, attempt_of, job_id, mark, taken,
    until_next_poll,
};
use crate::outside::Outside;
use crate::plan::{Pack, packs};
use crate::remote::CallFailed;
use crate::worker::ask::{end, not_given_back};
use crate::worker::consumer::Consumer;
use crate::worker::group::open;

/// How far the job of a group is. A job is a group of its own.
pub(super) enum Progress {
    /// The group is no job, or all of it has ended.
    None,
    /// Nothing was submitted yet.
    First,
    /// The API knows nothing of it. It is to be submitted the so-manieth time: the same time again,
    /// where the API never said that it has it.
    Again(u32),
    /// It has answers.
    Answers { request_id: String, about: Named, items: HashMap<String, Answer> },
}

impl<W: Outside> Consumer<W> {
    /// Asks how far a job is that was submitted before. One that is still worked on waits again,
    /// before any of its items is read.
    pub(super) async fn progress(&self, group: &[Claimed], clock: &Clock) -> Progress {
        let Some((claimed, api, jobs)) = self.job_of(group) else { return Progress::None };
        let attempts = claimed.unconfirmed.iter();
        let attempts = attempts.filter_map(|id| attempt_of(&claimed.event, id));
        let Some(attempt) = attempts.max() else { return Progress::First };
        let request_id = job_id(&claimed.event, attempt.number);
        match self.calls.look_up(api, &jobs.poll, &request_id, clock).await {
            Ok(Found::Answers { about, items }) => Progress::Answers { request_id, about, items },
            Ok(Found::Working) => {
                let reason = "its job is still being worked on";
                claimed.end_all(&ItemEnd::job(&request_id, &api.name, reason, until_next_poll()));
                Progress::None
            }
            Ok(Found::Nothing) if attempt.is_taken => {
                tracing::warn!(event = claimed.event.key, api_request_id = request_id, "job lost");
                forget(claimed, &request_id);
                Progress::Again(attempt.number.saturating_add(1))
            }
            Ok(Found::Nothing) => Progress::Again(attempt.number),
            Err(setback) => {
                claimed.end_all(&ItemEnd::Hold(setback.unconfirmed(&request_id)));
                Progress::None
            }
        }
    }

    /// Goes on with a job whose items were read: records what it has, or submits it. What is open
    /// afterwards is asked for call by call.
    pub(super) async fn job(
        &self,
        group: &[Claimed],
        progress: Progress,
        planned: &str,
        clock: &Clock,
    ) {
        let Some((claimed, api, jobs)) = self.job_of(group) else { return };
        let (attempt, is_again) = match progress {
            Progress::None => return,
            Progress::Answers { request_id, about, items } => {
                return self.job_answers(group, api, (&request_id, &about, &items), clock).await;
            }
            Progress::First if claimed.open_items().len() <= claimed.event.job_over => return,
            Progress::First => (1, false),
            Progress::Again(attempt) => (attempt, true),
        };
        // It is tried as often anew as the event is.
        if attempt > claimed.attempts.saturating_add(1) {
            let reason = "the API has lost its job again".to_owned();
            return claimed.end_all(&ItemEnd::Refuse(Refusal::Item, reason));
        }
        let request_id = job_id(&claimed.event, attempt);
        self.submit(group, (api, jobs), (&request_id, is_again), planned, clock).await;
    }

    async fn job_answers(
        &self,
        group: &[Claimed],
        api: &Api,
        (request_id, about, items): (&str, &Named, &HashMap<String, Answer>),
        clock: &Clock,
    ) {
        let named = named(request_id, about);
        let provenance = Provenance::of(&named, clock.now());
        let found = open(group).into_iter().filter_map(|asker| {
            Some((asker, items.get(mark(item_of(asker, group)?, &api.name).as_str())?))
        });
        let (pending, answered): (Vec<_>, Vec<_>) =
            found.partition(|(_, answer)| answer.is_pending());
        let ends = self.records.all(api, answered.into_iter(), group, provenance, clock).await;
        let reason = "its job is not done yet";
        let hold = ItemEnd::job(request_id, &api.name, reason, until_next_poll());
        let is_done = pending.is_empty();
        let pending = pending.into_iter().map(|(asker, _)| (asker, hold.clone()));
        end(group, ends.into_iter().chain(pending));
        if is_done && let Some(claimed) = group.first() {
            forget(claimed, request_id);
        }
    }

    /// Submits all that is open in one call. Its items count against the spend cap once, however
    /// often they are submitted; where no cap has room for all of them, they are asked for call by
    /// call as far as it goes.
    async fn submit(
        &self,
        group: &[Claimed],
        (api, jobs): (&Api, &Jobs),
        (request_id, is_again): (&str, bool),
        planned: &str,
        clock: &Clock,
    ) {
        let Some(claimed) = group.first() else { return };
        let Some(pack) = job_pack(group, api, jobs, request_id, planned) else { return };
        let (pack, reservation) = match self.reserved(api, pack, is_again, group, clock).await {
            Ok(Some(reserved)) => reserved,
            Ok(None) => return,
            Err(failed) => return end(group, failures(group, &failed)),
        };
        let made = match self.calls.ready(api, 1, clock).await {
            Ok(ready) => {
                let pack = self.noted(pack.clone(), group).await;
                if pack.questions.is_empty() {
                    return give_back(reservation, None, group).await;
                }
                self.calls.make(ready, api, &pack, group, clock).await
            }
            Err(failed) => Err(failed),
        };
        let may_be_paid = made.as_ref().map_or_else(CallFailed::may_be_paid, |_| true);
        give_back(reservation, may_be_paid.then_some(&pack), group).await;
        match made {
            Ok(answers) => {
                let named = named(request_id, &answers.about);
                let provenance = Provenance::of(&named, clock.now());
                let ends = self.records.all(api, pack.answered(&answers), group, provenance, clock);
                end(group, ends.await);
            }
            Err(CallFailed::Hold(setback)) if setback.cause == Cause::StillWorking => {
                claimed.event.line("submitted", None, Some(request_id));
                let reason = "its job is submitted";
                let hold = ItemEnd::job(request_id, &api.name, reason, jobs.callbacks_within);
                claimed.end_all(&hold);
            }
            // What the API does not take as a job is asked for call by call.
            Err(CallFailed::Refused(status, _)) => {
                tracing::warn!(event = claimed.event.key, status, "not taken as a job");
            }
            Err(failed) => end(group, failures(group, &failed)),
        }
    }

    /// The pack with what it may cost reserved; nothing where a cap has no room for all of it.
    async fn reserved(
        &self,
        api: &Api,
        pack: Pack,
        is_again: bool,
        group: &[Claimed],
        clock: &Clock,
    ) -> Result<Option<(Pack, Option<Reservation<W::Spend>>)>, CallFailed> {
        if is_again {
            return Ok(Some((pack, None)));
        }
        match self.calls.afford(api, pack, group, clock).await {
            Ok(Affordable { pack, reservation, ends }) if ends.is_empty() => {
                Ok(Some((pack, Some(reservation))))
            }
            Ok(Affordable { reservation, .. }) => {
                give_back(Some(reservation), None, group).await;
                Ok(None)
            }
            Err((_, failed)) => Err(failed),
        }
    }

    fn job_of<'g>(&'g self, group: &'g [Claimed]) -> Option<(&'g Claimed, &'g Api, &'g Jobs)> {
        let [claimed] = group else { return None };
        let api = self.apis.get(claimed.event.api()?)?;
        let jobs = api.jobs.as_ref()?;
        let is_large = claimed.event.items().len() > claimed.event.job_over;
        let is_open = claimed.is_given_up.is_none() && !claimed.has_ended();
        (is_large && is_open).then_some((claimed, api, jobs))
    }
}

fn job_pack(
    group: &[Claimed],
    api: &Api,
    jobs: &Jobs,
    request_id: &str,
    planned: &str,
) -> Option<Pack> {
    let open = open(group);
    let askers = open.iter().filter_map(|asker| Some((*asker, item_of(*asker, group)?)));
    let mut packs = packs(&api.name, None, askers, usize::MAX, || request_id.to_owned());
    let path = Some(jobs.submit.clone());
    Some(Pack { path, is_noted: request_id == planned, ..packs.pop()? })
}

/// It is known what became of a job, however it is remembered.
fn forget(claimed: &Claimed, request_id: &str) {
    claimed.resolve(request_id);
    claimed.resolve(&taken(request_id));
}

/// Gives back what was reserved and not paid.
async fn give_back<P: budget::SpendTable>(
    reservation: Option<Reservation<P>>,
    paid: Option<&Pack>,
    group: &[Claimed],
) {
    let Some(reservation) = reservation else { return };
    not_given_back(match paid {
        Some(pack) => reservation.paid(&shares(pack, group)).await,
        None => reservation.unpaid().await,
    });
}

fn failures(group: &[Claimed], failed: &CallFailed) -> Vec<(ItemRef, ItemEnd)> {
    open(group).into_iter().map(|asker| (asker, failed.end_of(asker.item))).collect()
}
