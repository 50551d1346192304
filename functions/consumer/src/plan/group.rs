//! Which events are worked on together: those whose items share calls. Pure.
//!
//! Events are packed, per API, into as few groups as possible, a group's items into one call where
//! they fit. Equal contents stand in one group, or in groups that follow each other, so that each is
//! asked once. An event with more items than one call takes is a group of its own. Events that
//! something happened to are in smaller company ([`Company`]). Where order is kept, the numbers of
//! one item are in groups that follow each other ([`waves`]).

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use mapping::{Item, ObjectRef};
use settings::{Api, ApiName};

use crate::event::{Company, Event, Task, job_id};
use crate::plan::waves::waves;

/// The most events of one group, however many of them ask the same: each is claimed at once.
const MOST: usize = 500;

/// Events that are claimed, asked for and settled together.
#[derive(Clone, Debug)]
pub struct Group {
    /// The API that is asked; none where nothing is.
    pub api: Option<ApiName>,
    /// The `X-Request-Id` of its first call, which each of its claims names; empty where none is
    /// made.
    pub request_id: String,
    /// With how many others its events may be.
    pub company: Company,
    /// The events.
    pub events: Vec<Event>,
}

/// All groups of a batch.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Nothing is asked for these: they come first.
    pub without_calls: Vec<Group>,
    /// These are worked on side by side; the groups of one lane after each other, since they ask
    /// for equal contents.
    pub lanes: Vec<Vec<Group>>,
    /// These follow one by one, when everything else is settled.
    pub late: Vec<Group>,
}

/// What makes two questions one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Content<'e> {
    /// An item's description and country.
    Item(&'e str, Option<&'e str>),
    /// An object of a source: what it holds is not known yet. It counts as one item.
    Object(&'e str, &'e ObjectRef),
}

impl<'e> Content<'e> {
    pub fn of(item: &'e Item) -> Self {
        Self::Item(&item.description, item.country_of_origin.as_deref())
    }

    /// All that an event asks for.
    fn all(event: &'e Event) -> HashSet<Self> {
        match &event.task {
            Task::Hydrate { object, .. } => {
                HashSet::from([Self::Object(&event.origin.source, object)])
            }
            Task::Classify { .. }
            | Task::Record { .. }
            | Task::Collect { .. }
            | Task::Nothing
            | Task::Refuse(_)
            | Task::Reused => event.items().iter().map(Self::of).collect(),
        }
    }
}

/// What only events of one kind share; of those that keep order, those of one wave.
type Kind = (Company, Option<ApiName>, bool, Option<usize>, Option<String>);

/// Packs a batch's events. `request_id` makes the id of each group's first call.
pub fn plan(
    events: Vec<(Event, Company)>,
    apis: &BTreeMap<ApiName, Api>,
    mut request_id: impl FnMut() -> String,
) -> Plan {
    let mut kinds: BTreeMap<Kind, Vec<Event>> = BTreeMap::new();
    let waves = waves(events.iter().map(|(event, _)| event.steps()));
    for ((event, company), wave) in events.into_iter().zip(waves) {
        let job = job(&event, apis);
        kinds.entry(kind(&event, company, wave, job)).or_default().push(event);
    }
    let mut plan = Plan::default();
    let mut in_order: BTreeMap<Option<ApiName>, Vec<Group>> = BTreeMap::new();
    for ((company, api, _, wave, job), events) in kinds {
        let limit = api.as_ref().and_then(|name| apis.get(name)).map_or(MOST, |api| api.max_items);
        let Packed { groups, places, lanes, .. } = packed(&events, company, limit.max(1));
        let mut groups: Vec<Group> = groups
            .iter()
            .map(|_| {
                // Where no API is asked, no call is planned.
                let request_id = match &job {
                    Some(job) => job.clone(),
                    None => api.as_ref().map(|_| request_id()).unwrap_or_default(),
                };
                Group { api: api.clone(), request_id, company, events: Vec::new() }
            })
            .collect();
        for (event, place) in events.into_iter().zip(places) {
            if let Some(group) = groups.get_mut(place) {
                group.events.push(event);
            }
        }
        if wave.is_some() && !company.is_late {
            in_order.entry(api).or_default().extend(groups);
        } else {
            plan.add(groups, &lanes);
        }
    }
    plan.lanes.extend(in_order.into_values());
    plan.late.sort_by_key(|group| Reverse(group.company.size));
    plan
}

