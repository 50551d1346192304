//! Changes: those that somebody is asked about, those that are being made, and how they ended.
//!
//! What the question was about is kept here, so that exactly that is changed, whatever has come
//! meanwhile, and only once.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use holds::{HoldTable, Kind};
use indicatif::ProgressBar;
use jiff::Timestamp;
use uuid::Uuid;

use crate::change::{ChangeArgs, Plan};
use crate::connection::Connection;
use crate::context::Context;
use crate::dlq::{Redrive, ended};
use crate::hold::Target;
use crate::waiting::Release;

/// The most questions that are kept: the oldest are forgotten.
const ASKED: usize = 64;

/// The most changes that are remembered.
const REMEMBERED: usize = 200;

/// A change.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Dead letters go to the queue again.
    Redrive(Redrive),
    /// Waiting events are due now.
    Release(Release),
    /// A source, a tenant or an API is not to be asked for now.
    Pause(Target),
    /// It goes on.
    Resume(Target),
}

impl Change {
    /// What it is about: a source, a tenant or an API.
    pub fn target(kind: &str, name: &str) -> Option<Target> {
        Some(Target { kind: Kind::of_word(kind)?, name: name.to_owned() })
    }

    /// The page to go on with.
    fn place(&self) -> &'static str {
        match self {
            Self::Redrive(_) => "/dead-letters",
            Self::Release(_) => "/waiting",
            Self::Pause(_) | Self::Resume(_) => "/paused",
        }
    }

    /// How many steps it has.
    fn steps(&self) -> usize {
        match self {
            Self::Redrive(redrive) => redrive.letters.len(),
            Self::Release(release) => release.waiters.len(),
            Self::Pause(_) | Self::Resume(_) => 1,
        }
    }

    /// Makes it, on record, and says how it ended.
    async fn make(
        &self,
        asked: &Asked,
        reason: String,
        bar: &ProgressBar,
        (connection, context): (&Connection, &Context),
    ) -> anyhow::Result<String> {
        let consent = ChangeArgs { yes: true, dry_run: false, reason: Some(reason.clone()) };
        let record = consent.begin(&asked.plan, connection, context).await?;
        let Some(record) = record else { return Ok("nothing was changed".to_owned()) };
        let outcome = match self {
            Self::Redrive(redrive) => ended(redrive.run(connection, bar).await?, "redriven"),
            Self::Release(release) => {
                release.ended(release.run(&connection.ledger(), context.now, bar).await?)
            }
            Self::Pause(target) => {
                let holds = connection.holds();
                let set = target.pause(reason, record.who(), context.now, &holds).await?;
                Target::paused(&set).to_owned()
            }
            Self::Resume(target) => {
                let lifted = connection.holds().lift(target.kind, &target.name).await?;
                Target::resumed(&lifted).to_owned()
            }
        };
        record.end(&outcome).await?;
        Ok(outcome)
    }

    /// What is said before the question.
    pub async fn plan(&self, connection: &Connection, context: &Context) -> anyhow::Result<Plan> {
        match self {
            Self::Redrive(redrive) => Ok(redrive.plan()),
            Self::Release(release) => Ok(release.plan()),
            Self::Pause(target) => Ok(target.pause_plan(context.settings().ok().as_ref())),
            Self::Resume(target) => Ok(target.resume_plan(&connection.holds().read().await?.0)),
        }
    }
}

/// A change that somebody is asked about.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// What the form names it by.
    pub id: String,
    /// What would be changed.
    pub plan: Plan,
    change: Change,
}

impl Asked {
    /// Where to go instead of agreeing.
    pub fn place(&self) -> &'static str {
        self.change.place()
    }
}

/// A change that was agreed to.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Its number: the page of it.
    pub number: u64,
    /// What, in a few words.
    pub what: String,
    /// Why.
    pub why: String,
    /// Since when.
    pub at: Timestamp,
    /// How it ended, once it has.
    pub outcome: Option<Outcome>,
    /// How many steps it has.
    pub steps: u64,
    /// The page to go on with.
    pub place: &'static str,
    bar: ProgressBar,
}

/// How a change ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// In these words.
    Ended(String),
    /// For this reason it came not to its end.
    Failed(String),
}

impl Made {
    /// How many of its steps are made.
    pub fn made(&self) -> u64 {
        self.bar.position()
    }
}

/// All changes of this run.
#[derive(Debug, Default)]
pub(super) struct Works(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    asked: VecDeque<Asked>,
    made: VecDeque<Made>,
    last: u64,
}

