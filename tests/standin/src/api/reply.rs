//! What was decided about a call is carried out.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::body;
use super::misbehave::{self, Answering};
use super::nonsense;
use super::request::Product;
use crate::answer::{Answer, Endpoint, Finding, ItemResult};
use crate::calls::{OpenCall, Outcome};
use crate::control::{Control, ItemAnswer, Nonsense, RateLimit, raw};
use crate::desk::{Desk, Verdict};
use crate::kept::Answered;
use crate::line::Line;

const TOLD_TO_FAIL: &str = "this item was told to fail";

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
                if rule.is_after_work() {
                    self.work(&items).await;
                }
                let answering = ReplyTo { reply: self, items: &items };
                let from = (self.line, self.request_id);
                misbehave::carry_out(rule, call, from, &answering).await
            }
            Verdict::Answer(_) if self.endpoint == Endpoint::Job => {
                call.end(Outcome::Answered, Some(StatusCode::ACCEPTED));
                misbehave::accepted(self.request_id)
            }
            Verdict::Answer(items) => {
                let answer = self.work(&items).await;
                call.end(Outcome::Answered, Some(self.control.right_status()));
                self.right(&answer)
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
        let results = items.iter().filter_map(|item| self.result(item)).collect();
        let answer = Answer::new(self.request_id, results);
        match &self.control.schedule {
            Some(schedule) => Answer { schedule: schedule.clone(), ..answer },
            None => answer,
        }
    }

    /// Keeps the right answer for whoever looks it up once the work is done, and after so many
    /// look-ups.
    pub fn keep(&self, items: &[Product], began: Timestamp, look_ups: u32) {
        let ready_at = began.saturating_add(self.control.latency(items.len()));
        if let Ok(body) = self.answer(items).body(self.endpoint) {
            let ready_at = ready_at.unwrap_or(Timestamp::MAX);
            self.desk.kept.keep(self.request_id, Answered { ready_at, look_ups, body });
        }
    }

    /// The answer under the status of right ones.
    fn right(&self, answer: &Answer) -> Response {
        let mut response = body(answer, self.endpoint, self.request_id);
        if response.status() == StatusCode::OK {
            *response.status_mut() = self.control.right_status();
        }
        response
    }

    /// The result of an item, unless it was told to have none.
    fn result(&self, item: &Product) -> Option<ItemResult> {
        let item_id = item.item_id.clone();
        let finding = match (&item.told, self.control.failure(&item.item_id, &item.description)) {
            (Some(told), _) => self.told(item, told)?,
            (None, Some(code)) => failed(code, TOLD_TO_FAIL),
            (None, None) => self.finding(item),
        };
        Some(ItemResult { item_id, finding })
    }

    fn told(&self, item: &Product, told: &ItemAnswer) -> Option<Finding> {
        let say = |json: Value| Some(Finding::Told(raw(&json, &item.item_id)));
        match told {
            ItemAnswer::Missing => None,
            ItemAnswer::Pending => say(json!({"status": "pending", "hts_code": null})),
            ItemAnswer::NoCode => say(json!({"status": "completed", "hts_code": null})),
            ItemAnswer::NumberCode => say(json!({
                "status": "completed",
                "hts_code": number(&self.finding(item)),
            })),
            ItemAnswer::Failed(code) => Some(failed(code, TOLD_TO_FAIL)),
            ItemAnswer::ShoutedFailed(code) => say(json!({"status": "FAILED", "code": code})),
            ItemAnswer::Raw(json) => say(json.clone()),
        }
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
        self.reply.right(&self.reply.answer(self.items))
    }

    fn wrong(&self, nonsense: Nonsense) -> Response {
        let Reply { endpoint, request_id, .. } = *self.reply;
        nonsense::response(nonsense, self.reply.answer(self.items), endpoint, request_id)
    }
}

/// 429, as the rate limit says.
pub fn too_many(limit: &RateLimit, request_id: &str) -> Response {
    let retry_after = limit.retry_after.as_deref();
    misbehave::status(StatusCode::TOO_MANY_REQUESTS, retry_after, None, request_id)
}

/// The digits of a code as a number.
fn number(finding: &Finding) -> Option<u64> {
    match finding {
        Finding::Completed(classification) => {
            let digits = classification.hts_code.chars().filter(char::is_ascii_digit);
            digits.collect::<String>().parse().ok()
        }
        Finding::Failed { .. } | Finding::Told(_) => None,
    }
}

fn failed(code: &str, message: &str) -> Finding {
    Finding::Failed { code: code.to_owned(), message: message.to_owned() }
}
