//! `scheme = "…"` and `[source.NAME.signature]`: a preset, or everything spelled out.

mod jws;
mod message;
mod place;
mod signed;
mod template;
mod time;
mod words;

use crate::presets::PRESETS;
use crate::problems::did_you_mean;
use crate::section::{Found, Section};

pub(crate) use signed::Signature;
pub use signed::SignedTime;
pub use words::key_word;

/// A scheme that is spelled out, by its word.
#[derive(Clone, Copy)]
enum SpelledOut {
    Hmac,
    PublicKey,
    Jws,
    Message,
}

const SPELLED_OUT: [(&str, SpelledOut); 4] = [
    ("hmac", SpelledOut::Hmac),
    ("public-key", SpelledOut::PublicKey),
    ("jws", SpelledOut::Jws),
    ("message-signatures", SpelledOut::Message),
];

/// Reads the scheme of a source, and its tolerance where the source sets one.
pub(crate) fn read(source: &mut Section<'_>) -> Option<Signature> {
    let name = source.required("scheme");
    let tolerance = source.get("tolerance_s");
    let signature = kind(source, name.as_ref()).and_then(|kind| {
        let details = source.section("signature");
        let Some(details) = details else {
            let name = name.as_ref()?;
            name.problem("is spelled out in a [signature] table of the source");
            return None;
        };
        kind.read(details)
    });
    let mut signature = signature?;
    if let Some(tolerance) = tolerance {
        set_tolerance(&mut signature, &tolerance);
    }
    Some(signature)
}

/// Which kind of scheme it is: the source's own word, or the one of its preset.
fn kind(source: &mut Section<'_>, name: Option<&Found<'_>>) -> Option<SpelledOut> {
    let of =
        |word: &str| SPELLED_OUT.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
    let word = name?.text()?;
    if let Some(preset) = source.preset() {
        let kind = preset.get("scheme").and_then(|found| found.text()).and_then(of);
        if let Some(own) = source.own("signature") {
            own.problem(format!("scheme \"{word}\" says this already: only a scheme that is spelled out takes a [signature] table"));
        }
        return kind;
    }
    let kind = of(word);
    if kind.is_none() {
        let words = SPELLED_OUT.map(|(word, _)| word);
        let hint = did_you_mean(word, PRESETS.into_iter().chain(words));
        let all = || format!(" (there are {}, {})", PRESETS.join(", "), words.join(", "));
        let hint = if hint.is_empty() { all() } else { hint };
        name?.problem(format!("no scheme `{word}`{hint}"));
    }
    kind
}

impl SpelledOut {
    fn read(self, details: Section<'_>) -> Option<Signature> {
        match self {
            Self::Hmac => template::read(details, &words::HMAC),
            Self::PublicKey => template::read(details, &words::PUBLIC_KEY),
            Self::Jws => jws::read(details),
            Self::Message => message::read(details),
        }
    }
}

fn set_tolerance(signature: &mut Signature, found: &Found<'_>) {
    let Some(tolerance_s) = found.integer(1..=86_400) else { return };
    let in_body = signature.time.as_mut().map(|time| &mut time.window);
    let windows: Vec<_> = in_body.into_iter().chain(signature.scheme.window_mut()).collect();
    if windows.is_empty() {
        found.problem("has no effect: this scheme signs no time, so a repeat is known by its id");
    }
    for window in windows {
        window.tolerance_s = tolerance_s;
    }
}
