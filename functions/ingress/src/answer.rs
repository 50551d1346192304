//! What the door decides about a request.

use http::StatusCode;
use mapping::EventId;

/// Every verdict of the door. How it is worded is the sender's: see [`render`](crate::render). A
/// refusal before verification has no detail that helps an attack; one after it
/// says what the sender has to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 202: the queue has the event.
    Accepted {
        /// What a repeat will be known by.
        event_id: EventId,
    },
    /// 202: its sender's test; nothing was enqueued.
    Ping,
    /// 200: a handshake; the challenge goes back as plain text.
    Challenge(String),
    /// 200: a handshake; the answer to the challenge goes back in a field of a JSON object.
    ChallengeInJson {
        /// The field.
        field: String,
        /// What stands in it.
        value: String,
    },
    /// 200: a handshake; this origin may post.
    MayPost(String),
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
    /// 403: a signature or a time that is not right; which, is not said.
    Refused,
    /// 403: an address, or an asker, that is not let in.
    NotAllowed,
    /// 400: the body's base64 wrapping is broken, so there are no bytes to verify.
    Undecodable,
    /// 400: verified, but not well formed: what was found, and where.
    NotWellFormed(String),
    /// 503: not safe yet, try again.
    Unavailable,
}

impl Answer {
    /// The HTTP status, where the sender wants no other.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Accepted { .. } | Self::Ping => StatusCode::ACCEPTED,
            Self::Challenge(_) | Self::ChallengeInJson { .. } | Self::MayPost(_) => StatusCode::OK,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsigned => StatusCode::UNAUTHORIZED,
            Self::Refused | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Undecodable | Self::NotWellFormed(_) => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The word for it in metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Ping => "ping",
            Self::Challenge(_) | Self::ChallengeInJson { .. } | Self::MayPost(_) => "handshake",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::TooLarge { .. } => "too_large",
            Self::Unsigned => "unsigned",
            Self::Refused | Self::NotAllowed => "refused",
            Self::Undecodable | Self::NotWellFormed(_) => "not_well_formed",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether the signature, or what stands for it, was at fault. A delivery without any is a
    /// stranger's, who can send as many as they like: it is no sender's trouble.
    pub fn signature_failed(&self) -> bool {
        matches!(self, Self::Refused | Self::NotAllowed)
    }
}
