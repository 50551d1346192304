//! Giving hydrated items their seats in the planned calls. Pure.

use std::collections::HashMap;

use classifications::State;

use crate::ask::Cases;
use crate::case::Case;
use crate::keep::find;
use crate::pack::Pack;
use crate::plan::{Content, Group, ItemRef, groups};

/// The planned calls with the items of fetched objects in the places of the events that pointed
/// to them.
pub(crate) fn seated(
    packs: Vec<Pack>,
    cases: &Cases,
    mut request_id: impl FnMut() -> String,
) -> Vec<Pack> {
    if !cases.iter().flatten().any(|case| case.hydrated) {
        return packs;
    }
    let calls = packs.into_iter().flat_map(|pack| seat(pack, cases, &mut request_id)).collect();
    joined(calls, cases)
}

/// Where the items are too many for one call, the first keeps the planned id, which the events'
/// claims name, and the others have new ones.
fn seat(pack: Pack, cases: &Cases, mut request_id: impl FnMut() -> String) -> Vec<Pack> {
    if !pack.askers().any(|asker| case(asker, cases).is_some_and(|case| case.hydrated)) {
        return vec![pack];
    }
    let askers = pack.askers().flat_map(|asker| seats(asker, cases));
    let groups = groups(askers.filter_map(|asker| Some((asker, content(asker, cases)?))));
    let calls = groups.chunks(pack.limit).enumerate().map(|(place, groups)| Pack {
        api: pack.api.clone(),
        request_id: if place == 0 { pack.request_id.clone() } else { request_id() },
        groups: groups.to_vec(),
        limit: pack.limit,
    });
    calls.collect()
}

fn seats(asker: ItemRef, cases: &Cases) -> Vec<ItemRef> {
    match case(asker, cases) {
        Some(case) if case.hydrated => {
            case.open_items().map(|item| ItemRef { item, ..asker }).collect()
        }
        _ => vec![asker],
    }
}

/// A row of the answers: the tenant, the item, and the state it is in.
type Asked<'c> = (&'c str, &'c str, &'c State);

/// One state of one item is asked for once, in whichever rounds the events are that wait for it:
/// those that come later join the first.
fn joined(packs: Vec<Pack>, cases: &Cases) -> Vec<Pack> {
    let mut asked: HashMap<Asked<'_>, (usize, usize)> = HashMap::new();
    let mut calls: Vec<Pack> = Vec::with_capacity(packs.len());
    for mut pack in packs {
        let mut kept: Vec<Group> = Vec::with_capacity(pack.groups.len());
        for asker_group in std::mem::take(&mut pack.groups) {
            let here = (calls.len(), kept.len());
            let mut group = Group::new();
            for asker in asker_group {
                let first = state(asker, cases).map_or(here, |s| *asked.entry(s).or_insert(here));
                let other = calls.get_mut(first.0).and_then(|call| call.groups.get_mut(first.1));
                other.unwrap_or(&mut group).push(asker);
            }
            if !group.is_empty() {
                kept.push(group);
            }
        }
        calls.push(Pack { groups: kept, ..pack });
    }
    calls.retain(|call| !call.groups.is_empty());
    calls
}

fn state(asker: ItemRef, cases: &Cases) -> Option<Asked<'_>> {
    let (case, item, state) = find(asker, cases)?;
    Some((&case.job.origin.tenant, &item.id, state))
}

fn content(asker: ItemRef, cases: &Cases) -> Option<Content<'_>> {
    case(asker, cases)?.job.items().get(asker.item).map(Content::of)
}

fn case(asker: ItemRef, cases: &Cases) -> Option<&Case> {
    cases.get(asker.job)?.as_ref()
}
