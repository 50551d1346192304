//! Other ways to write and to make a signature.

use webhook::{Algorithm, Encoding, Form, MessageSignature, Signed};

use super::attempt::Patch;
use super::question::Question;
use super::reason::Reason;
use super::suspect::Suspect;

/// What senders put before a signature.
const PREFIXES: [&str; 12] = [
    "",
    "sha256=",
    "sha512=",
    "hmac-sha256=",
    "hmac-sha256-hex=",
    "v0=",
    "v1=",
    "v1,",
    "h1=",
    "s=",
    "v=",
    "t=",
];

/// What senders sign.
const TEMPLATES: [&str; 8] = [
    "{body}",
    "{timestamp}.{body}",
    "{timestamp}{body}",
    "{timestamp}:{body}",
    "{id}.{timestamp}.{body}",
    "{url}{body}",
    "{body_sha256}",
    "{body_base64}",
];

/// Every other way that may have been meant.
pub(super) fn suspects(question: &Question<'_>) -> Vec<Suspect> {
    let scheme = &question.source.scheme;
    let mut suspects: Vec<_> = algorithms(scheme.algorithm).collect();
    match &scheme.form {
        Form::Template(signed) => suspects.extend(of_template(question, signed)),
        Form::Jws(_) => {}
        Form::Message(rule) => suspects.extend(uncovered(rule)),
    }
    suspects
}

/// Those that a key of the same kind makes.
fn algorithms(own: Algorithm) -> impl Iterator<Item = Suspect> {
    let other = match own {
        Algorithm::HmacSha256 => Some((Algorithm::HmacSha512, "sha512", "sha256")),
        Algorithm::HmacSha512 => Some((Algorithm::HmacSha256, "sha256", "sha512")),
        Algorithm::RsaSha256 => Some((Algorithm::RsaPssSha512, "rsa-pss-sha512", "rsa-sha256")),
        Algorithm::RsaPssSha512 => Some((Algorithm::RsaSha256, "rsa-sha256", "rsa-pss-sha512")),
        Algorithm::EcdsaP256Sha256 | Algorithm::Ed25519 => None,
    };
    other.into_iter().map(|(algorithm, is, expected)| Suspect {
        reason: Reason::Algorithm { is, expected },
        patch: Patch::Algorithm(algorithm),
    })
}

fn of_template(question: &Question<'_>, signed: &Signed) -> Vec<Suspect> {
    let mut suspects = vec![encoding(signed.encoding)];
    let values = signed.signature.headers.iter();
    let values = values.filter_map(|name| question.request.header(name.as_str()));
    let values: Vec<_> = values.collect();
    let others = PREFIXES.into_iter().filter(|prefix| {
        *prefix != signed.signature.prefix && values.iter().any(|value| value.contains(prefix))
    });
    suspects.extend(others.map(|prefix| Suspect {
        reason: Reason::Prefix { is: prefix.to_owned(), expected: signed.signature.prefix.clone() },
        patch: Patch::Prefix(prefix.to_owned()),
    }));
    suspects.extend(TEMPLATES.into_iter().filter_map(|text| {
        let template: webhook::Template = text.parse().ok()?;
        let is_other = template != signed.template;
        is_other.then_some(Suspect {
            reason: Reason::Signed { template: text },
            patch: Patch::Template(template),
        })
    }));
    suspects
}

fn encoding(own: Encoding) -> Suspect {
    let (other, is, expected) = match own {
        Encoding::Hex => (Encoding::Base64, "base64", "hex"),
        Encoding::Base64 => (Encoding::Hex, "hex", "base64"),
    };
    Suspect { reason: Reason::Encoding { is, expected }, patch: Patch::Encoding(other) }
}

/// A signature over less than the source asks for.
fn uncovered(rule: &MessageSignature) -> Option<Suspect> {
    let reason = Reason::NotCovered { components: rule.components.clone() };
    (!rule.components.is_empty()).then_some(Suspect { reason, patch: Patch::NoComponents })
}
