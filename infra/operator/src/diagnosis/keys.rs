//! Other secrets, and other readings of one.

use base64::{Engine, engine::general_purpose::STANDARD};
use settings::key_word;
use webhook::{Key, KeyEncoding};

use super::attempt::Patch;
use super::question::{Held, Question, Whose};
use super::reason::Reason;
use super::suspect::Suspect;
use crate::stack::Secret;

/// Every other key that may have signed.
pub(super) fn suspects(question: &Question<'_>) -> Vec<Suspect> {
    let others = question.held.iter().filter_map(|held| of_others(question, held));
    let own = question.held.iter().find(|held| held.whose == Whose::Own);
    let readings = own.map(|held| readings(question, &held.secret)).unwrap_or_default();
    others.chain(readings).collect()
}

fn of_others(question: &Question<'_>, held: &Held) -> Option<Suspect> {
    let reason = match &held.whose {
        Whose::Own => return None,
        Whose::Previous => Reason::PreviousSecret,
        Whose::Other(source) => Reason::SecretOfAnother { source: source.to_string() },
    };
    let scheme = &question.source.scheme;
    let key = Key::verifying("other", &held.secret.0, scheme.key, scheme.algorithm).ok()?;
    Some(Suspect { reason, patch: Patch::Key(key) })
}

/// The source's own secret, made into a key in other ways than its scheme says.
fn readings(question: &Question<'_>, secret: &Secret) -> Vec<Suspect> {
    let own = question.source.scheme.key;
    if own.is_public() {
        return nameless(question, secret).into_iter().collect();
    }
    let all = [
        KeyEncoding::Utf8,
        KeyEncoding::NfkdUtf8,
        KeyEncoding::Base64,
        KeyEncoding::Hex,
        KeyEncoding::Whsec,
    ];
    let others = all.into_iter().filter(|encoding| *encoding != own).filter_map(|encoding| {
        let key = Key::short("own", &secret.0, encoding, None).ok()?;
        let reason = Reason::KeyReadAs { is: key_word(encoding), expected: key_word(own) };
        Some(Suspect { reason, patch: Patch::Key(key) })
    });
    others.chain(with_white_space(secret)).collect()
}

/// What an editor leaves behind a secret, and the sender took for a part of it.
fn with_white_space(secret: &Secret) -> impl Iterator<Item = Suspect> + '_ {
    let plain = secret.0.trim();
    let signed = ["\n", "\r\n", " "].map(|end| format!("{plain}{end}"));
    // The bytes as they are: read as text, a line break at the end is left out.
    let signed = signed.map(|secret| STANDARD.encode(secret));
    let keys = signed
        .into_iter()
        .filter_map(|secret| Key::short("own", &secret, KeyEncoding::Base64, None).ok());
    keys.map(|key| Suspect { reason: Reason::SecretWithWhiteSpace, patch: Patch::Key(key) })
}

/// The same public key without its sender's name for it: another name is given in the request.
fn nameless(question: &Question<'_>, secret: &Secret) -> Option<Suspect> {
    let mut jwk: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&secret.0).ok()?;
    jwk.remove("kid")?;
    let jwk = serde_json::to_string(&jwk).ok()?;
    let key = Key::new("own", &jwk, question.source.scheme.key, None).ok()?;
    Some(Suspect { reason: Reason::OtherKeyId, patch: Patch::Key(key) })
}
