//! `CloudFormation`'s YAML as the JSON that it stands for.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// The one document in a text; `!Ref x` as `{"Ref": "x"}`, `!Sub x` as `{"Fn::Sub": "x"}`, and so
/// on.
pub fn parse(text: &str) -> Value {
    let documents = Yaml::load_from_str(text).expect("YAML");
    let [document] = documents.as_slice() else { panic!("one document") };
    value(document)
}

fn value(node: &Yaml<'_>) -> Value {
    match node {
        Yaml::Value(scalar) => of_scalar(scalar),
        Yaml::Sequence(values) => values.iter().map(value).collect(),
        Yaml::Mapping(fields) => {
            let name = |key: &Yaml<'_>| key.as_str().expect("a name").to_owned();
            Value::Object(fields.iter().map(|(key, node)| (name(key), value(node))).collect())
        }
        Yaml::Tagged(tag, node) => intrinsic(&tag.suffix, value(node)),
        other => panic!("not in a template: {other:?}"),
    }
}

fn of_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => json!(value),
        Scalar::Integer(value) => json!(value),
        Scalar::FloatingPoint(value) => json!(value.into_inner()),
        Scalar::String(value) => json!(value),
    }
}

fn intrinsic(tag: &str, argument: Value) -> Value {
    let (name, argument) = match (tag, argument) {
        ("Ref" | "Condition", argument) => (tag.to_owned(), argument),
        ("GetAtt", Value::String(path)) => {
            ("Fn::GetAtt".to_owned(), path.splitn(2, '.').collect::<Value>())
        }
        (_, argument) => (format!("Fn::{tag}"), argument),
    };
    Value::Object(Map::from_iter([(name, argument)]))
}
