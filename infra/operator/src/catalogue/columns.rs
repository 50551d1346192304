//! Which column holds what: as flags say, else by the names that people give to columns.

use std::collections::BTreeMap;

use settings::{Source, VersionKind};

use super::model::{Column, Problem, Wanted};

const IDS: [&str; 9] =
    ["itemid", "id", "sku", "item", "article", "articlenumber", "itemnumber", "gtin", "ean"];
const DESCRIPTIONS: [&str; 5] = ["description", "itemdescription", "name", "title", "text"];
const ORIGINS: [&str; 4] = ["countryoforigin", "origin", "origincountry", "coo"];
const VERSIONS: [&str; 6] =
    ["version", "revision", "updatedat", "changedat", "modifiedat", "lastmodified"];

/// A column that was found: which, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub at: usize,
    pub name: String,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub id: Place,
    pub description: Vec<Place>,
    pub origin: Option<Place>,
    pub version: Option<Place>,
}

/// What people call the column of each field.
pub(super) type Names = BTreeMap<&'static str, String>;

impl Columns {
    /// What people call them.
    pub fn names(&self) -> Names {
        let description: Vec<_> = self.description.iter().map(|place| &*place.name).collect();
        let id = ("id", self.id.name.clone());
        let mut names = Names::from([id, ("description", description.join(", "))]);
        names.extend(self.origin.iter().map(|place| ("origin", place.name.clone())));
        names.extend(self.version.iter().map(|place| ("version", place.name.clone())));
        names
    }

    /// Finds them among these names; each that is missing is a problem of line 1.
    pub fn find(
        names: &[String],
        wanted: &Wanted,
        source: &Source,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let finder = Finder { names, has_names: !wanted.no_header };
        let mut miss = |what: String| problems.push(Problem::of_row(1, what));
        let id = finder.one(wanted.id.as_ref(), &IDS);
        let description = if wanted.description.is_empty() {
            finder.one(None, &DESCRIPTIONS).map(|found| found.map_or_else(Vec::new, |it| vec![it]))
        } else {
            let found = wanted.description.iter().map(|column| finder.exactly(column));
            found.collect::<Result<Vec<_>, _>>()
        };
        let origin = finder.one(wanted.origin.as_ref(), &ORIGINS);
        // A version that its source's senders do not give is not looked for.
        let versions: &[&str] = match source.version.kind() {
            VersionKind::Received => &[],
            VersionKind::Sequence | VersionKind::Time => &VERSIONS,
        };
        let version = finder.one(wanted.version.as_ref(), versions);
        let (mut missing, mut found) = (Vec::new(), (None, Vec::new()));
        match id {
            Ok(Some(place)) => found.0 = Some(place),
            Ok(None) => missing.push(none("the item's number", "--id-column", &IDS)),
            Err(what) => missing.push(what),
        }
        match description {
            Ok(places) if !places.is_empty() => found.1 = places,
            Ok(_) => missing.push(none("the description", "--description-column", &DESCRIPTIONS)),
            Err(what) => missing.push(what),
        }
        missing.extend([&origin, &version].into_iter().filter_map(|it| it.as_ref().err().cloned()));
        let is_whole = missing.is_empty();
        missing.into_iter().for_each(&mut miss);
        let (id, description) = (found.0?, found.1);
        let (origin, version) = (origin.ok()?, version.ok()?);
        is_whole.then_some(Self { id, description, origin, version })
    }
}

struct Finder<'n> {
    names: &'n [String],
    has_names: bool,
}

impl Finder<'_> {
    /// The column asked for, else the first that has a usual name.
    fn one(&self, wanted: Option<&Column>, usual: &[&str]) -> Result<Option<Place>, String> {
        if let Some(column) = wanted {
            return self.exactly(column).map(Some);
        }
        if !self.has_names {
            return Ok(None);
        }
        let find = |usual: &&str| self.names.iter().position(|name| plain(name) == **usual);
        Ok(usual.iter().find_map(find).map(|at| self.place(at)))
    }

    fn exactly(&self, column: &Column) -> Result<Place, String> {
        let at = match column {
            Column::Numbered(number) => {
                let at = number.saturating_sub(1);
                (at < self.names.len()).then_some(at)
            }
            Column::Named(_) if !self.has_names => None,
            Column::Named(name) => {
                let same = |other: &String| other.trim() == name || plain(other) == plain(name);
                self.names.iter().position(same)
            }
        };
        at.map(|at| self.place(at)).ok_or_else(|| match column {
            Column::Numbered(number) => {
                format!("there is no column {number}: there are {}", self.names.len())
            }
            Column::Named(name) if !self.has_names => {
                format!("there are no names with --no-header: give the number of `{name}`")
            }
            Column::Named(name) => {
                let known: Vec<_> = self.names.iter().map(|name| name.trim()).collect();
                format!("there is no column `{name}`: there are {}", known.join(", "))
            }
        })
    }

    fn place(&self, at: usize) -> Place {
        let name = self.names.get(at).filter(|_| self.has_names);
        let name = name.map(|name| name.trim()).filter(|name| !name.is_empty());
        let number = || at.saturating_add(1).to_string();
        Place { at, name: name.map_or_else(number, str::to_owned) }
    }
}

/// A name without case, spaces and hyphens.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn none(what: &str, flag: &str, usual: &[&str]) -> String {
    format!("no column holds {what}: name it with {flag} (found by itself: {})", usual.join(", "))
}
