//! Reading the body of an answer.
//!
//! | The body | What it is |
//! |---|---|
//! | no JSON; JSON that is neither an object nor a list | nonsense |
//! | several items asked: no list under `results`, `items` or `data`, and no list itself | nonsense; [`CallError::Accepted`] where its `status` says that it is worked on |
//! | one item asked: the item itself, or a list with it | its answer, also where it names no item |
//! | an item that was asked for is not there | that item alone: retryable, `missing` |
//! | an item is there twice | one answer if both agree; else that item alone: retryable, `answered_twice` |
//! | an item that nobody asked for, or that names none | passed over, and counted |
//! | not one item that was asked for is there and readable | nonsense |

use std::collections::HashSet;

use crate::answer::{Answer, Answers};
use crate::call::Question;
use crate::error::CallError;
use crate::item::{MISSING, UNREADABLE, retryable};
use crate::json::{nonsense, readable};
use crate::status::Status;
use crate::whole::{Heard, Whole};

/// Reads the body of an answer to these questions, item by item. `retryable` are failures that
/// pass at this API, beside those that pass anywhere.
pub fn read_answers(
    questions: &[Question],
    body: &[u8],
    retryable: &[String],
) -> Result<Answers, CallError> {
    let text = readable(body)?;
    let whole = Whole::read(&text)?;
    let (items, only) = match questions {
        [question] => (whole.items(), Some(question.item_id.as_str())),
        _ if whole.has_list() => (whole.listed(), None),
        _ if whole.status() == Status::Working => return Err(CallError::Accepted),
        _ => return Err(nonsense("no list of items")),
    };
    let asked: HashSet<&str> = questions.iter().map(|question| &*question.item_id).collect();
    let heard = Heard::read(items, only, |id| asked.contains(id), retryable);
    answers(questions, heard, &whole)
}

fn answers(
    questions: &[Question],
    mut heard: Heard,
    whole: &Whole<'_>,
) -> Result<Answers, CallError> {
    let answer = |question: &Question| heard.items.remove(&question.item_id);
    let items = questions.iter().map(answer);
    let items: Vec<_> = items.map(|answer| answer.unwrap_or_else(|| retryable(MISSING))).collect();
    if items.iter().all(is_unread) {
        return Err(nonsense("no item that was asked for is answered in it"));
    }
    Ok(Answers { about: whole.about(), items, ignored: heard.ignored })
}

fn is_unread(answer: &Answer) -> bool {
    match answer {
        Answer::Completed { .. } | Answer::Failed { .. } => false,
        Answer::Retryable { code } => matches!(code.as_str(), MISSING | UNREADABLE),
    }
}
