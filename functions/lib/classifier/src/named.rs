//! What an answer or a result names beside what it says.

use serde_json::Value;

use crate::columns;
use crate::fields::Fields;

/// What a result, or the document around it, names beside its answer. Each is a text, or a number
/// as it is written; anything else is left out, and so is what is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The `X-Request-Id` of the call that was answered.
    pub request_id: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// The tariff schedule.
    pub schedule: Option<String>,
}

impl Named {
    /// What this object names itself.
    pub fn of(value: &Value) -> Self {
        let text = |name| match value.get(name)? {
            Value::String(text) => columns::column(text),
            Value::Number(number) => columns::column(&number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        Self { request_id: text("request_id"), model: text("model"), schedule: text("schedule") }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Self {
        let text = |name| columns::text(fields, name);
        Self { request_id: text("request_id"), model: text("model"), schedule: text("schedule") }
    }

    /// The same, and what the document around it names where it is silent.
    #[must_use]
    pub fn or(self, around: &Self) -> Self {
        let or = |own: Option<String>, around: &Option<String>| own.or_else(|| around.clone());
        Self {
            request_id: or(self.request_id, &around.request_id),
            model: or(self.model, &around.model),
            schedule: or(self.schedule, &around.schedule),
        }
    }
}
