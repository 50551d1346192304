//! Numbers as the body writes them. A parsed number is 64 bits; what does not fit is looked up in
//! the body, which happens to so few that nothing is kept for the others.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::value::RawValue;
use serde_json::{Number, Value};

use crate::raw::{self, Parts};

/// Finds the digits of a document's numbers.
#[derive(Debug)]
pub(crate) struct Digits<'b> {
    body: &'b [u8],
    root: &'b Value,
    /// By the address of the number's node, which `root` keeps in its place.
    found: OnceCell<HashMap<*const Value, &'b str>>,
}

impl<'b> Digits<'b> {
    /// `root` is what was parsed from `body`, or a part of it.
    pub fn of(body: &'b [u8], root: &'b Value) -> Self {
        Self { body, root, found: OnceCell::new() }
    }

    /// The number at `node` with every digit that it is written with.
    pub fn written<'v>(&self, node: &'v Value, number: &Number) -> Cow<'v, str>
    where
        'b: 'v,
    {
        if !number.is_f64() {
            return number.to_string().into();
        }
        let found = self.found.get_or_init(|| self.find());
        match found.get(&std::ptr::from_ref(node)) {
            Some(digits) => (*digits).into(),
            None => number.to_string().into(),
        }
    }

    fn find(&self) -> HashMap<*const Value, &'b str> {
        let mut found = HashMap::new();
        if let Some(body) = raw::root(self.body) {
            walk(self.root, body, &mut found);
        }
        found
    }
}

/// Both trees side by side.
fn walk<'b>(node: &Value, raw: &'b RawValue, found: &mut HashMap<*const Value, &'b str>) {
    match node {
        Value::Number(number) if number.is_f64() => {
            found.insert(std::ptr::from_ref(node), raw.get());
        }
        Value::Array(elements) => {
            let Some(Parts::Array(parts)) = Parts::of(raw) else { return };
            for (element, part) in elements.iter().zip(parts) {
                walk(element, part, found);
            }
        }
        Value::Object(members) => {
            let Some(Parts::Object(parts)) = Parts::of(raw) else { return };
            for (name, member) in members {
                if let Some(part) = parts.get(name.as_str()) {
                    walk(member, part, found);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
