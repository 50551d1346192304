//! What a source leaves out of how its deliveries are taken.

use super::{Unsaid, or_nothing};
use crate::signature::{SPELLED_OUT, key_word};
use crate::source::{Handshake, OnReuse, Source};

const KIB: usize = 1024;
const SECONDS_AN_HOUR: u64 = 60 * 60;
const SECONDS_A_DAY: u64 = 24 * SECONDS_AN_HOUR;

pub(super) fn add(source: &Source, unsaid: &mut Unsaid<'_>) {
    signature(source, unsaid);
    if let Some(at) = &source.scheme.timestamp {
        unsaid.add("tolerance_s", &at.tolerance_s);
    }
    if source.scheme.signed.has_url() {
        unsaid.add("url", &"that of the request");
    }
    unsaid.add("body_limit_kib", &(source.body_limit / KIB));
    unsaid.add("allow", &"any address");
    let labels: Vec<_> = source.labels.iter().map(http::HeaderName::as_str).collect();
    unsaid.add("labels", &labels.join(", "));
    unsaid.add("handshake", &handshake(&source.handshake));
    unsaid.add("previous_for_hours", &(source.previous_for.as_secs() / SECONDS_AN_HOUR));
    unsaid.add("retention_days", &(source.retention.as_secs() / SECONDS_A_DAY));
    unsaid.add("on_reuse", &on_reuse(source.on_reuse));
    unsaid.add("api", &source.api);
}

/// A preset's own is not set, so it is none of this.
fn signature(source: &Source, unsaid: &mut Unsaid<'_>) {
    if source.scheme_name != SPELLED_OUT {
        return;
    }
    unsaid.add("signature.prefix", &or_nothing(&source.scheme.signature.prefix));
    unsaid.add("signature.separator", &"a comma alone");
    unsaid.add("signature.algorithm", &"sha256");
    unsaid.add("signature.key", &key_word(source.scheme.key));
    unsaid.add("signature.signed", &"{body}");
    if let Some(at) = &source.scheme.timestamp {
        unsaid.add("signature.timestamp.prefix", &or_nothing(&at.prefix));
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
