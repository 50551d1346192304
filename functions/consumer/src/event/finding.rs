//! What an event, or a fetched batch, says was found. Pure.

use std::fmt;

use classifier::{Answer, Named, Told, read_result};
use mapping::{Document, ItemResult, Results, Unreadable, Version};

/// One result: which item, which version of it, and the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its place among the results of its document.
    pub place: usize,
    /// The item.
    pub item_id: String,
    /// The version of the request that is answered, if it is said.
    pub version: Option<Version>,
    /// What was found.
    pub answer: Answer,
    /// Who says so.
    pub named: Named,
}

/// A result that cannot be recorded: its place, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRead {
    /// Counted from 0.
    pub place: usize,
    /// Why; never what stood there.
    pub why: String,
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "result {}: {}", self.place, self.why)
    }
}

impl From<Unreadable> for NotRead {
    fn from(Unreadable { place, error }: Unreadable) -> Self {
        Self { place, why: error.to_string() }
    }
}

/// Every result of a document, each by itself: those that can be recorded, and the others.
pub(crate) fn findings(document: &Document, results: Results) -> (Vec<Finding>, Vec<NotRead>) {
    let around = Named::of(document.root());
    let mut unreadable: Vec<NotRead> = results.unreadable.into_iter().map(NotRead::from).collect();
    let mut found = Vec::with_capacity(results.readable.len());
    for result in &results.readable {
        match finding(result, &around) {
            Ok(finding) => found.push(finding),
            Err(why) => unreadable.push(NotRead { place: result.place, why }),
        }
    }
    unreadable.sort_by_key(|not_read| not_read.place);
    (found, unreadable)
}

fn finding(result: &ItemResult, around: &Named) -> Result<Finding, String> {
    let Told { item_id, answer, named } =
        read_result(&result.text, &[]).map_err(|error| error.to_string())?;
    if !(1..=256).contains(&item_id.len()) || item_id.contains(char::is_control) {
        return Err("its item's id cannot be a key".to_owned());
    }
    let (place, version) = (result.place, result.version);
    Ok(Finding { place, item_id, version, answer, named: named.or(around) })
}