impl Works {
    /// Keeps what somebody is asked about.
    pub fn ask(&self, change: Change, plan: Plan) -> Asked {
        let asked = Asked { id: Uuid::new_v4().simple().to_string(), plan, change };
        let mut inner = self.inner();
        inner.asked.push_back(asked.clone());
        if inner.asked.len() > ASKED {
            inner.asked.pop_front();
        }
        asked
    }

    /// What was asked under this id, if nobody has agreed to it before.
    pub fn take(&self, id: &str) -> Option<Asked> {
        let mut inner = self.inner();
        let place = inner.asked.iter().position(|asked| asked.id == id)?;
        inner.asked.remove(place)
    }

    /// Notes that it is begun.
    pub fn begin(&self, asked: &Asked, why: String, now: Timestamp) -> Made {
        let mut inner = self.inner();
        inner.last = inner.last.saturating_add(1);
        let steps = u64::try_from(asked.change.steps()).unwrap_or(u64::MAX);
        let made = Made {
            number: inner.last,
            what: asked.plan.what().to_owned(),
            why,
            at: now,
            outcome: None,
            steps,
            place: asked.place(),
            bar: ProgressBar::hidden(),
        };
        inner.made.push_front(made.clone());
        inner.made.truncate(REMEMBERED);
        made
    }

    /// Notes how it ended.
    pub fn end(&self, number: u64, outcome: Outcome) {
        let mut inner = self.inner();
        if let Some(made) = inner.made.iter_mut().find(|made| made.number == number) {
            made.outcome = Some(outcome);
        }
    }

    /// One of them.
    pub fn of(&self, number: u64) -> Option<Made> {
        self.inner().made.iter().find(|made| made.number == number).cloned()
    }

    /// All of them, the newest first.
    pub fn all(&self) -> Vec<Made> {
        self.inner().made.iter().cloned().collect()
    }

    /// How many have not ended.
    pub fn running(&self) -> usize {
        self.inner().made.iter().filter(|made| made.outcome.is_none()).count()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes a change to its end, whatever becomes of the request that asked for it.
pub(super) async fn make(
    asked: Asked,
    made: Made,
    connection: Connection,
    context: Context,
) -> Outcome {
    let task = tokio::spawn(async move {
        let by = (&connection, &context);
        asked.change.make(&asked, made.why.clone(), &made.bar, by).await
    });
    match task.await {
        Ok(Ok(outcome)) => Outcome::Ended(outcome),
        Ok(Err(error)) => Outcome::Failed(crate::output::in_words(&error)),
        Err(_) => Outcome::Failed("it was cut off; it may be made again".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause() -> Change {
        Change::Pause(Change::target("source", "erp").expect("a target"))
    }

    #[test]
    fn what_was_agreed_to_is_made_once() {
        let works = Works::default();
        let asked = works.ask(pause(), Plan::new("pause the source erp"));
        let other = works.ask(pause(), Plan::new("pause the source shop"));
        assert_eq!(works.take(&asked.id).map(|it| it.plan), Some(asked.plan));
        assert!(works.take(&asked.id).is_none(), "the same form, sent twice");
        assert!(works.take("").is_none());
        assert!(works.take(&other.id).is_some());
    }

    #[test]
    fn old_questions_are_forgotten() {
        let works = Works::default();
        let asked: Vec<_> =
            (0..=ASKED).map(|n| works.ask(pause(), Plan::new(n.to_string())).id).collect();
        let left = asked.iter().filter(|id| works.take(id).is_some()).count();
        assert_eq!(left, ASKED);
    }

    #[test]
    fn a_change_runs_until_it_is_said_how_it_ended() {
        let works = Works::default();
        let asked = works.ask(pause(), Plan::new("pause the source erp"));
        let made = works.begin(&asked, "prices".to_owned(), Timestamp::UNIX_EPOCH);
        assert_eq!((works.running(), made.number, made.place), (1, 1, "/paused"));
        works.end(made.number, Outcome::Ended("paused".to_owned()));
        assert_eq!(works.running(), 0);
        let outcome = works.of(1).and_then(|made| made.outcome);
        assert_eq!(outcome, Some(Outcome::Ended("paused".to_owned())));
        assert!(works.of(2).is_none());
    }

    #[test]
    fn only_a_source_a_tenant_and_an_api_can_be_paused() {
        assert!(Change::target("queue", "x").is_none());
        assert_eq!(Change::target("api", "x").map(|it| it.kind), Some(Kind::Api));
    }
}
