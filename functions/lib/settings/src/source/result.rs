//! Where a source's events say what was found for items, or where that can be fetched.

use thiserror::Error;

use crate::fields::path_or;
use crate::path::JsonPath;
use crate::section::Section;
use crate::version_at::VersionAt;

/// Results in the body; where it has none, a reference under which the API keeps them.
#[derive(Clone, Debug)]
pub struct Results {
    /// The results, each a node of its own, in the body or in what is fetched.
    pub items: JsonPath,
    /// The job's or batch's id.
    pub reference: JsonPath,
    /// Where it is fetched, below the API's address.
    pub path: ReferencePath,
    /// The version of the request that a result answers, seen from the document that holds it, or
    /// from the result.
    pub version: VersionAt,
}

/// A path with one segment that is the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferencePath {
    before: Vec<String>,
    after: Vec<String>,
}

/// Why a text is no such path.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "is no path with one segment that is `{{reference}}` (/openapi/v1/tariff/batch/{{reference}})"
)]
pub struct NoReferencePath;

const REFERENCE: &str = "{reference}";

impl Results {
    /// `own` is the version of the source's other events, which results have too unless they say
    /// otherwise.
    pub(crate) fn read(section: Option<Section<'_>>, own: Option<&VersionAt>) -> Option<Self> {
        let mut section = section;
        let mut take = |key| section.as_mut().and_then(|section| section.get(key));
        let items = path_or(take("items"), "$.results[*]");
        let reference = path_or(take("reference"), "$.batch_id");
        let path = match take("path") {
            Some(found) => found.parsed(ReferencePath::parse),
            None => ReferencePath::parse("/openapi/v1/tariff/batch/{reference}").ok(),
        };
        let version = match take("version") {
            Some(found) => VersionAt::read(&found),
            None => own.cloned(),
        };
        if let Some(section) = section {
            section.finish();
        }
        Some(Self { items: items?, reference: reference?, path: path?, version: version? })
    }
}

impl ReferencePath {
    fn parse(text: &str) -> Result<Self, NoReferencePath> {
        let segments = text.strip_prefix('/').ok_or(NoReferencePath)?.split('/');
        let segments: Vec<_> = segments.map(str::to_owned).collect();
        let is_segment = |text: &String| {
            !matches!(text.as_str(), "" | "." | "..") && !text.contains(['{', '}', '?', '#'])
        };
        let (before, after) = match segments.iter().position(|segment| segment == REFERENCE) {
            Some(place) => segments.split_at(place),
            None => return Err(NoReferencePath),
        };
        let (before, after) = (before.to_vec(), after.iter().skip(1).cloned().collect::<Vec<_>>());
        let is_good = before.iter().chain(&after).all(is_segment);
        if is_good { Ok(Self { before, after }) } else { Err(NoReferencePath) }
    }

    /// The segments of the path to what `reference` stands for.
    pub fn segments<'p>(&'p self, reference: &'p str) -> Vec<&'p str> {
        let before = self.before.iter().map(String::as_str);
        before.chain([reference]).chain(self.after.iter().map(String::as_str)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_one_segment_of_its_path() {
        let path = ReferencePath::parse("/v1/jobs/{reference}/results").expect("a path");
        assert_eq!(path.segments("j-1"), ["v1", "jobs", "j-1", "results"]);
        for text in ["", "/", "/v1", "v1/{reference}", "/{reference}/{reference}", "/a{reference}"]
        {
            assert_eq!(ReferencePath::parse(text), Err(NoReferencePath), "{text}");
        }
        for text in ["/../{reference}", "/a//{reference}", "/a?b/{reference}"] {
            assert_eq!(ReferencePath::parse(text), Err(NoReferencePath), "{text}");
        }
    }
}
