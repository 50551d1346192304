//! How a verdict is worded: JSON on acceptance, RFC 9457 problems on refusal, or what a source's
//! answer profile says its sender wants.

use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use lambda_http::Body;
use serde_json::json;
use settings::{AnswerBody, AnswerProfile};

use crate::answer::Answer;

/// Seconds until a sender should try again.
const RETRY_AFTER_S: &str = "5";

/// `CloudEvents`, *HTTP 1.1 Web Hooks for Event Delivery* §4.2.
const ALLOWED_ORIGIN: HeaderName = HeaderName::from_static("webhook-allowed-origin");
const ALLOWED_RATE: HeaderName = HeaderName::from_static("webhook-allowed-rate");

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const PROBLEM: &str = "application/problem+json";

/// The whole response. `request_id` is how the sender may ask about it.
pub fn render(answer: &Answer, profile: &AnswerProfile, request_id: &str) -> Response<Body> {
    let status = status(answer, profile);
    let (media_type, body) = body(answer, profile, status, request_id);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Some(media_type) = media_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    if let Some((name, value)) = header(answer, status) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Answer::MayPost(origin) = answer {
        // As it stands in the sources, which know DNS names only.
        let origin = HeaderValue::from_str(origin).ok();
        headers.extend(origin.map(|origin| (ALLOWED_ORIGIN, origin)));
        headers.insert(ALLOWED_RATE, HeaderValue::from_static("*"));
    }
    response
}

/// The status that this sender gets.
pub(crate) fn status(answer: &Answer, profile: &AnswerProfile) -> StatusCode {
    let wanted = match answer {
        Answer::Accepted { .. } | Answer::Ping => profile.accepted,
        Answer::Refused => profile.mismatch,
        Answer::Challenge(_)
        | Answer::ChallengeInJson { .. }
        | Answer::MayPost(_)
        | Answer::NotFound
        | Answer::MethodNotAllowed(_)
        | Answer::TooLarge { .. }
        | Answer::Unsigned
        | Answer::NotAllowed
        | Answer::Undecodable
        | Answer::NotWellFormed(_)
        | Answer::Unavailable => return answer.status(),
    };
    StatusCode::from_u16(wanted).unwrap_or_else(|_| answer.status())
}

fn body(
    answer: &Answer,
    profile: &AnswerProfile,
    status: StatusCode,
    request_id: &str,
) -> (Option<&'static str>, String) {
    let accepted = |event_id: Option<&str>| match &profile.body {
        AnswerBody::Empty => (None, String::new()),
        AnswerBody::Text(text) => (Some(TEXT), text.clone()),
        AnswerBody::Json => {
            let mut body = json!({"status": "accepted", "request_id": request_id});
            if let (Some(id), Some(fields)) = (event_id, body.as_object_mut()) {
                fields.insert("event_id".to_owned(), id.into());
            }
            (Some(JSON), body.to_string())
        }
    };
    match answer {
        Answer::Accepted { event_id } => accepted(Some(event_id.as_str())),
        Answer::Ping => accepted(None),
        Answer::MayPost(_) => (None, String::new()),
        Answer::Challenge(challenge) => (Some(TEXT), challenge.clone()),
        Answer::ChallengeInJson { field, value } => {
            (Some(JSON), json!({field.as_str(): value}).to_string())
        }
        refusal => (Some(PROBLEM), problem(refusal, status, request_id).to_string()),
    }
}

/// RFC 9457: without a `type` of its own, the title is that of the status.
fn problem(refusal: &Answer, status: StatusCode, request_id: &str) -> serde_json::Value {
    let mut problem = json!({
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "request_id": request_id,
    });
    if let (Some(detail), Some(fields)) = (detail(refusal), problem.as_object_mut()) {
        fields.insert("detail".to_owned(), detail.into());
    }
    problem
}

fn detail(refusal: &Answer) -> Option<String> {
    match refusal {
        Answer::Accepted { .. }
        | Answer::Ping
        | Answer::Challenge(_)
        | Answer::ChallengeInJson { .. }
        | Answer::MayPost(_)
        | Answer::NotFound
        | Answer::MethodNotAllowed(_)
        | Answer::Refused
        | Answer::NotAllowed => None,
        Answer::TooLarge { limit } => Some(format!("at most {limit} bytes are taken")),
        Answer::Unsigned => Some("the delivery is not signed".to_owned()),
        Answer::Undecodable => Some("the body is not the base64 it is said to be".to_owned()),
        Answer::NotWellFormed(problem) => Some(problem.clone()),
        Answer::Unavailable => Some("not accepted, send it again".to_owned()),
    }
}

/// The header that each status asks for (RFC 9110).
fn header(answer: &Answer, status: StatusCode) -> Option<(HeaderName, &'static str)> {
    match answer {
        Answer::MethodNotAllowed(allowed) => Some((ALLOW, allowed)),
        Answer::MayPost(_) => Some((ALLOW, "POST")),
        Answer::Challenge(_) | Answer::ChallengeInJson { .. } => {
            Some((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        }
        Answer::Unsigned | Answer::Refused if status == StatusCode::UNAUTHORIZED => {
            Some((WWW_AUTHENTICATE, "Signature"))
        }
        Answer::Unavailable => Some((RETRY_AFTER, RETRY_AFTER_S)),
        Answer::Accepted { .. }
        | Answer::Ping
        | Answer::NotFound
        | Answer::TooLarge { .. }
        | Answer::Unsigned
        | Answer::Refused
        | Answer::NotAllowed
        | Answer::Undecodable
        | Answer::NotWellFormed(_) => None,
    }
}
