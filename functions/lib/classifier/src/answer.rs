//! What comes back, read tolerantly and checked strictly.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::call::Question;
use crate::error::CallError;
use crate::extract;

/// The most bytes of one item's answer. It is kept verbatim, and a row of `DynamoDB` takes 400 KB.
const MAX_ITEM_BYTES: usize = 256 * 1024;

/// Everything a call brought: one answer for each question, in the order of the questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// The model the provider names.
    pub model: Option<String>,
    /// The tariff schedule the provider names.
    pub schedule: Option<String>,
    /// One for each question.
    pub items: Vec<Answer>,
}

/// What the provider said of one item.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// There is a code.
    Completed {
        /// As given, never padded.
        hts_code: String,
        /// All duties together, as given.
        duty: Option<String>,
        /// How sure the provider says it is.
        confidence: Option<f64>,
        /// Codes of the parts of composite goods, as given.
        components: Vec<String>,
        /// The whole answer, byte for byte.
        verbatim: String,
    },
    /// There is none, and asking again does not help.
    Failed {
        /// The provider's word for why.
        code: String,
        /// The whole answer, byte for byte.
        verbatim: String,
    },
    /// There is none yet: asking again may help.
    Retryable {
        /// The provider's word for why.
        code: String,
    },
}

/// The answer to a batch. Providers differ in what they call the list.
#[derive(Deserialize)]
pub(crate) struct Batch<'a> {
    #[serde(borrow, alias = "items", alias = "data")]
    pub results: Vec<&'a RawValue>,
    model: Option<String>,
    schedule: Option<String>,
}

/// What is asked of a provider's own item before it is looked at closely.
#[derive(Deserialize)]
struct Provenance {
    model: Option<String>,
    schedule: Option<String>,
}

/// Reads the body of a 200. Missing, unknown and repeated items make the whole answer nonsense:
/// nobody can say which of them is right.
pub fn read_answers(questions: &[Question], body: &[u8]) -> Result<Answers, CallError> {
    match questions {
        [only] => single(only, body),
        _ => batch(questions, body),
    }
}

fn single(question: &Question, body: &[u8]) -> Result<Answers, CallError> {
    let raw: &RawValue = serde_json::from_slice(body).map_err(|error| not_json(&error))?;
    let provenance: Provenance =
        serde_json::from_str(raw.get()).map_err(|error| not_json(&error))?;
    let (item_id, answer) = item(raw)?;
    if item_id != question.item_id {
        return Err(nonsense("an item that was not asked for"));
    }
    let Provenance { model, schedule } = provenance;
    Ok(Answers { model, schedule, items: vec![answer] })
}

fn batch(questions: &[Question], body: &[u8]) -> Result<Answers, CallError> {
    let Batch { results, model, schedule } =
        serde_json::from_slice(body).map_err(|error| not_json(&error))?;
    let asked: HashSet<&str> = questions.iter().map(|question| &*question.item_id).collect();
    let mut found = HashMap::with_capacity(results.len());
    for raw in results {
        let (item_id, answer) = item(raw)?;
        if !asked.contains(&*item_id) {
            return Err(nonsense("an item that was not asked for"));
        }
        if found.insert(item_id, answer).is_some() {
            return Err(nonsense("an item answered twice"));
        }
    }
    let items = questions.iter().map(|question| found.remove(&question.item_id));
    let items: Option<Vec<_>> = items.collect();
    let items = items.ok_or_else(|| nonsense("an item without an answer"))?;
    Ok(Answers { model, schedule, items })
}

pub(crate) fn item(raw: &RawValue) -> Result<(String, Answer), CallError> {
    if raw.get().len() > MAX_ITEM_BYTES {
        return Err(CallError::Nonsense(format!("an item of more than {MAX_ITEM_BYTES} bytes")));
    }
    let value: Value = serde_json::from_str(raw.get()).map_err(|error| not_json(&error))?;
    let item_id = extract::text(&value, &["item_id", "id"]);
    let item_id = item_id.ok_or_else(|| nonsense("an item without its id"))?;
    let answer = extract::answer(&value, raw.get())
        .ok_or_else(|| nonsense("an item with neither a code nor a failure"))?;
    Ok((item_id, answer))
}

pub(crate) fn nonsense(what: &str) -> CallError {
    CallError::Nonsense(what.to_owned())
}

/// Where, and never what stood there: it may hold a product's description.
pub(crate) fn not_json(error: &serde_json::Error) -> CallError {
    CallError::Nonsense(format!(
        "not the JSON of an answer, line {}, column {}",
        error.line(),
        error.column()
    ))
}
