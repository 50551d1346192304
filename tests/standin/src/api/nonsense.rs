//! Answers that are none, each in its way.

use axum::Json;
use axum::response::{Html, IntoResponse, Response};
use serde_json::json;

use super::body::{body, json as text};
use super::streams;
use crate::answer::{Answer, Endpoint, Finding, ItemResult};
use crate::control::Nonsense;

/// A page, as proxies send it.
pub const NOT_JSON: &str = "<html><body><h1>It works!</h1></body></html>";

/// Enough to end a reader that calls itself for each bracket.
const DEPTH: usize = 200_000;

/// An id that no client gives its items.
const STRANGER: &str = "standin-nobody-asked-for-this";

/// Not a code of the catalogue: a client that takes the second result for the first is found out.
const OTHER_CODE: &str = "9999.99.99.99";

/// 200, and the right answer made wrong.
pub fn response(
    nonsense: Nonsense,
    answer: Answer,
    endpoint: Endpoint,
    request_id: &str,
) -> Response {
    let body = |answer: &Answer| body(answer, endpoint, request_id);
    match nonsense {
        Nonsense::NotJson => Html(NOT_JSON).into_response(),
        Nonsense::Truncated => truncated(endpoint, &answer),
        Nonsense::WrongShape => Json(json!({"data": [], "ok": true})).into_response(),
        Nonsense::MissingItems => body(&missing(answer)),
        Nonsense::UnknownItems => body(&unknown(endpoint, answer)),
        Nonsense::DuplicateItems => body(&duplicate(answer)),
        Nonsense::Huge => streams::huge(),
        Nonsense::Deep => deep(),
    }
}

/// Arrays in arrays.
pub fn deep() -> Response {
    text(format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH)))
}

fn truncated(endpoint: Endpoint, answer: &Answer) -> Response {
    let whole = answer.body(endpoint).unwrap_or_default();
    let half: String = whole.chars().take(whole.chars().count() / 2).collect();
    text(half)
}

/// A single item's answer so becomes an empty list.
fn missing(mut answer: Answer) -> Answer {
    answer.results.pop();
    answer
}

/// One result too many; a lone result is given to the stranger.
fn unknown(endpoint: Endpoint, mut answer: Answer) -> Answer {
    if let Some(result) = answer.results.first().cloned() {
        let stranger = ItemResult { item_id: STRANGER.to_owned(), ..result };
        match endpoint {
            Endpoint::Batch | Endpoint::Job => answer.results.push(stranger),
            Endpoint::Single => answer.results = vec![stranger],
        }
    }
    answer
}

/// The first item twice, the second time otherwise. A single item's answer so becomes a list.
fn duplicate(mut answer: Answer) -> Answer {
    if let Some(mut again) = answer.results.first().cloned() {
        if let Finding::Completed(classification) = &mut again.finding {
            OTHER_CODE.clone_into(&mut classification.hts_code);
        }
        answer.results.push(again);
    }
    answer
}
