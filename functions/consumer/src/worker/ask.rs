//! One call of a group with all that may come of it: its answers recorded, or halved until the
//! culprit stands alone.

use budget::Shares;
use futures::StreamExt;
use settings::Api;

use crate::call::{Affordable, named, shares};
use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd, ItemRef, Provenance};
use crate::outside::Outside;
use crate::plan::{Pack, Splits};
use crate::remote::CallFailed;
use crate::worker::batch::Ends;
use crate::worker::consumer::Consumer;
use crate::worker::group::end_open;

/// How many claims note a call at once.
const NOTES: usize = 32;

/// What came of a call that did not fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// It was answered.
    Answered,
    /// It was not made: nothing of it may be asked now.
    Nothing,
}

impl<W: Outside> Consumer<W> {
    /// Asks for one pack. If the API refuses it as a whole, it is split until the culprit stands
    /// alone; if then nothing at all succeeded, the fault is the API's or ours, and no event's.
    pub(super) async fn ask(
        &self,
        api: &Api,
        pack: Pack,
        group: &[Claimed],
        ends: &Ends,
        clock: &Clock,
    ) {
        let several = pack.questions.len() > 1;
        let mut refused: Vec<(ItemRef, ItemEnd)> = Vec::new();
        let mut is_any_answered = false;
        let mut left = Splits::new(pack);
        while let Some(pack) = left.next(|| self.ids.next()) {
            // What another call has answered meanwhile is not asked again.
            let pack = pack.only(|asker| is_open(asker, group));
            if pack.questions.is_empty() {
                continue;
            }
            match self.call(api, pack, &mut left, group, clock).await {
                (_, Ok(asked)) => {
                    is_any_answered |= asked == Asked::Answered;
                    self.settle_all(group, ends, clock).await;
                }
                (pack, Err(CallFailed::Refused(status, _))) if pack.questions.len() > 1 => {
                    suspect(&pack, group).await;
                    left.split(pack, status, || self.ids.next());
                }
                (pack, Err(failed)) => {
                    left.absolve();
                    let failures = pack.askers().filter_map(|asker| {
                        let open = group.get(asker.event)?.open(asker.item)?;
                        Some((asker, failed.end_of(open.item.place)))
                    });
                    let (out, others): (Vec<_>, Vec<_>) =
                        failures.partition(|(_, end)| matches!(end, ItemEnd::Refuse(..)));
                    is_any_answered |= !others.is_empty();
                    refused.extend(out);
                    end(group, others);
                    self.settle_all(group, ends, clock).await;
                }
            }
        }
        if several && !is_any_answered {
            tracing::error!(api = api.name, "the API refuses every item of a call");
            let hold =
                || ItemEnd::hold(Cause::RefusesAll, "the API refuses every item of the call");
            for (asker, end) in &mut refused {
                *end = hold();
                remember(group.get(asker.event), 0).await;
            }
        }
        end(group, refused);
    }

    /// Makes one call, and records its answers. As a probe it holds one question only, so that one
    /// which breaks the API does not keep it closed for those beside it; the others follow if it is
    /// answered.
    async fn call(
        &self,
        api: &Api,
        mut pack: Pack,
        left: &mut Splits,
        group: &[Claimed],
        clock: &Clock,
    ) -> (Pack, Result<Asked, CallFailed>) {
        let affordable = match self.calls.afford(api, pack, group, clock).await {
            Ok(affordable) => affordable,
            Err((pack, failed)) => return (pack, Err(failed)),
        };
        let Affordable { pack: affordable, reservation, ends } = affordable;
        pack = affordable;
        end(group, ends);
        if pack.questions.is_empty() {
            return (pack, Ok(Asked::Nothing));
        }
        let ready = match self.calls.ready(api, pack.questions.len(), clock).await {
            Ok(ready) => ready,
            Err(failed) => {
                not_given_back(reservation.unpaid().await);
                return (pack, Err(failed));
            }
        };
        if ready.is_probe
            && let Some(rest) = pack.keep_first(|| self.ids.next())
        {
            left.put_off(rest);
        }
        let pack = self.noted(pack, group).await;
        if pack.questions.is_empty() {
            not_given_back(reservation.unpaid().await);
            return (pack, Ok(Asked::Nothing));
        }
        let made = self.calls.make(ready, api, &pack, group, clock).await;
        let answers = match made {
            Ok(answers) => answers,
            Err(failed) => {
                let paid = if failed.may_be_paid() { shares(&pack, group) } else { Shares::new() };
                not_given_back(reservation.paid(&paid).await);
                return (pack, Err(failed));
            }
        };
        let named = named(&pack.request_id, &answers.about);
        self.answer_cache.keep(&pack, &answers, &named, group, clock.now());
        let provenance = Provenance::of(&named, clock.now());
        let recorded = self.records.all(api, pack.answered(&answers), group, provenance, clock);
        end(group, recorded.await);
        not_given_back(reservation.paid(&shares(&pack, group)).await);
        (pack, Ok(Asked::Answered))
    }

    /// Has every claim of a call name it before it is made. Who cannot, is left out: a successor
    /// would not know what was asked.
    pub(super) async fn noted(&self, pack: Pack, group: &[Claimed]) -> Pack {
        if pack.is_noted {
            return pack;
        }
        let events = pack.events().into_iter().filter_map(|event| Some((event, group.get(event)?)));
        let notes = events.map(|(event, claimed)| {
            let request_id = pack.request_id.clone();
            async move { (event, self.claims.note(claimed, &request_id).await) }
        });
        let named: Vec<_> = futures::stream::iter(notes).buffer_unordered(NOTES).collect().await;
        for (event, _) in named.iter().filter(|(_, is_named)| !is_named) {
            let hold = ItemEnd::hold(Cause::Tables, "its claim could not name the call");
            let askers: Vec<_> = pack.askers().filter(|asker| asker.event == *event).collect();
            end_open(group, &askers, &hold);
        }
        let pack = pack.only(|asker| is_open(asker, group));
        Pack { is_noted: true, ..pack }
    }
}

/// One of these events is why their call was refused. If the search for it is cut off, the next
/// claims of those that are left know where it was.
async fn suspect(pack: &Pack, group: &[Claimed]) {
    let events = pack.events();
    if let (2.., Ok(suspects)) = (events.len(), u32::try_from(events.len())) {
        for event in events {
            remember(group.get(event), suspects).await;
        }
    }
}

async fn remember(claimed: Option<&Claimed>, suspects: u32) {
    if let Some(claimed) = claimed
        && let Some(claim) = claimed.claim().await.as_mut()
    {
        claim.suspect(suspects);
    }
}

/// What cannot be given back counts as spent until its period ends.
pub(super) fn not_given_back(given_back: Result<(), budget::Unavailable>) {
    if let Err(error) = given_back {
        tracing::warn!(%error, "items that were not paid for count as spent");
    }
}

fn is_open(asker: ItemRef, group: &[Claimed]) -> bool {
    group.get(asker.event).is_some_and(|event| event.open(asker.item).is_some())
}

/// Items of a group end so.
pub(super) fn end(group: &[Claimed], ends: impl IntoIterator<Item = (ItemRef, ItemEnd)>) {
    for (asker, end) in ends {
        if let Some(claimed) = group.get(asker.event) {
            claimed.end_item(asker.item, end);
        }
    }
}
