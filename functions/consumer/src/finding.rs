//! What an event, or a fetched batch, says was found. Pure.

use classifier::{Answer, Named, Told, read_result};
use mapping::{Document, ItemResult, Version};

/// One result: which item, which version of it, and the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The item.
    pub item_id: String,
    /// The version of the request that is answered, if it is said.
    pub version: Option<Version>,
    /// What was found.
    pub answer: Answer,
    /// Who says so.
    pub named: Named,
}

/// Every result of a document, or which of them is none. They are all read before any is
/// recorded: a document that is wrong in one place is not trusted in others.
pub(crate) fn findings(
    document: &Document,
    results: &[ItemResult],
) -> Result<Vec<Finding>, String> {
    let around = Named::of(document.root());
    let results = results.iter().enumerate();
    results.map(|(place, result)| finding(place, result, &around)).collect()
}

fn finding(place: usize, result: &ItemResult, around: &Named) -> Result<Finding, String> {
    let told = read_result(&result.text).map_err(|error| format!("result {place}: {error}"))?;
    let Told { item_id, answer, named } = told;
    if !(1..=256).contains(&item_id.len()) || item_id.contains(char::is_control) {
        return Err(format!("result {place}: its item's id cannot be a key"));
    }
    Ok(Finding { item_id, version: result.version, answer, named: named.or(around) })
}
