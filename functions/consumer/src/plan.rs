//! Which items go into which call. Pure.
//!
//! Items of all the batch's events are packed, per API, into as few calls as possible; equal
//! content is asked once, for all who ask it. Events that failed before are asked in smaller
//! company, each [`Round`] in its own calls, so that one which breaks the API drags few along.
//! How often an event failed is known only once it is claimed, and the claim names the call: so
//! every event has a place in each round, and the claim picks one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use mapping::Item;
use settings::{Api, ApiName};

use crate::job::{Job, Task};
use crate::pack::Pack;
use crate::round::Round;

/// An item of the batch: which job, and which of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemRef {
    /// The job's place in the batch.
    pub job: usize,
    /// The item's place in the job.
    pub item: usize,
}

/// Items of equal content.
pub(crate) type Group = Vec<ItemRef>;

/// All calls that a batch may need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// For each round, its calls.
    packs: [Vec<Pack>; Round::COUNT],
    /// For each job, the id of its first call in each round; nothing where it needs none.
    request_ids: Vec<[String; Round::COUNT]>,
}

/// Packs the items of all jobs. `request_id` makes the id of each call.
pub fn plan(
    jobs: &[Option<Job>],
    apis: &BTreeMap<ApiName, Api>,
    mut request_id: impl FnMut() -> String,
) -> Plan {
    let mut plan = Plan { packs: Default::default(), request_ids: Vec::new() };
    plan.request_ids.resize_with(jobs.len(), Default::default);
    for (name, api) in apis {
        let mut groups = groups(askers(jobs, name));
        for round in Round::ALL {
            // Retried events stand together, or each would be in a call of its own.
            if round == Round::Second {
                groups.sort_by_key(|group| Reverse(receives(jobs, group)));
            }
            let limit = round.company().unwrap_or(usize::MAX).min(api.max_items.max(1));
            for groups in calls(round, &groups, limit) {
                let request_id = request_id();
                let pack = Pack { api: name.clone(), request_id, groups, limit };
                plan.add(round, pack);
            }
        }
    }
    plan
}

impl Plan {
    fn add(&mut self, round: Round, pack: Pack) {
        for asker in pack.askers() {
            let ids = self.request_ids.get_mut(asker.job);
            if let Some(id) = ids.and_then(|ids| ids.get_mut(round.index()))
                && id.is_empty()
            {
                id.clone_from(&pack.request_id);
            }
        }
        if let Some(packs) = self.packs.get_mut(round.index()) {
            packs.push(pack);
        }
    }

    /// The id of the call that a job's items are in, by how often the job failed before: the
    /// first call, where they need several.
    pub fn request_ids(&self, job: usize) -> [String; Round::COUNT] {
        self.request_ids.get(job).cloned().unwrap_or_default()
    }

    /// The calls that are made: every item that needs an answer, in the round it is in. The
    /// abandoned come last.
    pub fn into_calls(self, round_of: impl Fn(ItemRef) -> Option<Round>) -> Vec<Pack> {
        let rounds = Round::ALL.into_iter().zip(self.packs);
        let calls = rounds.flat_map(|(round, packs)| packs.into_iter().map(move |p| (round, p)));
        let calls = calls.map(|(round, pack)| pack.only(|item| round_of(item) == Some(round)));
        calls.filter(|pack| !pack.groups.is_empty()).collect()
    }
}

/// What makes two questions one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Content<'j> {
    /// An item's description and country.
    Known(&'j str, Option<&'j str>),
    /// What this job's event points to is not fetched yet.
    Pointed(usize),
}

impl<'j> Content<'j> {
    pub fn of(item: &'j Item) -> Self {
        Self::Known(&item.description, item.country_of_origin.as_deref())
    }
}

/// Equal contents together, in the order in which they came.
pub(crate) fn groups<'j>(askers: impl Iterator<Item = (ItemRef, Content<'j>)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Content<'j>, usize> = HashMap::new();
    for (asker, content) in askers {
        let place = *known.entry(content).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(asker),
            None => groups.push(vec![asker]),
        }
    }
    groups
}

/// Every item that asks `api`. An event that points to its items has one place, which they take
/// once they are known ([`seated`](crate::seat::seated)).
fn askers<'j>(jobs: &'j [Option<Job>], api: &str) -> impl Iterator<Item = (ItemRef, Content<'j>)> {
    let asking = jobs.iter().enumerate().map(move |(job, candidate)| {
        let contents = match candidate.as_ref().map(|job| &job.task) {
            Some(Task::Classify { api: asked, items, .. }) if asked == api => {
                items.iter().map(Content::of).collect()
            }
            Some(Task::Hydrate { api: asked, .. }) if asked == api => vec![Content::Pointed(job)],
            _ => Vec::new(),
        };
        (job, contents)
    });
    asking.flat_map(|(job, contents)| {
        let places = contents.into_iter().enumerate();
        places.map(move |(item, content)| (ItemRef { job, item }, content))
    })
}

fn receives(jobs: &[Option<Job>], group: &Group) -> u32 {
    let jobs = group.iter().filter_map(|asker| jobs.get(asker.job)?.as_ref());
    jobs.map(|job| job.record.receives).max().unwrap_or_default()
}

/// The calls of one round, each of at most `limit` questions.
fn calls(round: Round, groups: &[Group], limit: usize) -> Vec<Vec<Group>> {
    match round {
        Round::First | Round::Second | Round::Third => {
            groups.chunks(limit).map(<[Group]>::to_vec).collect()
        }
        Round::Alone => alone(groups, limit),
    }
}

/// Each event by itself, in the order of the batch; its own items of equal content are one
/// question, as everywhere.
fn alone(groups: &[Group], limit: usize) -> Vec<Vec<Group>> {
    let mut events: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
    for group in groups {
        let mut own: BTreeMap<usize, Group> = BTreeMap::new();
        for asker in group {
            own.entry(asker.job).or_default().push(*asker);
        }
        for (job, group) in own {
            events.entry(job).or_default().push(group);
        }
    }
    let calls = events.values().flat_map(|groups| groups.chunks(limit));
    calls.map(<[Group]>::to_vec).collect()
}
