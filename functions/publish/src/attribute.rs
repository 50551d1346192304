//! `DynamoDB`'s attribute values, as a stream writes them: `{"S": "text"}`, `{"N": "1.5"}`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Number, Value};

/// A value of the kinds that a row of classifications has. Binaries and sets are none of them.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub enum Attribute {
    /// A text.
    S(String),
    /// A number, as written.
    N(String),
    /// A truth value.
    #[serde(rename = "BOOL")]
    Bool(bool),
    /// Nothing.
    #[serde(rename = "NULL")]
    Null(bool),
    /// A list.
    L(Vec<Attribute>),
    /// An object.
    M(BTreeMap<String, Attribute>),
}

impl Attribute {
    /// The same in plain JSON. `None` where a number is none that JSON can write.
    pub fn json(&self) -> Option<Value> {
        match self {
            Self::S(text) => Some(Value::from(text.as_str())),
            Self::N(digits) => digits.parse::<Number>().ok().map(Value::Number),
            Self::Bool(value) => Some(Value::from(*value)),
            Self::Null(_) => Some(Value::Null),
            Self::L(values) => values.iter().map(Self::json).collect(),
            Self::M(fields) => {
                let fields = fields.iter().map(|(name, value)| Some((name.clone(), value.json()?)));
                fields.collect::<Option<_>>().map(Value::Object)
            }
        }
    }
}
