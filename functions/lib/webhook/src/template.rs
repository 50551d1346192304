//! The bytes that a sender signs, as a template: `{id}.{timestamp}.{body}`.

use std::str::FromStr;

use http::HeaderName;
use thiserror::Error;

/// A parsed template. It always covers the body, by itself or by its digest: a signature that
/// leaves it out proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// A piece of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(String),
    Body,
    BodyBase64,
    BodySha256,
    Timestamp,
    Id,
    Url,
    Method,
    Path,
    Query(String),
    Header(HeaderName),
}

/// Why a template cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TemplateError {
    /// A signature that does not cover the body would let any body in.
    #[error("the signed template must hold {{body}}, or its {{body_sha256}} or {{body_base64}}")]
    NoBody,
    /// A name in braces that stands for nothing.
    #[error(
        "unknown placeholder {{{0}}}: use {{body}}, {{body_sha256}}, {{body_base64}}, {{timestamp}}, {{id}}, {{url}}, \
         {{method}}, {{path}}, {{query:NAME}} or {{header:NAME}}"
    )]
    Unknown(String),
    /// An opening brace without its closing one.
    #[error("a {{ is never closed")]
    Unclosed,
}

impl Template {
    /// The pieces, in the order in which they are signed.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// Whether the signature covers a timestamp.
    pub fn has_timestamp(&self) -> bool {
        self.0.contains(&Part::Timestamp)
    }

    /// Whether the signature covers a message id.
    pub fn has_id(&self) -> bool {
        self.0.contains(&Part::Id)
    }

    /// Whether the signature covers the URL that was called, or its path.
    pub fn has_url(&self) -> bool {
        self.0.contains(&Part::Url) || self.0.contains(&Part::Path)
    }

    /// The headers whose values are signed.
    pub(crate) fn headers(&self) -> impl Iterator<Item = &HeaderName> {
        self.0.iter().filter_map(|part| match part {
            Part::Header(name) => Some(name),
            Part::Literal(_)
            | Part::Body
            | Part::BodyBase64
            | Part::BodySha256
            | Part::Timestamp
            | Part::Id
            | Part::Url
            | Part::Method
            | Part::Path
            | Part::Query(_) => None,
        })
    }
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            push_literal(&mut parts, literal);
            let (name, tail) = after.split_once('}').ok_or(TemplateError::Unclosed)?;
            parts.push(placeholder(name)?);
            rest = tail;
        }
        push_literal(&mut parts, rest);
        let covers = [Part::Body, Part::BodySha256, Part::BodyBase64];
        if !covers.iter().any(|part| parts.contains(part)) {
            return Err(TemplateError::NoBody);
        }
        Ok(Self(parts))
    }
}

fn push_literal(parts: &mut Vec<Part>, literal: &str) {
    if !literal.is_empty() {
        parts.push(Part::Literal(literal.to_owned()));
    }
}

fn placeholder(name: &str) -> Result<Part, TemplateError> {
    let unknown = || TemplateError::Unknown(name.to_owned());
    Ok(match name.split_once(':') {
        None => match name {
            "body" => Part::Body,
            "body_base64" => Part::BodyBase64,
            "body_sha256" => Part::BodySha256,
            "timestamp" => Part::Timestamp,
            "id" => Part::Id,
            "url" => Part::Url,
            "method" => Part::Method,
            "path" => Part::Path,
            _ => return Err(unknown()),
        },
        Some(("query", parameter)) if !parameter.is_empty() => Part::Query(parameter.to_owned()),
        Some(("header", header)) => Part::Header(header.parse().map_err(|_| unknown())?),
        Some(_) => return Err(unknown()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_keeps_its_literals_and_their_order() {
        let template: Template = "v0:{timestamp}:{body}".parse().expect("a good template");
        assert_eq!(
            template.parts(),
            [Part::Literal("v0:".into()), Part::Timestamp, Part::Literal(":".into()), Part::Body]
        );
    }

    #[test]
    fn what_has_a_name_of_its_own_keeps_it() {
        let template: Template = "{query:shop}{header:X-Nonce}{body}".parse().expect("good");
        let nonce = HeaderName::from_static("x-nonce");
        assert_eq!(
            template.parts(),
            [Part::Query("shop".into()), Part::Header(nonce.clone()), Part::Body]
        );
        assert_eq!(template.headers().collect::<Vec<_>>(), [&nonce]);
    }

    #[test]
    fn a_template_without_the_body_is_refused() {
        assert_eq!("{id}.{timestamp}".parse::<Template>(), Err(TemplateError::NoBody));
        assert!("{method}{path}{body_sha256}".parse::<Template>().is_ok(), "by its digest");
    }

    #[test]
    fn unknown_and_unclosed_placeholders_are_refused() {
        for name in ["nonce", "query:", "header:", "header:a b", "body:x"] {
            let unknown = format!("{{body}}{{{name}}}").parse::<Template>();
            assert_eq!(unknown, Err(TemplateError::Unknown(name.into())));
        }
        assert_eq!("{body".parse::<Template>(), Err(TemplateError::Unclosed));
    }
}
