//! What a source leaves out of how its deliveries are taken.

use webhook::{Form, Signed};

use super::unsaid::{Unsaid, or_nothing};
use crate::presets::PRESETS;
use crate::signature::key_word;
use crate::source::{AnswerBody, AnswerProfile, Handshake, OnReuse, Source};

const KIB: usize = 1024;
const SECONDS_AN_HOUR: u64 = 60 * 60;
const SECONDS_A_DAY: u64 = 24 * SECONDS_AN_HOUR;

pub(super) fn add(source: &Source, unsaid: &mut Unsaid<'_>) {
    signature(source, unsaid);
    let in_body = source.signed_time.as_ref().map(|time| &time.window);
    if let Some(window) = source.scheme.window().or(in_body) {
        unsaid.add("tolerance_s", &window.tolerance_s);
    }
    if source.scheme.signs_url() {
        unsaid.add("url", &"that of the request");
    }
    unsaid.add("body_limit_kib", &(source.body_limit / KIB));
    unsaid.add("allow", &"any address");
    let labels: Vec<_> = source.labels.iter().map(http::HeaderName::as_str).collect();
    unsaid.add("body", &"the event itself");
    if !source.scheme.key.is_public() {
        unsaid.add("short_secret", &source.short_secret);
    }
    answer(&source.answer, unsaid);
    unsaid.add("labels", &labels.join(", "));
    unsaid.add("handshake", &handshake(&source.handshake));
    unsaid.add("previous_for_hours", &(source.previous_for.as_secs() / SECONDS_AN_HOUR));
    unsaid.add("retention_days", &(source.retention.as_secs() / SECONDS_A_DAY));
    unsaid.add("on_reuse", &on_reuse(source.on_reuse));
    unsaid.add("api", &source.api);
}

fn answer(answer: &AnswerProfile, unsaid: &mut Unsaid<'_>) {
    unsaid.add("answer.accepted", &answer.accepted);
    let (body, text) = match &answer.body {
        AnswerBody::Json => ("json", "none"),
        AnswerBody::Empty => ("empty", "none"),
        AnswerBody::Text(text) => ("the text", text.as_str()),
    };
    unsaid.add("answer.body", &body);
    unsaid.add("answer.text", &text);
    unsaid.add("answer.mismatch", &answer.mismatch);
    let ping = answer.ping.as_ref().map(ToString::to_string);
    unsaid.add("answer.ping", &ping.as_deref().unwrap_or("none"));
    let unsigned = answer.unsigned_ping.as_ref().map(|ping| ping.field.as_str());
    unsaid.add("answer.unsigned_ping", &unsigned.unwrap_or("none"));
}

/// A preset's own is not set, so it is none of this.
fn signature(source: &Source, unsaid: &mut Unsaid<'_>) {
    if PRESETS.contains(&source.scheme_name.as_str()) {
        return;
    }
    match &source.scheme.form {
        Form::Template(signed) => template(source, signed, unsaid),
        Form::Jws(_) => {}
        Form::Message(message) => {
            unsaid.add("signature.components", &message.components.join(", "));
        }
    }
}

fn template(source: &Source, signed: &Signed, unsaid: &mut Unsaid<'_>) {
    unsaid.add("signature.prefix", &or_nothing(&signed.signature.prefix));
    unsaid.add("signature.separator", &"a comma alone");
    if source.scheme.key.is_public() {
        unsaid.add("signature.algorithm", &"rsa-sha256");
    } else {
        unsaid.add("signature.algorithm", &"sha256");
        unsaid.add("signature.key", &key_word(source.scheme.key));
    }
    unsaid.add("signature.signed", &"{body}");
    if let Some(timestamp) = &signed.timestamp {
        unsaid.add("signature.timestamp.prefix", &or_nothing(&timestamp.at.prefix));
        unsaid.add("signature.timestamp.format", &"s");
    }
}

fn handshake(handshake: &Handshake) -> String {
    let Some(body) = &handshake.body else { return "none".to_owned() };
    format!("type {}, challenge {}", body.event_type, body.challenge)
}

fn on_reuse(on_reuse: OnReuse) -> &'static str {
    match on_reuse {
        OnReuse::Refuse => "refuse",
        OnReuse::Duplicate => "duplicate",
    }
}
