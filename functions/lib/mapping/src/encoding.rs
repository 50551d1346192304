//! XML as text: in UTF-8, UTF-16, or the encoding that it declares.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::place::Place;
use crate::xml::{NotXml, XmlProblem};

/// A body in UTF-16, by its byte order mark or by the first character of XML (XML 1.0,
/// appendix F); nothing where it is in another encoding.
pub(crate) fn utf_16(body: &[u8]) -> Option<Result<Cow<'_, str>, NotXml>> {
    let encoding = match body {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => UTF_16LE,
        [0xfe, 0xff, ..] | [0, b'<', ..] => UTF_16BE,
        _ => return None,
    };
    let (text, is_broken) = encoding.decode_with_bom_removal(body);
    Some(if is_broken { Err(NotXml::at_start(XmlProblem::NotOfEncoding)) } else { Ok(text) })
}

/// A body in UTF-8.
pub(crate) fn utf_8(body: &[u8]) -> Result<Cow<'_, str>, NotXml> {
    str::from_utf8(body).map(Cow::Borrowed).map_err(|error| NotXml {
        problem: XmlProblem::NotOfEncoding,
        place: Place::of(&String::from_utf8_lossy(body), error.valid_up_to()),
    })
}

/// A body in the encoding that its XML declaration names, UTF-8 where it names none.
pub(crate) fn declared(body: &[u8]) -> Result<Cow<'_, str>, NotXml> {
    let Some(label) = label(body) else { return utf_8(body) };
    let encoding = named(label).ok_or(NotXml::at_start(XmlProblem::UnknownEncoding))?;
    if encoding == UTF_8 {
        return utf_8(body);
    }
    let text = encoding.decode_without_bom_handling_and_without_replacement(body);
    text.ok_or(NotXml::at_start(XmlProblem::NotOfEncoding))
}

/// By the names of the WHATWG's Encoding Standard, where ISO-8859-1 is windows-1252. UTF-16 cannot
/// be true of what reads as ASCII: .NET declares it where it writes UTF-8.
fn named(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// What the declaration says: `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn label(body: &[u8]) -> Option<&str> {
    const LONGEST: usize = 256;
    let declaration = body.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).take(LONGEST).position(|two| two == b"?>")?;
    let declaration = str::from_utf8(declaration.get(..end)?).ok()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value.strip_prefix(quote)?.split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_encoding(label: &str, text: &[u8]) -> Vec<u8> {
        let head = format!("<?xml version=\"1.0\" encoding=\"{label}\"?><a>");
        [head.as_bytes(), text, b"</a>"].concat()
    }

    fn read(body: &[u8]) -> Result<String, XmlProblem> {
        let text = utf_16(body).unwrap_or_else(|| declared(body)).map_err(|error| error.problem)?;
        let (_, after) = text.split_once("<a>").expect("an element");
        Ok(after.trim_end_matches("</a>").to_owned())
    }

    #[test]
    fn xml_is_read_in_the_encoding_that_it_declares() {
        for (label, bytes, expected) in [
            ("UTF-8", "Größe".as_bytes(), "Größe"),
            ("ISO-8859-1", b"Gr\xf6\xdfe", "Größe"),
            ("latin1", b"Gr\xf6\xdfe", "Größe"),
            ("windows-1252", b"5 \x80", "5 €"),
            ("windows-1250", b"k\xf9\xf2", "kůň"),
            ("Windows-1251", b"\xf7\xe0\xe9", "чай"),
            ("ISO-8859-2", b"k\xf9\xf2", "kůň"),
            ("us-ascii", b"mug", "mug"),
            ("utf-16", "Größe".as_bytes(), "Größe"),
        ] {
            assert_eq!(read(&in_encoding(label, bytes)).as_deref(), Ok(expected), "{label}");
        }
        assert_eq!(read("<?xml version='1.0'?><a>ö</a>".as_bytes()).as_deref(), Ok("ö"));
        assert_eq!(read(b"<?xml encoding = 'latin1' ?><a>\xf6</a>").as_deref(), Ok("ö"));
    }

    #[test]
    fn utf_16_is_known_by_its_byte_order_mark_or_its_first_character() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Größe 😊</a>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for body in
            [marked(b"\xff\xfe", &little), marked(b"\xfe\xff", &big), little.clone(), big.clone()]
        {
            assert_eq!(read(&body).as_deref(), Ok("Größe 😊"));
        }
        let broken = [&little[..], b"\x3d\xd8"].concat();
        assert_eq!(read(&broken), Err(XmlProblem::NotOfEncoding), "half a character at its end");
    }

    #[test]
    fn an_encoding_that_is_unknown_or_not_kept_to_is_a_problem_of_its_own() {
        for label in ["ebcdic-cp-us", "iso-2022-kr", ""] {
            let refused = read(&in_encoding(label, b"x"));
            assert_eq!(refused, Err(XmlProblem::UnknownEncoding), "{label}");
        }
        let refused = declared(&in_encoding("UTF-8", b"Gr\xf6\xdfe")).expect_err("no UTF-8");
        assert_eq!(refused.problem, XmlProblem::NotOfEncoding);
        assert_eq!((refused.place.line, refused.place.column), (1, 44));
        assert_eq!(read(&in_encoding("shift_jis", b"\xff")), Err(XmlProblem::NotOfEncoding));
    }
}
