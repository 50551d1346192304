//! One misbehaviour and when it applies.

use std::num::NonZeroU32;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::behaviour::{Behaviour, Nonsense};
use super::form::{FormError, RuleForm};

/// A misbehaviour, the calls it is for, and how often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct Rule {
    /// How many calls it applies to; none: for ever.
    pub times: Option<NonZeroU32>,
    /// Only calls that hold this item; none: all.
    pub when_item: Option<String>,
    /// Only calls that hold an item in whose description this text occurs; none: all.
    pub when_described: Option<String>,
    /// The work is done first, takes its time and is paid for: the answer is lost, not the cost.
    pub after_work: bool,
    /// The response has no `Date`.
    pub without_date: bool,
    /// What happens.
    pub behaviour: Behaviour,
}

impl Rule {
    /// This behaviour for every call, for ever, before any work.
    pub fn new(behaviour: Behaviour) -> Self {
        Self {
            times: None,
            when_item: None,
            when_described: None,
            after_work: false,
            without_date: false,
            behaviour,
        }
    }

    /// Another status, without a `Retry-After` and with an error like the API's own.
    pub fn status(status: StatusCode) -> Self {
        Self::new(Behaviour::Status { status, retry_after: None, body: None })
    }

    /// 429 with a `Retry-After`.
    pub fn too_many(retry_after: impl Into<String>) -> Self {
        Self::wait(StatusCode::TOO_MANY_REQUESTS, retry_after)
    }

    /// Another status with a `Retry-After`, sent as it stands.
    pub fn wait(status: StatusCode, retry_after: impl Into<String>) -> Self {
        let retry_after = Some(retry_after.into());
        Self::new(Behaviour::Status { status, retry_after, body: None })
    }

    /// 202, and so many look-ups until the answer is there.
    pub fn accept(look_ups: u32) -> Self {
        Self::new(Behaviour::Accept(look_ups))
    }

    /// 200 with an answer that is none.
    pub fn nonsense(nonsense: Nonsense) -> Self {
        Self::new(Behaviour::Nonsense(nonsense))
    }

    /// The same, for this many calls only.
    #[must_use]
    pub fn times(self, times: NonZeroU32) -> Self {
        let times = Some(times);
        Self { times, ..self }
    }

    /// The same, for one call only.
    #[must_use]
    pub fn once(self) -> Self {
        self.times(NonZeroU32::MIN)
    }

    /// The same, for calls that hold this item only.
    #[must_use]
    pub fn when_item(self, item_id: impl Into<String>) -> Self {
        let when_item = Some(item_id.into());
        Self { when_item, ..self }
    }

    /// The same, for calls that hold an item so described only.
    #[must_use]
    pub fn when_described(self, text: impl Into<String>) -> Self {
        let when_described = Some(text.into());
        Self { when_described, ..self }
    }

    /// The same, without a `Date`.
    #[must_use]
    pub fn without_date(self) -> Self {
        let without_date = true;
        Self { without_date, ..self }
    }

    /// The same, once the work is done and paid for.
    #[must_use]
    pub fn after_work(self) -> Self {
        let after_work = true;
        Self { after_work, ..self }
    }

    /// Whether a call it applies to costs: it may be told to, and a right answer always does.
    pub(crate) fn is_paid(&self) -> bool {
        self.is_after_work() || matches!(self.behaviour, Behaviour::Accept(_))
    }

    /// Whether the work is done before anything is said.
    pub(crate) fn is_after_work(&self) -> bool {
        self.after_work || matches!(self.behaviour, Behaviour::Trickle(_))
    }
}

impl TryFrom<RuleForm> for Rule {
    type Error = FormError;

    fn try_from(form: RuleForm) -> Result<Self, FormError> {
        let behaviour = form.behaviour()?;
        Ok(Self {
            times: form.times,
            when_item: form.when_item,
            when_described: form.when_described,
            after_work: form.after_work,
            without_date: form.without_date,
            behaviour,
        })
    }
}

impl From<Rule> for RuleForm {
    fn from(rule: Rule) -> Self {
        let form = Self {
            times: rule.times,
            when_item: rule.when_item,
            when_described: rule.when_described,
            after_work: rule.after_work,
            without_date: rule.without_date,
            ..Self::default()
        };
        match rule.behaviour {
            Behaviour::Status { status, retry_after, body } => {
                Self { status: Some(status.as_u16()), retry_after, body, ..form }
            }
            Behaviour::Accept(look_ups) => Self { accept: Some(look_ups), ..form },
            Behaviour::Hang => Self { hang: true, ..form },
            Behaviour::Close => Self { close: true, ..form },
            Behaviour::Trickle(ms) => Self { trickle_ms: Some(ms), ..form },
            Behaviour::Nonsense(nonsense) => Self { nonsense: Some(nonsense), ..form },
        }
    }
}
