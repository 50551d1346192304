//! What a body is written in: which format, which encoding.

use std::borrow::Cow;

use thiserror::Error;

use crate::encoding;
use crate::xml::NotXml;

/// A body that has the beginning of its format.
#[derive(Debug)]
pub(crate) enum Body<'b> {
    /// Without a byte order mark.
    Json(&'b [u8]),
    /// Decoded.
    Xml(Cow<'b, str>),
}

/// What a body looks like that is neither JSON nor XML.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Looks {
    /// Nothing but blanks.
    #[error("empty")]
    Empty,
    /// `name=value`.
    #[error("a form (name=value)")]
    Form,
    /// `<!doctype html>` or `<html>`.
    #[error("an HTML page")]
    Html,
    /// By its first two bytes.
    #[error("compressed (gzip)")]
    Gzip,
    /// By its byte order mark; XML may be in it.
    #[error("a text in UTF-16 that is no XML")]
    Utf16,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Without a UTF-8 byte order mark, which RFC 8259 §8.1 lets a reader pass over.
pub(crate) fn unmarked(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

/// Why a body has no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoFormat {
    Neither(Looks),
    Undecodable(NotXml),
}

/// Which format a body is in: XML where it starts with `<` as no JSON does.
pub(crate) fn recognise(body: &[u8]) -> Result<Body<'_>, NoFormat> {
    if let Some(text) = encoding::utf_16(body) {
        return in_utf_16(text.map_err(NoFormat::Undecodable)?);
    }
    let text = unmarked(body);
    match text.trim_ascii_start() {
        [] => Err(NoFormat::Neither(Looks::Empty)),
        page if is_html(page) => Err(NoFormat::Neither(Looks::Html)),
        xml @ [b'<', ..] => {
            // A byte order mark counts over what the declaration says, as everywhere.
            let is_marked = text.len() < body.len();
            let xml = if is_marked { encoding::utf_8(xml) } else { encoding::declared(xml) };
            xml.map(Body::Xml).map_err(NoFormat::Undecodable)
        }
        _ => Ok(Body::Json(text)),
    }
}

/// What a body looks like that turned out to be no JSON, if that is another thing that is sent.
pub(crate) fn looks_like(body: &[u8]) -> Option<Looks> {
    let is_of_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.~%+[]".contains(byte);
    let end_of_name = body.iter().position(|byte| !is_of_a_name(byte));
    match end_of_name.and_then(|end| body.get(..=end)) {
        _ if body.starts_with(b"\x1f\x8b") => Some(Looks::Gzip),
        Some([first, .., b'=']) if *first != b'[' => Some(Looks::Form),
        Some(_) | None => None,
    }
}

fn is_html(page: &[u8]) -> bool {
    let starts = |with: &[u8]| page.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
    starts(b"<!doctype html") || starts(b"<html")
}

fn in_utf_16(text: Cow<'_, str>) -> Result<Body<'_>, NoFormat> {
    match text.trim_start().as_bytes() {
        page if is_html(page) => Err(NoFormat::Neither(Looks::Html)),
        [b'<', ..] => Ok(Body::Xml(text)),
        _ => Err(NoFormat::Neither(Looks::Utf16)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neither(body: &[u8]) -> Option<Looks> {
        match recognise(body) {
            Err(NoFormat::Neither(looks)) => Some(looks),
            Ok(Body::Json(text)) => looks_like(text),
            Ok(Body::Xml(_)) | Err(NoFormat::Undecodable(_)) => None,
        }
    }

    #[test]
    fn what_is_sent_instead_of_json_and_xml_is_told() {
        for (body, expected) in [
            (&b""[..], Looks::Empty),
            (b"\xef\xbb\xbf \r\n", Looks::Empty),
            (b"payload=%7B%22a%22%3A1%7D", Looks::Form),
            (b"items[0][sku]=A&x=1", Looks::Form),
            (b" <!DOCTYPE html><html></html>", Looks::Html),
            (b"<HTML>", Looks::Html),
            (b"\x1f\x8b\x08\0", Looks::Gzip),
            (b"\xff\xfe{\0}\0", Looks::Utf16),
            (b"\xfe\xff\0{\0}", Looks::Utf16),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", Looks::Html),
        ] {
            assert_eq!(neither(body), Some(expected), "{body:?}");
        }
        for body in [&b"{\"a\": \"b=c\"}"[..], b"[a=1]", b"oops", b"=", b"<a b='c'/>", b"a b=c"] {
            assert_eq!(neither(body), None, "{body:?}");
        }
    }
}
