//! Calling the API and recording what it says.

use std::time::Duration;

use budget::Purpose;
use classifier::{Answers, Call, CallError, Classifier, Key, Named};
use envelope::TraceContext;
use settings::Api;

use crate::case::{Case, ItemEnd, Setback};
use crate::cause::Cause;
use crate::clock::Clock;
use crate::consume::Consumer;
use crate::measure;
use crate::outside::Outside;
use crate::pack::Pack;
use crate::permit::Leave;
use crate::plan::ItemRef;
use crate::row::Provenance;
use crate::splits::Splits;
use crate::trace::traceparent;

/// What happened to items, in no order.
pub(crate) type Ends = Vec<(ItemRef, ItemEnd)>;

/// The cases of a batch, by the places of their jobs.
pub(crate) type Cases = [Option<Case>];

impl<W: Outside> Consumer<W> {
    /// Asks for one pack. If the API refuses it as a whole, it is split until the culprit stands
    /// alone; if then nothing at all succeeded, the fault is the API's or ours, and no event's.
    pub(crate) async fn ask(&self, pack: Pack, cases: &Cases, clock: &Clock) -> Ends {
        let several = pack.groups.len() > 1;
        let mut left = Splits::new(pack);
        let mut ends = Ends::new();
        while let Some(mut pack) = left.next(|| self.ids.next()) {
            match self.call(&mut pack, &mut left, cases, clock).await {
                Ok(answers) => {
                    let named = named(&pack.request_id, &answers.about);
                    self.remember(&pack, &answers, &named, cases, clock);
                    let provenance = Provenance::of(&named, clock.now());
                    if let Some(api) = self.apis.get(&pack.api) {
                        let answered = pack.answered(&answers);
                        ends.extend(self.keep(api, answered, cases, provenance, clock).await);
                    }
                }
                Err(CallFailed::Refused(status, _)) if pack.groups.len() > 1 => {
                    left.split(pack, status, || self.ids.next());
                }
                Err(failed) => {
                    left.absolve();
                    ends.extend(pack.askers().map(|asker| (asker, failed.end_of(asker, cases))));
                }
            }
        }
        if several && ends.iter().all(|(_, end)| matches!(end, ItemEnd::Refuse(_))) {
            tracing::error!("the API refuses every item of a call");
            return hold_all(ends);
        }
        ends
    }

    /// Makes one call. As a probe it holds one question only, so that one which breaks the API
    /// does not keep it closed for those beside it; the others follow if it is answered.
    async fn call(
        &self,
        pack: &mut Pack,
        left: &mut Splits,
        cases: &Cases,
        clock: &Clock,
    ) -> Result<Answers, CallFailed> {
        let api = self.apis.get(&pack.api).ok_or(CallFailed::NotMade(Cause::Bug, "no such API"))?;
        let timeout = timeout(api, pack.groups.len());
        if !clock.has_time_for(timeout) {
            return Err(CallFailed::NotMade(Cause::Deadline, "too little time left"));
        }
        let questions = pack.questions(|item| item_of(item, cases));
        let mut questions = questions.ok_or(CallFailed::NotMade(Cause::Bug, "a case is gone"))?;
        let key = self.key(api, clock).await?;
        if self.permit(api, questions.len(), Purpose::Service, timeout, clock).await?
            == Leave::Probe
            && let Some(rest) = pack.keep_first(|| self.ids.next())
        {
            left.put_off(rest);
            questions.truncate(1);
        }
        let traceparent = traceparent(&pack.request_id, traces(pack, cases));
        let call = Call {
            base_url: &api.base_url,
            key_header: &api.key_header,
            key: Key(&key),
            request_id: &pack.request_id,
            traceparent: &traceparent,
            questions: &questions,
            retryable: &api.retryable,
            timeout,
            now: clock.now(),
        };
        let began = clock.now();
        let result = self.api.classify(call).await;
        log(pack, &result);
        measure::call(&api.name, questions.len(), clock.now().duration_since(began), &result);
        self.report(&api.name, Purpose::Service, Some(&pack.request_id), result, clock).await
    }

    /// The API's key, with its prefix.
    pub(crate) async fn key(&self, api: &Api, clock: &Clock) -> Result<String, CallFailed> {
        let key = self.keyring.value(&api.key, clock.now()).await;
        let lacking = CallFailed::NotMade(Cause::Credentials, "the API's key is not to be had");
        let key = key.map_err(|_| lacking)?;
        Ok(format!("{}{}", api.key_prefix, key.as_str()))
    }
}

fn traces<'c>(pack: &'c Pack, cases: &'c Cases) -> impl Iterator<Item = Option<&'c TraceContext>> {
    pack.askers().map(|asker| cases.get(asker.job)?.as_ref()?.job.origin.trace.as_ref())
}

fn item_of(asker: ItemRef, cases: &Cases) -> Option<&mapping::Item> {
    cases.get(asker.job)?.as_ref()?.job.items().get(asker.item)
}

/// The call that was answered, and who the provider says that it is.
pub(crate) fn named(request_id: &str, about: &Named) -> Named {
    Named { request_id: Some(request_id.to_owned()), ..about.clone() }
}

/// A lone item goes to the single endpoint, which answers sooner.
fn timeout(api: &Api, items: usize) -> Duration {
    if items == 1 { api.single_timeout } else { api.batch_timeout }
}

fn hold_all(ends: Ends) -> Ends {
    let hold = || ItemEnd::hold(Cause::RefusesAll, "the API refuses every item of the call");
    ends.into_iter().map(|(asker, _)| (asker, hold())).collect()
}

/// Why there are no answers, by what it means for the items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CallFailed {
    /// Nothing was sent.
    NotMade(Cause, &'static str),
    /// Not this item's fault, and not its turn.
    Hold(Setback),
    /// It counts as a try.
    Try(Setback),
    /// Something in the call is wrong; the status, and what is said of it.
    Refused(u16, String),
}

impl CallFailed {
    /// What it means for one item. A refusal names it.
    fn end_of(&self, asker: ItemRef, cases: &Cases) -> ItemEnd {
        match (self, item_of(asker, cases)) {
            (Self::Refused(_, reason), Some(item)) => {
                ItemEnd::Refuse(format!("item {}: the API says {reason}", item.place))
            }
            _ => self.end(),
        }
    }

    pub(crate) fn end(&self) -> ItemEnd {
        match self {
            Self::NotMade(cause, reason) => ItemEnd::hold(*cause, *reason),
            Self::Hold(setback) => ItemEnd::Hold(setback.clone()),
            Self::Try(setback) => ItemEnd::Try(setback.clone()),
            Self::Refused(_, reason) => ItemEnd::Refuse(reason.clone()),
        }
    }
}

fn log(pack: &Pack, result: &Result<Answers, CallError>) {
    let (request_id, items) = (&pack.request_id, pack.groups.len());
    let askers = pack.askers().count();
    match result {
        Ok(answers) => {
            tracing::info!(api_request_id = request_id, items, askers, "answered");
            if answers.ignored > 0 {
                let ignored = answers.ignored;
                tracing::warn!(api_request_id = request_id, ignored, "items that nobody asked for");
            }
        }
        Err(error @ CallError::Misconfigured(_)) => {
            tracing::error!(api_request_id = request_id, items, %error, "call failed");
        }
        Err(error) => tracing::warn!(api_request_id = request_id, items, %error, "call failed"),
    }
}
