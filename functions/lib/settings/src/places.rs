//! Where in the file something stands, for what shows only once all of it was read.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;

use crate::problems::Findings;

/// The file, key by key, each with its line.
pub(crate) struct Places<'f> {
    root: &'f Spanned<DeTable<'f>>,
    findings: &'f Findings<'f>,
}

/// One `[table.name]` of it.
pub(crate) struct Entry<'p> {
    places: &'p Places<'p>,
    table: &'static str,
    name: &'p str,
}

impl<'f> Places<'f> {
    pub fn new(root: &'f Spanned<DeTable<'f>>, findings: &'f Findings<'f>) -> Self {
        Self { root, findings }
    }

    /// `[source.NAME]`.
    pub fn source<'p>(&'p self, name: &'p str) -> Entry<'p> {
        Entry { places: self, table: "source", name }
    }

    /// `[api.NAME]`.
    pub fn api<'p>(&'p self, name: &'p str) -> Entry<'p> {
        Entry { places: self, table: "api", name }
    }

    /// How many sources the file lists, readable or not.
    pub fn sources(&self) -> usize {
        let table = self.root.get_ref().get("source");
        table.and_then(|table| table.get_ref().as_table()).map_or(0, |table| table.iter().count())
    }

    /// How much of `path` the file has, and where that stands.
    fn nearest<'k>(&self, path: impl Iterator<Item = &'k str>) -> (usize, Range<usize>) {
        let (mut depth, mut span) = (0_usize, self.root.span());
        let mut table = Some(self.root.get_ref());
        for key in path {
            let Some(value) = table.and_then(|table| table.get(key)) else { break };
            depth = depth.saturating_add(1);
            span = value.span();
            table = value.get_ref().as_table();
        }
        (depth, span)
    }
}

/// The keys from the root to `key`, which may name one of an inner table: `result.version`.
fn path<'k>(table: &'k str, name: &'k str, key: &'k str) -> impl Iterator<Item = &'k str> {
    [table, name].into_iter().chain(key.split('.'))
}

impl Entry<'_> {
    /// Whether the file says this key itself. A key of an inner table is `result.version`.
    pub fn says(&self, key: &str) -> bool {
        let (depth, _) = self.places.nearest(path(self.table, self.name, key));
        depth == path(self.table, self.name, key).count()
    }

    /// A problem with the first of these keys that the file says; with all of the entry where it
    /// says none of them.
    pub fn problem(&self, keys: &[&str], what: impl Into<String>) {
        let said = keys.iter().find(|key| self.says(key)).into_iter();
        let inner = said.flat_map(|key| key.split('.'));
        let path: Vec<_> = [self.table, self.name].into_iter().chain(inner).collect();
        let (_, span) = self.places.nearest(path.iter().copied());
        self.places.findings.add(&span, path.join("."), what);
    }
}
