//! What the sender is told: JSON on acceptance, RFC 9457 problems on refusal.

use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, Response, StatusCode};
use lambda_http::Body;
use mapping::{EventId, NotWellFormed};
use serde_json::json;

/// Seconds until a sender should try again.
const RETRY_AFTER_S: &str = "5";

/// Every answer of the door (design §2). A refusal before verification tells a stranger nothing
/// that helps an attack; one after it tells a known sender what to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 202: the queue has the event.
    Accepted {
        /// What a repeat will be known by.
        event_id: EventId,
    },
    /// 200: a handshake; the challenge goes back as plain text.
    Challenge(String),
    /// 404: no such source.
    NotFound,
    /// 405: deliveries are posted; the methods that are allowed.
    MethodNotAllowed(&'static str),
    /// 413: longer than the source's limit, in bytes.
    TooLarge {
        /// The most that is taken, in bytes.
        limit: usize,
    },
    /// 401: no signature.
    Unsigned,
    /// 403: a signature, a time or an address that is not right; which, is not said.
    Refused,
    /// 400: the body's base64 wrapping is broken, so there are no bytes to verify.
    Undecodable,
    /// 400: verified, but not well formed.
    NotWellFormed(NotWellFormed),
    /// 503: not safe yet, try again.
    Unavailable,
}

impl Answer {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Accepted { .. } => StatusCode::ACCEPTED,
            Self::Challenge(_) => StatusCode::OK,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsigned => StatusCode::UNAUTHORIZED,
            Self::Refused => StatusCode::FORBIDDEN,
            Self::Undecodable | Self::NotWellFormed(_) => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The word for it in metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Challenge(_) => "handshake",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::TooLarge { .. } => "too_large",
            Self::Unsigned => "unsigned",
            Self::Refused => "refused",
            Self::Undecodable | Self::NotWellFormed(_) => "not_well_formed",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether the signature, or what stands for it, was at fault; nothing where it was not looked
    /// at, or where there was nobody to sign.
    pub fn signature_failed(&self) -> Option<bool> {
        match self {
            Self::Unsigned | Self::Refused => Some(true),
            Self::Accepted { .. } | Self::Challenge(_) | Self::NotWellFormed(_) => Some(false),
            Self::NotFound
            | Self::MethodNotAllowed(_)
            | Self::TooLarge { .. }
            | Self::Undecodable
            | Self::Unavailable => None,
        }
    }

    /// The whole response. `request_id` is how the sender may ask about it.
    pub fn response(&self, request_id: &str) -> Response<Body> {
        let (media_type, body) = match self {
            Self::Accepted { event_id } => (
                "application/json",
                json!({"status": "accepted", "event_id": event_id, "request_id": request_id})
                    .to_string(),
            ),
            Self::Challenge(challenge) => ("text/plain", challenge.clone()),
            refusal => ("application/problem+json", refusal.problem(request_id).to_string()),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, http::HeaderValue::from_static(media_type));
        if let Some((name, value)) = self.header() {
            headers.insert(name, http::HeaderValue::from_static(value));
        }
        response
    }

    /// RFC 9457: without a `type` of its own, the title is that of the status.
    fn problem(&self, request_id: &str) -> serde_json::Value {
        let status = self.status();
        let mut problem = json!({
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "request_id": request_id,
        });
        if let (Some(detail), Some(fields)) = (self.detail(), problem.as_object_mut()) {
            fields.insert("detail".to_owned(), detail.into());
        }
        problem
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Accepted { .. }
            | Self::Challenge(_)
            | Self::NotFound
            | Self::MethodNotAllowed(_)
            | Self::Refused => None,
            Self::TooLarge { limit } => Some(format!("at most {limit} bytes are taken")),
            Self::Unsigned => Some("the delivery is not signed".to_owned()),
            Self::Undecodable => Some("the body is not the base64 it is said to be".to_owned()),
            Self::NotWellFormed(problem) => Some(problem.to_string()),
            Self::Unavailable => Some("not accepted, send it again".to_owned()),
        }
    }

    /// The header that each status asks for (RFC 9110).
    fn header(&self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::MethodNotAllowed(allowed) => Some((ALLOW, allowed)),
            Self::Challenge(_) => Some((X_CONTENT_TYPE_OPTIONS, "nosniff")),
            Self::Unsigned => Some((WWW_AUTHENTICATE, "Signature")),
            Self::Unavailable => Some((RETRY_AFTER, RETRY_AFTER_S)),
            Self::Accepted { .. }
            | Self::NotFound
            | Self::TooLarge { .. }
            | Self::Refused
            | Self::Undecodable
            | Self::NotWellFormed(_) => None,
        }
    }
}
