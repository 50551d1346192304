//! Which items go into which call. Pure.
//!
//! Items of all the batch's events are packed, per API, into as few calls as possible. Equal
//! content is asked once, for all who ask it.

use std::collections::{BTreeMap, HashMap, HashSet};

use classifier::Question;
use mapping::Item;
use settings::{Api, ApiName};

use crate::job::{Job, Task};

/// An item of the batch: which job, and which of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ItemRef {
    /// The job's place in the batch.
    pub job: usize,
    /// The item's place in the job.
    pub item: usize,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The API that is called.
    pub api: ApiName,
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// What is asked, and for whom.
    pub entries: Vec<Entry>,
}

/// One question, and everybody who waits for its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As the API takes it; its id is unique in the pack.
    pub question: Question,
    /// The items it stands for, at least one.
    pub askers: Vec<ItemRef>,
}

/// All calls of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The calls.
    pub packs: Vec<Pack>,
}

/// Packs the items of all jobs. `request_id` makes the id of each call.
pub fn plan(
    jobs: &[Option<Job>],
    apis: &BTreeMap<ApiName, Api>,
    mut request_id: impl FnMut() -> String,
) -> Plan {
    let mut packs = Vec::new();
    for (name, api) in apis {
        let entries = entries(jobs, name);
        for chunk in entries.chunks(api.max_items.max(1)) {
            let entries = unique_ids(chunk.to_vec());
            packs.push(Pack { api: name.clone(), request_id: request_id(), entries });
        }
    }
    Plan { packs }
}

impl Plan {
    /// The id of the call that a job's items are in: the first, where they need several.
    pub fn request_id(&self, job: usize) -> &str {
        let asks = |entry: &Entry| entry.askers.iter().any(|asker| asker.job == job);
        let pack = self.packs.iter().find(|pack| pack.entries.iter().any(asks));
        pack.map_or("", |pack| &pack.request_id)
    }

    /// The calls that are left when only the items that `open` says still need an answer.
    pub fn only(self, open: impl Fn(ItemRef) -> bool) -> Vec<Pack> {
        let packs = self.packs.into_iter().map(|mut pack| {
            for entry in &mut pack.entries {
                entry.askers.retain(|asker| open(*asker));
            }
            pack.entries.retain(|entry| !entry.askers.is_empty());
            pack
        });
        packs.filter(|pack| !pack.entries.is_empty()).collect()
    }
}

impl Pack {
    /// Everybody who waits for this call.
    pub fn askers(&self) -> impl Iterator<Item = ItemRef> {
        self.entries.iter().flat_map(|entry| entry.askers.iter().copied())
    }

    /// What is asked.
    pub fn questions(&self) -> Vec<Question> {
        self.entries.iter().map(|entry| entry.question.clone()).collect()
    }

    /// Two calls of half the items each, under new ids: a new body never has an old id.
    pub fn halves(mut self, mut request_id: impl FnMut() -> String) -> [Self; 2] {
        let second = self.entries.split_off(self.entries.len().div_ceil(2));
        let half = |entries, request_id| Self { api: self.api.clone(), request_id, entries };
        [half(self.entries, request_id()), half(second, request_id())]
    }
}

/// Every item that asks `api`, equal contents together, in the order in which they came.
fn entries(jobs: &[Option<Job>], api: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut known: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for (asker, item) in askers(jobs, api) {
        let content = (item.description.as_str(), item.country_of_origin.as_deref());
        let place = *known.entry(content).or_insert(entries.len());
        match entries.get_mut(place) {
            Some(entry) => entry.askers.push(asker),
            None => entries.push(Entry { question: question(item), askers: vec![asker] }),
        }
    }
    entries
}

fn askers<'j>(jobs: &'j [Option<Job>], api: &str) -> impl Iterator<Item = (ItemRef, &'j Item)> {
    let asking = jobs.iter().enumerate().filter_map(move |(job, candidate)| {
        match candidate.as_ref().map(|job| &job.task) {
            Some(Task::Classify { api: asked, items }) if asked == api => Some((job, items)),
            _ => None,
        }
    });
    asking.flat_map(|(job, items)| {
        items.iter().enumerate().map(move |(item, content)| (ItemRef { job, item }, content))
    })
}

fn question(item: &Item) -> Question {
    Question {
        item_id: item.id.clone(),
        description: item.description.clone(),
        country_of_origin: item.country_of_origin.clone(),
    }
}

/// Two tenants may give two items one id: the later ones are numbered.
fn unique_ids(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut taken: HashSet<String> = HashSet::with_capacity(entries.len());
    for entry in &mut entries {
        let id = &entry.question.item_id;
        let candidates = (2_u32..).map(|number| format!("{id}~{number}"));
        let free = std::iter::once(id.clone()).chain(candidates).find(|id| !taken.contains(id));
        entry.question.item_id = free.unwrap_or_default();
        taken.insert(entry.question.item_id.clone());
    }
    entries
}
