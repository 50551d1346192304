//! The embedded metric format: few documents for many metrics.
//!
//! A document names its metrics and their dimensions first; the values of both are members beside
//! them. So metrics of several sets of dimensions share a document, as long as no member would need
//! two values. What they have in common is written once.

use std::collections::BTreeMap;

use metrics::Key;
use serde::{Serialize, Serializer};

use crate::counts::Values;

/// How many metrics a document may hold, and how many values each of them.
const AT_MOST: usize = 100;

/// One line of the log.
#[derive(Debug, Default)]
struct Document<'c> {
    directives: Vec<Directive<'c>>,
    members: BTreeMap<&'c str, Member<'c>>,
    metrics: usize,
}

/// Metrics of one set of dimensions.
#[derive(Debug)]
struct Directive<'c> {
    dimensions: Vec<&'c str>,
    metrics: Vec<&'c str>,
}

/// What stands under one name.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Member<'c> {
    Dimension(&'c str),
    Sum(u64),
    Each(&'c [f64]),
}

/// Writes all that was counted as lines, each a document.
pub(crate) fn write(
    counted: &BTreeMap<Key, Values>,
    namespace: &str,
    timestamp: u128,
) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for document in documents(counted) {
        serde_json::to_writer(&mut lines, &document.line(namespace, timestamp))?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn documents(counted: &BTreeMap<Key, Values>) -> Vec<Document<'_>> {
    let mut documents: Vec<Document<'_>> = Vec::new();
    for (key, values) in counted {
        for member in members(values) {
            if let Some(document) = documents.iter_mut().find(|document| document.takes(key)) {
                document.add(key, member);
            } else {
                let mut document = Document::default();
                document.add(key, member);
                documents.push(document);
            }
        }
    }
    documents
}

/// A metric's values, in as many parts as it takes.
fn members(values: &Values) -> Vec<Member<'_>> {
    match values {
        Values::Sum(sum) => vec![Member::Sum(*sum)],
        Values::Each(values) => values.chunks(AT_MOST).map(Member::Each).collect(),
    }
}

impl<'c> Document<'c> {
    /// Whether the metric can stand here: its name is free, and its labels are as they are here.
    fn takes(&self, key: &Key) -> bool {
        let fits = |label: &metrics::Label| {
            let member = self.members.get(label.key());
            member.is_none_or(|member| *member == Member::Dimension(label.value()))
        };
        self.metrics < AT_MOST && !self.members.contains_key(key.name()) && key.labels().all(fits)
    }

    fn add(&mut self, key: &'c Key, member: Member<'c>) {
        let dimensions: Vec<&str> = key.labels().map(metrics::Label::key).collect();
        for label in key.labels() {
            self.members.insert(label.key(), Member::Dimension(label.value()));
        }
        self.members.insert(key.name(), member);
        self.metrics = self.metrics.saturating_add(1);
        match self.directives.iter_mut().find(|it| it.dimensions == dimensions) {
            Some(directive) => directive.metrics.push(key.name()),
            None => self.directives.push(Directive { dimensions, metrics: vec![key.name()] }),
        }
    }

    fn line<'d>(&'d self, namespace: &'d str, timestamp: u128) -> Line<'d> {
        let metrics = |names: &'d [&'d str]| names.iter().map(|name| Name { name }).collect();
        let directives = self.directives.iter().map(|directive| MetricDirective {
            namespace,
            dimensions: [&directive.dimensions],
            metrics: metrics(&directive.metrics),
        });
        Line { aws: Aws { timestamp, metrics: directives.collect() }, members: &self.members }
    }
}

#[derive(Serialize)]
struct Line<'d> {
    #[serde(rename = "_aws")]
    aws: Aws<'d>,
    #[serde(flatten)]
    members: &'d BTreeMap<&'d str, Member<'d>>,
}

#[derive(Serialize)]
struct Aws<'d> {
    #[serde(rename = "Timestamp")]
    timestamp: u128,
    #[serde(rename = "CloudWatchMetrics")]
    metrics: Vec<MetricDirective<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MetricDirective<'d> {
    namespace: &'d str,
    dimensions: [&'d [&'d str]; 1],
    metrics: Vec<Name<'d>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Name<'d> {
    name: &'d str,
}

