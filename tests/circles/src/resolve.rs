//! Where a path leads.

use std::collections::BTreeMap;

use crate::tree::{Module, Name, Tree};

/// One module uses another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Who uses.
    pub from: Name,
    /// What is used.
    pub to: Name,
}

/// How long a chain of names that stand for others is followed.
const LONGEST: usize = 32;

/// Which module of the crate uses which other one, and the first place where it does.
pub fn uses(tree: &Tree) -> BTreeMap<Use, String> {
    let mut uses = BTreeMap::new();
    for (name, module) in &tree.0 {
        for mention in &module.mentions {
            let to = tree.relative(name, &mention.path, 0);
            if let Some(to) = to.filter(|to| to != name) {
                let edge = Use { from: name.clone(), to };
                let place = || format!("{} {}", mention.at, mention.path.join("::"));
                uses.entry(edge).or_insert_with(place);
            }
        }
    }
    uses
}

impl Tree {
    /// The module that a path in module `from` leads to; nothing where it leaves the crate.
    fn relative(&self, from: &str, path: &[String], depth: usize) -> Option<Name> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(self.absolute("crate", rest, depth)),
            "self" => Some(self.absolute(from, rest, depth)),
            "super" => {
                let above = parent(from)?;
                if rest.first().is_some_and(|part| part == "super") {
                    return self.relative(above, rest, depth);
                }
                Some(self.absolute(above, rest, depth))
            }
            _ => self.member(from, path, depth),
        }
    }

    /// The module that a path below module `at` leads to. What is not known to be elsewhere is
    /// there: a name that the crate passes on from outside, or that a macro makes.
    fn absolute(&self, at: &str, path: &[String], depth: usize) -> Name {
        self.member(at, path, depth).unwrap_or_else(|| at.to_owned())
    }

    /// The same, where module `at` is known to have the first name.
    fn member(&self, at: &str, path: &[String], depth: usize) -> Option<Name> {
        let module = self.0.get(at).filter(|_| depth < LONGEST)?;
        let (first, rest) = path.split_first()?;
        let is_child = module.children.contains(first);
        let import = module.imports.get(first);
        if is_child && (import.is_none() || !rest.is_empty()) {
            return Some(self.absolute(&format!("{at}::{first}"), rest, depth + 1));
        }
        if module.defined.contains(first) {
            return Some(at.to_owned());
        }
        match import {
            // `use anyhow::anyhow`: a crate, and no name of this one.
            Some(path) if path.first() == Some(first) && !is_child => None,
            Some(path) => self.relative(at, &[path.as_slice(), rest].concat(), depth + 1),
            None => self.by_glob(at, module, path, depth),
        }
    }

    fn by_glob(&self, at: &str, module: &Module, path: &[String], depth: usize) -> Option<Name> {
        let globs = module.globs.iter();
        let mut modules = globs.filter_map(|glob| self.relative(at, glob, depth + 1));
        modules.find_map(|module| self.member(&module, path, depth + 1))
    }
}

fn parent(name: &str) -> Option<&str> {
    name.rsplit_once("::").map(|(parent, _)| parent)
}
