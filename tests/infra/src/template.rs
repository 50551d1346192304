//! Looking things up in a template.

use std::collections::BTreeMap;

use serde_json::Value;

/// A template, with its intrinsic functions unresolved.
#[derive(Clone, Debug)]
pub struct Template(pub Value);

/// One resource of it.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'t> {
    /// Its logical name.
    pub name: &'t str,
    /// All that is said of it.
    pub value: &'t Value,
}

impl Template {
    /// The system's own.
    pub fn own() -> Self {
        Self(crate::yaml::parse(&crate::repository::read("infra/template.yaml")))
    }

    /// A section, by the names of its entries.
    pub fn section(&self, name: &str) -> BTreeMap<&str, &Value> {
        let section = self.0.get(name).and_then(Value::as_object).expect("a section");
        section.iter().map(|(name, value)| (name.as_str(), value)).collect()
    }

    /// The resources of a type.
    pub fn of_type(&self, kind: &str) -> Vec<Resource<'_>> {
        let all = self.section("Resources").into_iter();
        let all = all.map(|(name, value)| Resource { name, value });
        let found: Vec<_> =
            all.filter(|it| it.value.get("Type").and_then(Value::as_str) == Some(kind)).collect();
        assert!(!found.is_empty(), "no {kind}");
        found
    }

    /// A property, by the JSON pointer from the resource's name on.
    pub fn property(&self, pointer: &str) -> &Value {
        let (resource, rest) = pointer.split_once('/').expect("a resource and a property");
        let pointer = format!("/Resources/{resource}/Properties/{rest}");
        self.0.pointer(&pointer).unwrap_or_else(|| panic!("no {pointer}"))
    }

    /// A property that is a number.
    pub fn number(&self, pointer: &str) -> u64 {
        self.property(pointer).as_u64().unwrap_or_else(|| panic!("{pointer} is no number"))
    }

    /// A limit or default of a parameter.
    pub fn parameter(&self, name: &str, what: &str) -> u64 {
        let parameter = self.0.pointer(&format!("/Parameters/{name}/{what}"));
        parameter.and_then(Value::as_u64).unwrap_or_else(|| panic!("{name} has no {what}"))
    }
}

impl<'t> Resource<'t> {
    /// A property, by its JSON pointer.
    pub fn property(&self, pointer: &str) -> Option<&'t Value> {
        self.value.pointer(&format!("/Properties/{pointer}"))
    }

    /// A property that is a text, or a text with names to be filled in.
    pub fn text(&self, pointer: &str) -> &'t str {
        let value = self.property(pointer).unwrap_or_else(|| panic!("{}: no {pointer}", self.name));
        let text = value.as_str().or_else(|| value.get("Fn::Sub").and_then(Value::as_str));
        text.unwrap_or_else(|| panic!("{}: {pointer} is no text", self.name))
    }
}
