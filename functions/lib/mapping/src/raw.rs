//! The bytes of a node, as they stand in the body: what is kept verbatim is not printed anew.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::value::RawValue;
use settings::{NormalizedPath, PathElement};

use crate::body::unmarked;

/// The text of each path's node, in their order; nothing where the body is no JSON. Each part of
/// the body is read once for each level of the paths, however many paths there are.
pub(crate) fn texts<'b>(body: &'b [u8], paths: &[NormalizedPath<'_>]) -> Vec<Option<&'b str>> {
    let mut found = vec![None; paths.len()];
    if let Some(root) = root(body) {
        let wanted: Vec<Wanted<'_>> = paths.iter().map(steps).enumerate().collect();
        fill(root, &wanted, &mut found);
    }
    found
}

/// The whole of a body, if it is JSON.
pub(crate) fn root(body: &[u8]) -> Option<&RawValue> {
    serde_json::from_slice(unmarked(body)).ok()
}

/// The texts of a list's elements; nothing if it is no list.
pub(crate) fn elements(list: &[u8]) -> Option<Vec<&str>> {
    match Parts::of(root(list)?)? {
        Parts::Array(parts) => Some(parts.into_iter().map(RawValue::get).collect()),
        Parts::Object(_) => None,
    }
}

/// From a node to one of its parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

/// A path's place in the result, and the rest of it.
type Wanted<'p> = (usize, Vec<Step<'p>>);

fn steps<'p>(path: &'p NormalizedPath<'_>) -> Vec<Step<'p>> {
    let step = |element: &'p PathElement<'_>| match element {
        PathElement::Name(name) => Step::Name(name),
        PathElement::Index(index) => Step::Index(*index),
    };
    path.iter().map(step).collect()
}

fn fill<'b>(node: &'b RawValue, wanted: &[Wanted<'_>], found: &mut [Option<&'b str>]) {
    let mut below: BTreeMap<Step<'_>, Vec<Wanted<'_>>> = BTreeMap::new();
    for (place, path) in wanted {
        match path.split_first() {
            Some((first, rest)) => below.entry(*first).or_default().push((*place, rest.to_vec())),
            None => {
                if let Some(slot) = found.get_mut(*place) {
                    *slot = Some(node.get());
                }
            }
        }
    }
    if below.is_empty() {
        return;
    }
    let Some(parts) = Parts::of(node) else { return };
    for (step, wanted) in below {
        if let Some(part) = parts.get(step) {
            fill(part, &wanted, found);
        }
    }
}

/// What a node is made of.
pub(crate) enum Parts<'b> {
    Object(HashMap<Cow<'b, str>, &'b RawValue>),
    Array(Vec<&'b RawValue>),
}

impl<'b> Parts<'b> {
    pub fn of(node: &'b RawValue) -> Option<Self> {
        let text = node.get();
        match text.as_bytes().first() {
            Some(b'{') => serde_json::from_str(text).ok().map(Self::Object),
            Some(b'[') => serde_json::from_str(text).ok().map(Self::Array),
            _ => None,
        }
    }

    fn get(&self, step: Step<'_>) -> Option<&'b RawValue> {
        match (self, step) {
            (Self::Object(parts), Step::Name(name)) => parts.get(name).copied(),
            (Self::Array(parts), Step::Index(index)) => parts.get(index).copied(),
            (Self::Object(_), Step::Index(_)) | (Self::Array(_), Step::Name(_)) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts_of(body: &str, path: &str) -> Vec<Option<String>> {
        let value = serde_json::from_slice(unmarked(body.as_bytes())).expect("JSON");
        let path = serde_json_path::JsonPath::parse(path).expect("a path");
        let located = path.query_located(&value);
        let paths: Vec<_> = located.iter().map(|found| found.location().clone()).collect();
        let found = texts(body.as_bytes(), &paths);
        found.into_iter().map(|text| text.map(str::to_owned)).collect()
    }

    #[test]
    fn what_is_found_stands_as_it_stood() {
        let body = r#"{"z": 1, "data":{"results": [ {"b":1.0, "a": "\u0041"} ,[2e3]]}}"#;
        let found = texts_of(body, "$.data.results[*]");
        assert_eq!(found, [Some(r#"{"b":1.0, "a": "\u0041"}"#.into()), Some("[2e3]".into())]);
        assert_eq!(texts_of(body, "$.data['results'][1][0]"), [Some("2e3".into())]);
        assert_eq!(texts_of("[7]", "$"), [Some("[7]".into())]);
    }

    #[test]
    fn of_a_name_said_twice_the_last_counts_as_everywhere() {
        assert_eq!(texts_of(r#"{"a":1,"a":2}"#, "$.a"), [Some("2".into())]);
        assert_eq!(texts_of(r#"{"\u0061": 3}"#, "$.a"), [Some("3".into())]);
    }

    #[test]
    fn what_is_no_json_has_no_bytes_to_show() {
        assert_eq!(texts(b"<a/>", &[]), []);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_any_node() {
        assert_eq!(texts_of("\u{feff}[7.50]", "$[0]"), [Some("7.50".into())]);
    }
}
