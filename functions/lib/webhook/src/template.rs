//! The bytes that a sender signs, as a template: `{id}.{timestamp}.{body}`.

use std::str::FromStr;

use thiserror::Error;

/// A parsed template. It always holds the body: a signature that leaves it out proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// A piece of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(String),
    Body,
    Timestamp,
    Id,
    Url,
}

/// Why a template cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TemplateError {
    /// A signature that does not cover the body would let any body in.
    #[error("the signed template must hold {{body}}")]
    NoBody,
    /// A name in braces that stands for nothing.
    #[error("unknown placeholder {{{0}}}: use {{body}}, {{timestamp}}, {{id}} or {{url}}")]
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

    /// Whether the signature covers the URL that was called.
    pub fn has_url(&self) -> bool {
        self.0.contains(&Part::Url)
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
        if !parts.contains(&Part::Body) {
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
    match name {
        "body" => Ok(Part::Body),
        "timestamp" => Ok(Part::Timestamp),
        "id" => Ok(Part::Id),
        "url" => Ok(Part::Url),
        other => Err(TemplateError::Unknown(other.to_owned())),
    }
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
    fn a_template_without_the_body_is_refused() {
        assert_eq!("{id}.{timestamp}".parse::<Template>(), Err(TemplateError::NoBody));
    }

    #[test]
    fn unknown_and_unclosed_placeholders_are_refused() {
        let unknown = "{body}{nonce}".parse::<Template>();
        assert_eq!(unknown, Err(TemplateError::Unknown("nonce".into())));
        assert_eq!("{body".parse::<Template>(), Err(TemplateError::Unclosed));
    }
}
