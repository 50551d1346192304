//! The metrics that the functions write, as their source says.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

/// A metric and its dimensions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// Its dimensions, in the order of their names.
    pub dimensions: BTreeSet<String>,
}

/// Every metric of the functions.
pub fn counted() -> BTreeSet<Metric> {
    let mut found = BTreeSet::new();
    visit(&crate::repository::root().join("functions"), &mut found);
    assert!(!found.is_empty(), "no metrics");
    found
}

fn visit(directory: &Path, found: &mut BTreeSet<Metric>) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "tests") {
            visit(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.extend(in_source(&std::fs::read_to_string(path).expect("a source")));
        }
    }
}

fn in_source(source: &str) -> Vec<Metric> {
    let call = Regex::new(r"metrics::(?:counter|gauge|histogram)!\(").expect("a pattern");
    let text = Regex::new(r#""([a-z0-9_]+)"(\s*=>)?"#).expect("a pattern");
    let calls = call.find_iter(source).map(|found| arguments(&source[found.end()..]));
    let metric = |arguments: &str| {
        let mut texts = text.captures_iter(arguments).map(|found| found[1].to_owned());
        Metric { name: texts.next().expect("a name"), dimensions: texts.collect() }
    };
    calls.map(metric).collect()
}

/// Everything up to the parenthesis that closes.
fn arguments(text: &str) -> &str {
    let mut depth = 1_u32;
    let end = text.find(|char| {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    &text[..end.expect("a closing parenthesis")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_dimensions_are_read_from_calls_of_one_line_or_several() {
        let source = r#"
            metrics::counter!("plain").increment(1);
            metrics::counter!(
                "calls", "api" => api.clone(), "outcome" => outcome(result)).increment(1);
            metrics::histogram!("seconds", "source" => source).record(1.0);
        "#;
        let found: Vec<_> = in_source(source)
            .into_iter()
            .map(|metric| (metric.name, metric.dimensions.into_iter().collect::<Vec<_>>()))
            .collect();
        let expected =
            [("plain", vec![]), ("calls", vec!["api", "outcome"]), ("seconds", vec!["source"])];
        let expected = expected.map(|(name, dimensions)| {
            (name.to_owned(), dimensions.into_iter().map(str::to_owned).collect::<Vec<_>>())
        });
        assert_eq!(found, expected);
    }
}