impl Plan {
    fn add(&mut self, groups: Vec<Group>, lanes: &[usize]) {
        let mut by_lane: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
        for (group, lane) in groups.into_iter().zip(lanes) {
            if group.company.is_late {
                self.late.push(group);
            } else if group.api.is_none() {
                self.without_calls.push(group);
            } else {
                by_lane.entry(*lane).or_default().push(group);
            }
        }
        self.lanes.extend(by_lane.into_values());
    }
}

/// The id that an event is submitted under first, if it is a job: it has more items than its source
/// asks for call by call, and its API takes jobs.
fn job(event: &Event, apis: &BTreeMap<ApiName, Api>) -> Option<String> {
    let api = apis.get(event.api()?)?;
    let is_job = api.jobs.is_some() && event.items().len() > event.job_over;
    is_job.then(|| job_id(event, 1))
}

fn kind(event: &Event, company: Company, wave: Option<usize>, job: Option<String>) -> Kind {
    let (api, is_collected) = match &event.task {
        Task::Classify { api, .. } | Task::Hydrate { api, .. } => (Some(api.clone()), false),
        Task::Collect { api, .. } => (Some(api.clone()), true),
        Task::Record { .. } | Task::Nothing | Task::Refuse(_) | Task::Reused => (None, false),
    };
    (company, api, is_collected, wave, job)
}

/// In which group each event is, and which groups share a content.
#[derive(Default)]
struct Packed<'e> {
    groups: Vec<Packing<'e>>,
    /// For each event its group.
    places: Vec<usize>,
    /// The first group that asks for a content.
    first: HashMap<Content<'e>, usize>,
    /// For each group the lane it is in: one that it shares a content with, or its own.
    lanes: Vec<usize>,
}

/// One group as it fills.
#[derive(Default)]
struct Packing<'e> {
    /// How many events it has.
    events: usize,
    /// The different contents that they ask for.
    contents: HashSet<Content<'e>>,
}

fn packed(events: &[Event], company: Company, limit: usize) -> Packed<'_> {
    let mut packed = Packed::default();
    let most = company.size.events().min(MOST);
    for event in events {
        packed.put(Content::all(event), (most, limit));
    }
    packed
}

impl<'e> Packed<'e> {
    fn put(&mut self, contents: HashSet<Content<'e>>, (most, limit): (usize, usize)) {
        let has_room = |group: &Packing<'e>| {
            let new = contents.difference(&group.contents).count();
            group.events < most && group.contents.len().saturating_add(new) <= limit
        };
        let known = contents.iter().filter_map(|content| self.first.get(content)).min().copied();
        let last = self.groups.len().checked_sub(1);
        let fits = |place: &usize| self.groups.get(*place).is_some_and(has_room);
        let place = known.filter(fits).or(last.filter(fits)).unwrap_or(self.groups.len());
        if place == self.groups.len() {
            self.groups.push(Packing::default());
            self.lanes.push(place);
        }
        for content in &contents {
            let first = *self.first.entry(*content).or_insert(place);
            self.join(first, place);
        }
        if let Some(group) = self.groups.get_mut(place) {
            group.events = group.events.saturating_add(1);
            group.contents.extend(contents);
        }
        self.places.push(place);
    }

    /// Two groups that ask for one content are in one lane.
    fn join(&mut self, one: usize, other: usize) {
        let (Some(a), Some(b)) = (self.lanes.get(one).copied(), self.lanes.get(other).copied())
        else {
            return;
        };
        if a != b {
            let (first, second) = (a.min(b), a.max(b));
            self.lanes.iter_mut().filter(|lane| **lane == second).for_each(|lane| *lane = first);
        }
    }
}

#[cfg(test)]
mod tests;
