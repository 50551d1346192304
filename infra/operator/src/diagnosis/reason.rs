//! Something that is wrong with a request, and how it is mended.

use serde::Serialize;
use serde_json::json;

/// Something that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Signed with the secret before the rotation.
    PreviousSecret,
    /// Signed with another source's secret.
    SecretOfAnother { source: String },
    /// The right secret, made into a key in another way.
    KeyReadAs { is: &'static str, expected: &'static str },
    /// The right secret, with white space at its end.
    SecretWithWhiteSpace,
    /// The right key, under another name (`kid`, `keyid`).
    OtherKeyId,
    /// Another algorithm.
    Algorithm { is: &'static str, expected: &'static str },
    /// A token that names an algorithm which is not the source's.
    NamedAlgorithm { named: String },
    /// Hex for base64, or the other way round.
    Encoding { is: &'static str, expected: &'static str },
    /// Base64 as URLs have it.
    UrlSafeBase64,
    /// Something else stands before the signature.
    Prefix { is: String, expected: String },
    /// The signature is in another header.
    OtherHeader { is: String, expected: Vec<String> },
    /// Other bytes are signed.
    Signed { template: &'static str },
    /// Less is signed than the source asks for.
    NotCovered { components: Vec<String> },
    /// The body was changed.
    Body { how: &'static str },
    /// The body is not the one whose digest is in its header.
    OtherBody,
    /// Another URL was signed.
    Url { how: &'static str },
    /// The time is written in another way.
    TimeFormat { is: String, expected: String },
    /// Signed too long ago, or in the future; nothing where that is not known.
    OutsideWindow { off_s: u64, tolerance_s: u64, is_late: Option<bool> },
    /// It says itself until when it is good.
    Over { off_s: u64 },
    /// A header is not there.
    Missing { what: &'static str, headers: Vec<String> },
    /// A header is there, and cannot be read.
    Unreadable { what: &'static str, headers: Vec<String> },
    /// More than the source takes.
    TooLong { bytes: usize, most: usize },
    /// Rightly signed, and not what its source sends.
    Content(String),
    /// Nothing that was tried verifies.
    Unexplained,
}

impl Reason {
    /// Its word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PreviousSecret => "previous_secret",
            Self::SecretOfAnother { .. } => "secret_of_another_source",
            Self::KeyReadAs { .. } => "key_read_otherwise",
            Self::SecretWithWhiteSpace => "secret_with_white_space",
            Self::OtherKeyId => "other_key_id",
            Self::Algorithm { .. } | Self::NamedAlgorithm { .. } => "algorithm",
            Self::Encoding { .. } | Self::UrlSafeBase64 => "encoding",
            Self::Prefix { .. } => "prefix",
            Self::OtherHeader { .. } => "other_header",
            Self::Signed { .. } => "other_bytes_signed",
            Self::NotCovered { .. } => "not_covered",
            Self::Body { .. } | Self::OtherBody => "body_changed",
            Self::Url { .. } => "url",
            Self::TimeFormat { .. } => "time_format",
            Self::OutsideWindow { .. } => "outside_window",
            Self::Over { .. } => "over",
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
            Self::TooLong { .. } => "too_long",
            Self::Content(_) => "content",
            Self::Unexplained => "unexplained",
        }
    }

    /// What is wrong, in words.
    pub fn why(&self) -> String {
        match self {
            Self::PreviousSecret => "signed with the secret before the rotation".to_owned(),
            Self::SecretOfAnother { source } => format!("signed with the secret of `{source}`"),
            Self::KeyReadAs { is, expected } => format!(
                "the secret is right, but the sender makes its key of it as `{is}`, and the source \
                 as `{expected}`"
            ),
            Self::SecretWithWhiteSpace => "the sender's secret ends in white space".to_owned(),
            Self::OtherKeyId => "the key is right, but the request names another one".to_owned(),
            Self::Algorithm { is, expected } => {
                format!("made by `{is}`, where the source has `{expected}`")
            }
            Self::NamedAlgorithm { named } => {
                format!(
                    "its token names the algorithm {named}: that, or the key, is not the source's"
                )
            }
            Self::Encoding { is, expected } => {
                format!("the signature is written in {is}, where the source has {expected}")
            }
            Self::UrlSafeBase64 => "the signature is in base64url, or not padded".to_owned(),
            Self::Prefix { is, expected } => {
                format!("before the signature stands {is:?}, where the source has {expected:?}")
            }
            Self::OtherHeader { is, expected } => {
                format!("the signature is in `{is}`, and not in `{}`", expected.join("` or `"))
            }
            Self::Signed { template } => format!("the sender signs `{template}`"),
            Self::NotCovered { components } => {
                format!("the signature does not cover all of {}", components.join(", "))
            }
            Self::Body { how } => format!("the body is not as it was signed: {how}"),
            Self::OtherBody => "the body is not that of its `content-digest`".to_owned(),
            Self::Url { how } => format!("another URL was signed: {how}"),
            Self::TimeFormat { is, expected } => {
                format!("the time is written in {is}, where the source has {expected}")
            }
            Self::OutsideWindow { off_s, tolerance_s, is_late } => {
                outside(*off_s, *tolerance_s, *is_late)
            }
            Self::Over { off_s } => {
                format!("rightly signed, but by its own word it is over since {off_s} s")
            }
            Self::Missing { what, headers } => {
                format!("there is no {what}: expected in {}", listed(headers))
            }
            Self::Unreadable { what, headers } => format!(
                "the {what} in {} cannot be read, or is there twice and says two things",
                listed(headers)
            ),
            Self::TooLong { bytes, most } => {
                format!("the body has {bytes} bytes, and the source takes {most}")
            }
            Self::Content(why) => format!("rightly signed, but {why}"),
            Self::Unexplained => UNEXPLAINED.to_owned(),
        }
    }

    /// What to do about it.
    pub fn mend(&self) -> String {
        match self {
            Self::PreviousSecret => "have the sender take the new secret; until then the old one verifies for `previous_for_hours` after the rotation".to_owned(),
            Self::SecretOfAnother { .. } => "the sender posts to the wrong address, or has the wrong secret: compare both".to_owned(),
            Self::KeyReadAs { is, .. } => format!("set `signature.key = \"{is}\"`, or have the sender mended"),
            Self::SecretWithWhiteSpace => "have the sender's secret written without it".to_owned(),
            Self::OtherKeyId => "give the key that the sender names, or leave the name (`kid`) out".to_owned(),
            Self::Algorithm { is, .. } => format!("set `signature.algorithm = \"{is}\"` if its sender says so"),
            Self::NamedAlgorithm { .. } => "set `signature.algorithm` to what its sender documents, and compare the keys".to_owned(),
            Self::Encoding { is, .. } => format!("set `signature.encoding = \"{is}\"`"),
            Self::UrlSafeBase64 => "have the sender write standard base64, padded".to_owned(),
            Self::Prefix { is, .. } => format!("set `signature.prefix = {is:?}`"),
            Self::OtherHeader { is, .. } => format!("set `signature.header = \"{is}\"`, or the preset that has it"),
            Self::Signed { template } => format!("set `signature.signed = \"{template}\"`, or the preset that has it"),
            Self::NotCovered { .. } => "have the sender sign them, or shorten `signature.components`".to_owned(),
            Self::Body { .. } | Self::OtherBody => "have whatever stands between (a proxy, a framework, the capture itself) pass the body on byte for byte".to_owned(),
            Self::Url { .. } => "set `url` to the URL that the sender was given, letter for letter".to_owned(),
            Self::TimeFormat { is, .. } => format!("set `signature.timestamp.format` for {is}"),
            Self::OutsideWindow { .. } => "compare the clocks; a capture is judged as of --at, if it was right when it came".to_owned(),
            Self::Over { .. } => "have it sent anew".to_owned(),
            Self::Missing { .. } => "compare the preset with what the sender documents; a proxy may have taken the header off".to_owned(),
            Self::Unreadable { .. } => "compare how the sender writes it with the preset, or with [signature]".to_owned(),
            Self::TooLong { .. } => "raise `body_limit_kib`".to_owned(),
            Self::Content(_) => "`tidewaiter sources explain` shows how its mapping reads it".to_owned(),
            Self::Unexplained => "compare the secrets without showing them (sha256sum of each), or have the sender post a body of a few bytes and capture it where nothing stands between".to_owned(),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json!({"code": self.code(), "why": self.why(), "mend": self.mend()}).serialize(serializer)
    }
}

const UNEXPLAINED: &str = "no secret at hand made any of its signatures, over this body or one that \
    the usual changes make of it";

fn outside(off_s: u64, tolerance_s: u64, is_late: Option<bool>) -> String {
    let side = match is_late {
        Some(true) => "before",
        Some(false) => "after",
        None => "away from",
    };
    format!(
        "rightly signed, {off_s} s {side} the time it is judged at; {tolerance_s} s are allowed"
    )
}

fn listed(headers: &[String]) -> String {
    if headers.is_empty() { "the body".to_owned() } else { format!("`{}`", headers.join("` or `")) }
}
