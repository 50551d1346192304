//! What a sender asks before it trusts an address.

use crate::path::JsonPath;
use crate::section::Section;

/// The handshakes that a source answers; none, for most.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    /// A GET whose query holds a challenge under this name, to be sent back. It is not signed, so
    /// it proves nothing and starts nothing.
    pub query: Option<String>,
    /// A signed delivery of a type of its own, whose challenge is sent back.
    pub body: Option<BodyChallenge>,
}

/// A signed delivery that holds a challenge.
#[derive(Clone, Debug)]
pub struct BodyChallenge {
    /// The event type it comes as.
    pub event_type: String,
    /// Where the challenge is.
    pub challenge: JsonPath,
}

impl Handshake {
    /// Slack's is known; others are spelled out in `[source.NAME.handshake]`.
    pub(crate) fn read(source: &mut Section<'_>, scheme_name: &str) -> Option<Self> {
        match source.section("handshake") {
            Some(section) => Self::spelled_out(section),
            None if scheme_name == "slack" => Some(Self {
                query: None,
                body: Some(BodyChallenge {
                    event_type: "url_verification".to_owned(),
                    challenge: JsonPath::parse("$.challenge").ok()?,
                }),
            }),
            None => Some(Self::default()),
        }
    }

    fn spelled_out(mut section: Section<'_>) -> Option<Self> {
        let query = section.get("query").map(|found| found.text().map(str::to_owned));
        let event_type = section.get("type").map(|found| found.text().map(str::to_owned));
        let challenge = section.get("challenge").map(|found| found.parsed(JsonPath::parse));
        let body = match (event_type, challenge) {
            (Some(event_type), Some(challenge)) => {
                Some(Some(BodyChallenge { event_type: event_type?, challenge: challenge? }))
            }
            (None, None) => Some(None),
            _ => {
                section.problem("`type` and `challenge` go together");
                None
            }
        };
        section.finish();
        let query = match query {
            Some(name) => Some(name?),
            None => None,
        };
        Some(Self { query, body: body? })
    }
}
