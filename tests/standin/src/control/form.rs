//! A rule as it is written in JSON: one flat object, of which exactly one field is the behaviour.

use std::num::NonZeroU32;
use std::ops::Not;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::behaviour::{Behaviour, Nonsense};

/// The fields as written, before it is known that they make one rule.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the JSON, off unless written"
)]
pub struct RuleForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<NonZeroU32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when_described: Option<String>,
    #[serde(skip_serializing_if = "Not::not")]
    pub after_work: bool,
    #[serde(skip_serializing_if = "Not::not")]
    pub without_date: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept: Option<u32>,
    #[serde(skip_serializing_if = "Not::not")]
    pub hang: bool,
    #[serde(skip_serializing_if = "Not::not")]
    pub close: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trickle_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonsense: Option<Nonsense>,
}

/// Why the fields make no rule.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    #[error(
        "a rule needs one behaviour: `status`, `accept`, `hang: true`, `close: true`, `trickle_ms` or `nonsense`"
    )]
    NoBehaviour,
    #[error("a rule has one behaviour, not several")]
    SeveralBehaviours,
    #[error("`retry_after`, `without_date` and `body` go with `status` only")]
    StrayDetail,
    #[error("{0} is no status an answer can end with: 200 to 599")]
    Status(u16),
}

impl RuleForm {
    /// The one behaviour that the fields name.
    pub fn behaviour(&self) -> Result<Behaviour, FormError> {
        let mut named = [
            self.answer()?,
            self.accept.map(Behaviour::Accept),
            self.hang.then_some(Behaviour::Hang),
            self.close.then_some(Behaviour::Close),
            self.trickle_ms.map(Behaviour::Trickle),
            self.nonsense.map(Behaviour::Nonsense),
        ]
        .into_iter()
        .flatten();
        let only = named.next().ok_or(FormError::NoBehaviour)?;
        match named.next() {
            Some(_) => Err(FormError::SeveralBehaviours),
            None => Ok(only),
        }
    }

    fn answer(&self) -> Result<Option<Behaviour>, FormError> {
        let Some(number) = self.status else {
            let stray = self.retry_after.is_some() || self.body.is_some() || self.without_date;
            return if stray { Err(FormError::StrayDetail) } else { Ok(None) };
        };
        Ok(Some(Behaviour::Status {
            status: final_status(number)?,
            retry_after: self.retry_after.clone(),
            body: self.body.clone(),
        }))
    }
}

/// 1xx announces an answer and is none, so it cannot be one.
fn final_status(number: u16) -> Result<StatusCode, FormError> {
    StatusCode::from_u16(number)
        .ok()
        .filter(|_| (200..=599).contains(&number))
        .ok_or(FormError::Status(number))
}

#[cfg(test)]
mod tests;
