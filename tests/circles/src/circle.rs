//! Circles in a graph.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::Use;
use crate::tree::Name;

type Graph<'u> = BTreeMap<&'u str, BTreeSet<&'u str>>;

/// The modules that use each other, directly or by way of others: each set is one that can be left
/// and come back to.
pub fn circles<'u>(uses: impl IntoIterator<Item = &'u Use>) -> Vec<BTreeSet<Name>> {
    let mut graph = Graph::new();
    for used in uses {
        graph.entry(&used.from).or_default().insert(&used.to);
    }
    let reach: BTreeMap<_, _> = graph.keys().map(|name| (*name, reached(&graph, name))).collect();
    let meets = |one: &str, other: &str| {
        reach.get(one).is_some_and(|reached| reached.contains(other))
            && reach.get(other).is_some_and(|reached| reached.contains(one))
    };
    let circle = |name: &&str| -> BTreeSet<Name> {
        graph.keys().filter(|other| meets(name, other)).map(|other| (*other).to_owned()).collect()
    };
    let circles: BTreeSet<_> =
        graph.keys().map(circle).filter(|circle| !circle.is_empty()).collect();
    circles.into_iter().collect()
}

/// What can be come to from a module; itself only by way of others.
fn reached<'u>(graph: &Graph<'u>, from: &str) -> BTreeSet<&'u str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<_> = graph.get(from).into_iter().flatten().copied().collect();
    while let Some(name) = next.pop() {
        if reached.insert(name) {
            next.extend(graph.get(name).into_iter().flatten());
        }
    }
    reached
}
