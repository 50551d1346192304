//! One way in which a request may have been meant.

use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use webhook::{
    Algorithm, Delivery, Encoding, Form, Key, Refusal, Scheme, Template, TimeFormat, verify,
};

use super::question::{Question, Undiagnosed, Whose};

/// One way in which a request may have been meant.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub scheme: Scheme,
    pub method: String,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub url: String,
    pub key: Key,
}

/// One thing about it that is changed.
#[derive(Clone, Debug)]
pub(super) enum Patch {
    Key(Key),
    Body(Bytes),
    Url(String),
    Headers(HeaderMap),
    SignatureHeader(HeaderName),
    Prefix(String),
    Encoding(Encoding),
    Algorithm(Algorithm),
    Template(Template),
    NoComponents,
}

/// What a right signature says of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    /// When it was signed (Unix seconds), where it says so.
    pub signed_at: Option<i64>,
    /// How that is written.
    pub format: Option<TimeFormat>,
    /// By how many seconds it is over, where it says itself until when it is good.
    pub over_s: Option<u64>,
}

impl Attempt {
    /// The request as the door takes it.
    pub fn plain(question: &Question<'_>) -> Result<Self, Undiagnosed> {
        Ok(Self {
            scheme: question.source.scheme.clone(),
            method: question.request.method.clone(),
            headers: question.request.headers.clone(),
            body: question.request.body.clone(),
            url: question.url.to_owned(),
            key: own(question)?,
        })
    }

    /// The same with one thing changed.
    pub fn with(&self, patch: &Patch) -> Self {
        let mut changed = self.clone();
        changed.apply(patch);
        changed
    }

    fn apply(&mut self, patch: &Patch) {
        match patch {
            Patch::Key(key) => self.key = key.clone(),
            Patch::Body(body) => self.body = body.clone(),
            Patch::Url(url) => self.url.clone_from(url),
            Patch::Headers(headers) => self.headers = headers.clone(),
            Patch::Algorithm(algorithm) => self.scheme.algorithm = *algorithm,
            Patch::SignatureHeader(_)
            | Patch::Prefix(_)
            | Patch::Encoding(_)
            | Patch::Template(_)
            | Patch::NoComponents => apply_to(&mut self.scheme.form, patch),
        }
    }

    /// The request, to be verified.
    pub fn delivery(&self) -> Delivery<'_> {
        let delivery = Delivery::post(&self.headers, self.body.clone(), &self.url);
        Delivery { method: &self.method, ..delivery }
    }

    /// What its signature says of its time, if it is right. A number may be seconds as well as
    /// milliseconds: what is nearest to `now` was meant.
    pub fn proven(&self, now: i64) -> Option<Proof> {
        let Some(window) = self.scheme.window() else { return self.try_format(None, now) };
        let all = [TimeFormat::Seconds, TimeFormat::Milliseconds, TimeFormat::Rfc3339];
        let others = all.into_iter().filter(|format| *format != window.format);
        let off = |proof: &Proof| proof.signed_at.map_or(0, |at| at.abs_diff(now));
        std::iter::once(window.format)
            .chain(others)
            .filter_map(|format| self.try_format(Some(format), now))
            .min_by_key(off)
    }

    fn try_format(&self, format: Option<TimeFormat>, now: i64) -> Option<Proof> {
        let mut scheme = self.scheme.clone();
        if let (Some(format), Some(window)) = (format, scheme.window_mut()) {
            (window.format, window.tolerance_s) = (format, u64::MAX);
        }
        let proof = |signed_at, over_s| Proof { signed_at, format, over_s };
        match verify(&scheme, self.delivery(), std::slice::from_ref(&self.key), now) {
            Ok(verified) => Some(proof(verified.signed_at(), None)),
            Err(Refusal::OutsideWindow { off_s, .. }) => Some(proof(None, Some(off_s))),
            Err(Refusal::Missing(_) | Refusal::Malformed(_) | Refusal::Mismatch) => None,
        }
    }
}

/// What is changed about how the signature is read; nothing where this form has no such thing.
fn apply_to(form: &mut Form, patch: &Patch) {
    match (form, patch) {
        (Form::Template(signed), Patch::SignatureHeader(name)) => {
            signed.signature.headers = vec![name.clone()];
        }
        (Form::Jws(place), Patch::SignatureHeader(name)) => {
            *place = webhook::Jws::Detached(name.clone());
        }
        (Form::Template(signed), Patch::Prefix(prefix)) => {
            signed.signature.prefix.clone_from(prefix);
        }
        (Form::Template(signed), Patch::Encoding(encoding)) => signed.encoding = *encoding,
        (Form::Template(signed), Patch::Template(template)) => signed.template = template.clone(),
        (Form::Message(rule), Patch::NoComponents) => rule.components.clear(),
        (Form::Template(_) | Form::Jws(_) | Form::Message(_), _) => {}
    }
}

/// The key that the door would verify by.
fn own(question: &Question<'_>) -> Result<Key, Undiagnosed> {
    let name = || question.source.name.to_string();
    let held = question.held.iter().find(|held| held.whose == Whose::Own);
    let held = held.ok_or_else(|| Undiagnosed::NoSecret(name()))?;
    let scheme = &question.source.scheme;
    Key::verifying("own", &held.secret.0, scheme.key, scheme.algorithm)
        .map_err(|error| Undiagnosed::Key(name(), error))
}