impl Serialize for Member<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Dimension(value) => serializer.serialize_str(value),
            Self::Sum(sum) => serializer.serialize_u64(*sum),
            Self::Each([value]) => Number(*value).serialize(serializer),
            Self::Each(values) => serializer.collect_seq(values.iter().copied().map(Number)),
        }
    }
}

/// A whole number is written as one: `0` in place of `0.0`.
struct Number(f64);

impl Serialize for Number {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and fits")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_short = self.0.abs() < 1e15 && self.0.fract() == 0.0;
        if is_short {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics::Label;
    use serde_json::{Value, json};

    use super::*;

    fn key(name: &'static str, labels: &[(&'static str, &'static str)]) -> Key {
        let labels = labels.iter().map(|(key, value)| Label::new(*key, *value));
        Key::from_parts(name, labels.collect::<Vec<_>>())
    }

    fn lines(counted: impl IntoIterator<Item = (Key, Values)>) -> Vec<Value> {
        let written = write(&counted.into_iter().collect(), "Tidewaiter/test", 7).expect("lines");
        let lines = String::from_utf8(written).expect("text");
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    #[test]
    fn metrics_of_several_dimensions_share_a_document_and_what_they_have_in_common() {
        let written = lines([
            (key("deliveries", &[("source", "a"), ("outcome", "accepted")]), Values::Sum(1)),
            (key("deliveries_verified", &[("source", "a"), ("secret", "s")]), Values::Sum(1)),
            (key("seconds", &[]), Values::Each(vec![0.25])),
            (key("whole", &[]), Values::Each(vec![0.0, 2.0, 0.5])),
        ]);
        let directive = |dimensions: &[&str], metrics: &[&str]| {
            let metrics: Vec<Value> = metrics.iter().map(|name| json!({"Name": name})).collect();
            json!({"Namespace": "Tidewaiter/test", "Dimensions": [dimensions], "Metrics": metrics})
        };
        let expected = json!({
            "_aws": {"Timestamp": 7, "CloudWatchMetrics": [
                directive(&["source", "outcome"], &["deliveries"]),
                directive(&["source", "secret"], &["deliveries_verified"]),
                directive(&[], &["seconds", "whole"]),
            ]},
            "source": "a", "outcome": "accepted", "secret": "s",
            "deliveries": 1, "deliveries_verified": 1, "seconds": 0.25, "whole": [0, 2, 0.5],
        });
        assert_eq!(written, [expected]);
    }

    #[test]
    fn no_member_has_two_values() {
        let step = |step| (key("steps", &[("source", "a"), ("step", step)]), Values::Sum(1));
        let written = lines([
            step("claimed"),
            step("done"),
            (key("calls", &[("source", "b")]), Values::Sum(5)),
            (key("source", &[]), Values::Sum(6)), // a name that is a dimension elsewhere
            (key("gets", &[("source", "a")]), Values::Sum(7)),
        ]);
        // In the order of their names; each in the first document that takes it.
        let said = |line: &Value| {
            let names = ["calls", "gets", "steps", "source", "step"];
            names.map(|name| line.get(name).cloned().unwrap_or_default())
        };
        let said: Vec<_> = written.iter().map(said).collect();
        let none = Value::Null;
        assert_eq!(
            said,
            [
                [json!(5), none.clone(), none.clone(), json!("b"), none.clone()],
                [none.clone(), json!(7), json!(1), json!("a"), json!("claimed")],
                [none.clone(), none.clone(), none.clone(), json!(6), none.clone()],
                [none.clone(), none, json!(1), json!("a"), json!("done")],
            ]
        );
    }

    #[test]
    fn a_document_holds_as_much_as_cloudwatch_takes() {
        let names: Vec<String> = (0..150).map(|number| format!("metric_{number}")).collect();
        let many = names.iter().map(|name| (Key::from_name(name.clone()), Values::Sum(1)));
        let values = (key("values", &[]), Values::Each(vec![1.5; 250]));
        let written = lines(many.chain([values]));
        let metrics = |line: &Value| {
            let members = line.as_object().map_or(0, serde_json::Map::len);
            members.saturating_sub(1)
        };
        assert_eq!(written.iter().map(metrics).collect::<Vec<_>>(), [100, 51, 1, 1]);
        let lengths = written.iter().filter_map(|line| line.get("values")?.as_array());
        assert_eq!(lengths.map(Vec::len).collect::<Vec<_>>(), [100, 100, 50]);
    }
}
