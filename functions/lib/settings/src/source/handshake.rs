//! What a sender asks before it trusts an address.

use crate::path::JsonPath;
use crate::secret_ref::SecretPlace;
use crate::section::Section;

/// The handshakes that a source answers; none, for most.
#[derive(Clone, Debug, Default)]
pub struct Handshake {
    /// A GET whose query holds a challenge. It is not signed, so it proves nothing and starts
    /// nothing.
    pub query: Option<QueryChallenge>,
    /// A signed delivery of a type of its own, whose challenge is sent back.
    pub body: Option<BodyChallenge>,
    /// Who may ask whether they may post here, by an OPTIONS request (`CloudEvents`, *HTTP 1.1 Web
    /// Hooks for Event Delivery* §4): DNS names.
    pub origins: Vec<String>,
    /// How a challenge is sent back.
    pub reply: ChallengeReply,
}

/// A challenge in the query of a GET.
#[derive(Clone, Debug)]
pub struct QueryChallenge {
    /// The parameter that holds it.
    pub parameter: String,
    /// What the asker must know.
    pub token: Option<ChallengeToken>,
}

/// A token that was agreed with the sender beforehand.
#[derive(Clone, Debug)]
pub struct ChallengeToken {
    /// Where it is kept.
    pub place: SecretPlace,
    /// The query's parameter that must hold it; nothing where it only goes into the hash.
    pub parameter: Option<String>,
}

/// How a challenge is sent back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ChallengeReply {
    /// As it is, as plain text.
    #[default]
    Echo,
    /// As it is, in this field of a JSON object.
    Json(String),
    /// The SHA-256, in hex, of challenge, token and `endpoint` one after the other, in this field
    /// of a JSON object: eBay's way.
    Hash {
        /// The field.
        field: String,
        /// The source's own URL, as the sender has it.
        endpoint: String,
    },
}

/// A signed delivery that holds a challenge.
#[derive(Clone, Debug)]
pub struct BodyChallenge {
    /// The event type it comes as.
    pub event_type: String,
    /// Where the challenge is.
    pub challenge: JsonPath,
}

#[derive(Clone, Copy)]
enum Kind {
    Echo,
    Json,
    Hash,
}

const KINDS: [(&str, Kind); 3] = [("echo", Kind::Echo), ("json", Kind::Json), ("hash", Kind::Hash)];

impl Handshake {
    /// Reads `[source.NAME.handshake]`; `url` is the source's own, as its sender has it.
    pub(crate) fn read(source: &mut Section<'_>, url: Option<&str>) -> Option<Self> {
        let Some(mut section) = source.section("handshake") else { return Some(Self::default()) };
        let query = query(&mut section);
        let body = body(&mut section);
        let origins = origins(&mut section);
        let reply = reply(&mut section, url);
        let read = query.zip(body).zip(reply);
        let checked = read.filter(|((query, _), reply)| agrees(&section, query.as_ref(), reply));
        section.finish();
        checked.zip(origins).map(|(((query, body), reply), origins)| Self {
            query,
            body,
            origins,
            reply,
        })
    }
}

/// Nothing where it could not be read; what is inside, where it could.
type Read<T> = Option<Option<T>>;

fn query(section: &mut Section<'_>) -> Read<QueryChallenge> {
    let mut text = |key| section.get(key).map(|found| found.text().map(str::to_owned));
    let (parameter, token_query) = (text("query"), text("token_query"));
    let place = section.get("token").map(|found| found.parsed(SecretPlace::parse));
    if parameter.is_none() && (place.is_some() || token_query.is_some()) {
        section.problem("`token` belongs to a `query` challenge");
        return None;
    }
    if token_query.is_some() && place.is_none() {
        section.problem("`token_query` needs a `token`: a reference to what must stand there");
        return None;
    }
    let parameter = match token_query {
        Some(name) => (parameter, Some(name?)),
        None => (parameter, None),
    };
    let (Some(name), token_parameter) = parameter else { return Some(None) };
    let token = match place {
        Some(place) => Some(ChallengeToken { place: place?, parameter: token_parameter }),
        None => None,
    };
    Some(Some(QueryChallenge { parameter: name?, token }))
}

fn body(section: &mut Section<'_>) -> Read<BodyChallenge> {
    let event_type = section.get("type").map(|found| found.text().map(str::to_owned));
    let challenge = section.get("challenge").map(|found| found.parsed(JsonPath::parse));
    match (event_type, challenge) {
        (Some(event_type), Some(challenge)) => {
            Some(Some(BodyChallenge { event_type: event_type?, challenge: challenge? }))
        }
        (None, None) => Some(None),
        _ => {
            section.problem("`type` and `challenge` go together");
            None
        }
    }
}

fn origins(section: &mut Section<'_>) -> Option<Vec<String>> {
    let Some(found) = section.get("origins") else { return Some(Vec::new()) };
    let names = found.list()?;
    if names.is_empty() {
        found.problem("is empty: nobody could ask");
        return None;
    }
    names.iter().map(|name| name.parsed(origin)).collect()
}

/// A DNS name, as `WebHook-Request-Origin` has it: no scheme, no port.
fn origin(text: &str) -> Result<String, &'static str> {
    let known = |char: char| char.is_ascii_alphanumeric() || ".-".contains(char);
    let is_name = !text.is_empty() && text.len() <= 253 && text.chars().all(known);
    if is_name { Ok(text.to_ascii_lowercase()) } else { Err("is not a DNS name") }
}

fn reply(section: &mut Section<'_>, url: Option<&str>) -> Option<ChallengeReply> {
    let kind = match section.get("reply") {
        Some(found) => found.one_of(&KINDS)?,
        None => Kind::Echo,
    };
    let field = section.get("field").map(|found| found.text().map(str::to_owned));
    let field = match field {
        Some(text) => Some(text?),
        None => None,
    };
    match (kind, field, url) {
        (Kind::Echo, None, _) => Some(ChallengeReply::Echo),
        (Kind::Echo, Some(_), _) => {
            section.problem(
                "`field` has no effect: an echo is plain text; `reply = \"json\"` has one",
            );
            None
        }
        (Kind::Json, field, _) => {
            Some(ChallengeReply::Json(field.unwrap_or_else(|| "challenge".to_owned())))
        }
        (Kind::Hash, field, Some(url)) => {
            let field = field.unwrap_or_else(|| "challengeResponse".to_owned());
            Some(ChallengeReply::Hash { field, endpoint: url.to_owned() })
        }
        (Kind::Hash, _, None) => {
            section.problem("the hash covers the address: say it in the source's `url`");
            None
        }
    }
}

fn agrees(section: &Section<'_>, query: Option<&QueryChallenge>, reply: &ChallengeReply) -> bool {
    let token = query.and_then(|query| query.token.as_ref());
    let problem = match (reply, token) {
        (ChallengeReply::Hash { .. }, None) => "the hash covers a `token`: a reference to it",
        (ChallengeReply::Echo | ChallengeReply::Json(_), Some(token))
            if token.parameter.is_none() =>
        {
            "`token` has no effect: say in `token_query` which parameter must hold it"
        }
        (ChallengeReply::Hash { .. } | ChallengeReply::Echo | ChallengeReply::Json(_), _) => {
            return true;
        }
    };
    section.problem(problem);
    false
}
