//! Halves of characters in JSON. Its grammar allows the escape of a surrogate alone (RFC 8259 §8.2);
//! a sender that cuts a text in the middle of an emoji writes one.

/// The same text with U+FFFD for each surrogate that has no partner, as long as it was; nothing
/// where there is none.
pub(crate) fn replaced(body: &[u8]) -> Option<Vec<u8>> {
    let lone = lone(body);
    if lone.is_empty() {
        return None;
    }
    let mut body = body.to_vec();
    for place in lone {
        if let Some(escape) = body.get_mut(place..place.saturating_add(ESCAPE)) {
            escape.copy_from_slice(b"\\ufffd");
        }
    }
    Some(body)
}

/// The length of `\ud83d`.
const ESCAPE: usize = 6;

/// Where the escapes are that have no partner. A backslash stands in texts only.
fn lone(body: &[u8]) -> Vec<usize> {
    let mut lone = Vec::new();
    let mut at = 0_usize;
    while let Some(found) = body.get(at..).and_then(|rest| rest.iter().position(|b| *b == b'\\')) {
        let place = at.saturating_add(found);
        let next = place.saturating_add(ESCAPE);
        at = match (unit(body, place), unit(body, next)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => next.saturating_add(ESCAPE),
            (Some(0xd800..=0xdfff), _) => {
                lone.push(place);
                next
            }
            (Some(_), _) => next,
            // Another escape: it and the character that it escapes.
            (None, _) => place.saturating_add(2),
        };
    }
    lone
}

/// The UTF-16 unit whose escape stands here.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let escape = body.get(at..at.saturating_add(ESCAPE))?;
    let digits = escape.strip_prefix(b"\\u").filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(body: &str) -> Option<String> {
        replaced(body.as_bytes()).map(|body| String::from_utf8(body).expect("UTF-8"))
    }

    #[test]
    fn a_surrogate_without_its_partner_is_replaced() {
        for (body, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\uDE0A b""#, r#""\ufffd b""#),
            (r#""\ude0a\ud83d""#, r#""\ufffd\ufffd""#),
            (r#""\ud83d\ud83d\ude0a""#, r#""\ufffd\ud83d\ude0a""#),
            (r#""\ud83dA\n""#, r#""\ufffdA\n""#),
            (r#""\ud83d\u0041""#, r#""\ufffd\u0041""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
        ] {
            assert_eq!(mended(body).as_deref(), Some(expected), "{body}");
        }
    }

    #[test]
    fn pairs_and_what_only_looks_like_an_escape_stay() {
        let bodies =
            [r#""\ud83d\ude0a""#, r#""\\ud83d""#, r#""\ud83""#, r#""\ud83g""#, "ud83d", r"\"];
        for body in bodies {
            assert_eq!(mended(body), None, "{body}");
        }
    }
}
