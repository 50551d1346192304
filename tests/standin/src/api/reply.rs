//! What was decided about a call is carried out.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::misbehave::{self, Answering};
use super::nonsense;
use super::refusal::problem;
use super::request::Product;
use crate::answer::{Answer, Endpoint, Finding, ItemResult};
use crate::calls::{OpenCall, Outcome};
use crate::control::{Control, Nonsense, RateLimit};
use crate::desk::{Desk, Verdict};
use crate::line::Line;

/// Descriptions shorter than this say nothing.
const LEAST_DESCRIPTION: usize = 3;

/// All that is needed to answer one call.
pub struct Reply<'a> {
    /// The catalogue and the list of calls.
    pub desk: &'a Desk,
    /// The control the verdict was made under.
    pub control: &'a Control,
    /// The connection it came by.
    pub line: &'a Line,
    /// The shape of the answer.
    pub endpoint: Endpoint,
    /// The id the answer repeats.
    pub request_id: &'a str,
}

impl Reply<'_> {
    /// Answers as decided, and writes the end of the call into the list.
    pub async fn carry_out(&self, verdict: Verdict, call: OpenCall) -> Response {
        match verdict {
            Verdict::Refuse(refusal) => {
                call.end(Outcome::Refused, Some(refusal.status()));
                refusal.response(self.request_id)
            }
            Verdict::Limit(limit) => {
                call.end(Outcome::Limited, Some(StatusCode::TOO_MANY_REQUESTS));
                too_many(&limit, self.request_id)
            }
            Verdict::Misbehave(rule, items) => {
                if rule.is_paid() {
                    self.work(&items).await;
                }
                let answering = ReplyTo { reply: self, items: &items };
                let from = (self.line, self.request_id);
                misbehave::carry_out(rule.behaviour, call, from, &answering).await
            }
            Verdict::Answer(items) => {
                let answer = self.work(&items).await;
                call.end(Outcome::Answered, Some(StatusCode::OK));
                self.body(&answer)
            }
        }
    }

    /// The right answer, after the time the work takes.
    pub async fn work(&self, items: &[Product]) -> Answer {
        tokio::time::sleep(self.control.latency(items.len())).await;
        self.answer(items)
    }

    /// The right answer, at once.
    pub fn answer(&self, items: &[Product]) -> Answer {
        let results = items.iter().map(|item| self.result(item)).collect();
        Answer::new(self.request_id, results)
    }

    /// Keeps the right answer for whoever looks it up once the work is done.
    pub fn keep(&self, items: &[Product], began: Timestamp) {
        let ready_at = began.saturating_add(self.control.latency(items.len()));
        if let Ok(body) = self.answer(items).body(self.endpoint) {
            self.desk.kept.keep(self.request_id, ready_at.unwrap_or(Timestamp::MAX), body);
        }
    }

    /// The answer as a response.
    pub fn body(&self, answer: &Answer) -> Response {
        match answer.body(self.endpoint) {
            Ok(body) => json(body),
            Err(error) => {
                problem(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string(), self.request_id)
            }
        }
    }

    fn result(&self, item: &Product) -> ItemResult {
        let item_id = item.item_id.clone();
        let finding = match self.control.fail_items.get(&item.item_id) {
            Some(code) => failed(code, "this item was told to fail"),
            None => self.finding(item),
        };
        ItemResult { item_id, finding }
    }

    fn finding(&self, item: &Product) -> Finding {
        let description = item.description.trim();
        if description.chars().count() < LEAST_DESCRIPTION {
            return failed("insufficient_description", "the description says too little");
        }
        let country = item.country_of_origin.as_deref();
        match self.desk.catalogue.classify(description, country) {
            Some(classification) => Finding::Completed(classification),
            None => failed("unclassifiable", "the catalogue is empty"),
        }
    }
}

/// A call's items, and the reply that they are due.
struct ReplyTo<'a> {
    reply: &'a Reply<'a>,
    items: &'a [Product],
}

impl Answering for ReplyTo<'_> {
    fn right(&self) -> Response {
        self.reply.body(&self.reply.answer(self.items))
    }

    fn wrong(&self, nonsense: Nonsense) -> Response {
        nonsense::response(nonsense, self.reply, self.reply.answer(self.items))
    }
}

/// 429, as the rate limit says.
pub fn too_many(limit: &RateLimit, request_id: &str) -> Response {
    let retry_after = limit.retry_after.as_deref();
    misbehave::status(StatusCode::TOO_MANY_REQUESTS, retry_after, None, request_id)
}

/// A 200 of text that is JSON, or was to be.
pub fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn failed(code: &str, message: &str) -> Finding {
    Finding::Failed { code: code.to_owned(), message: message.to_owned() }
}
