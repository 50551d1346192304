//! The modules of a crate, and what each of them names.

use std::collections::{BTreeMap, BTreeSet};

/// A module's path below the crate's root, as it is written: `crate`, `crate::source::read`.
pub type Name = String;

/// All modules of a crate.
#[derive(Debug, Default)]
pub struct Tree(pub BTreeMap<Name, Module>);

/// One module.
#[derive(Debug, Default)]
pub struct Module {
    /// Its children, by the last part of their names.
    pub children: BTreeSet<String>,
    /// What is defined in it.
    pub defined: BTreeSet<String>,
    /// Names that it imports, each with the path that it stands for.
    pub imports: BTreeMap<String, Vec<String>>,
    /// The paths from which it imports everything.
    pub globs: Vec<Vec<String>>,
    /// Every path in it.
    pub mentions: Vec<Mention>,
}

/// A path as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Its parts.
    pub path: Vec<String>,
    /// Its file, below the crate's own folder, and its line: `src/source.rs:7`.
    pub at: String,
}
