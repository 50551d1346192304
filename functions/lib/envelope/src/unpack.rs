//! From the body that was sent to the content in it: gzip (RFC 1952), and forms.

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;

/// How gzip begins; neither JSON, nor XML, nor a form begins so.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why a body could not be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packed {
    Broken,
    TooLong,
}

/// The body, unpacked if it is gzip, up to `limit` bytes: what is packed may be a thousand times
/// longer than it looks.
pub(crate) fn unpacked(body: &Bytes, limit: usize) -> Result<Bytes, Packed> {
    if !body.starts_with(&GZIP) {
        return Ok(body.clone());
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(&body[..]).take(most).read_to_end(&mut content);
    match read {
        Ok(_) if content.len() > limit => Err(Packed::TooLong),
        Ok(_) => Ok(Bytes::from(content)),
        Err(_) => Err(Packed::Broken),
    }
}

/// The value of one field of a form (`application/x-www-form-urlencoded`), the first of its name.
pub(crate) fn form_field(body: &[u8], field: &str) -> Option<Bytes> {
    let mut fields = form_urlencoded::parse(body);
    let found = fields.find(|(name, _)| name == field).map(|(_, value)| value.into_owned());
    found.map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn packed(content: &[u8]) -> Bytes {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).expect("memory");
        Bytes::from(encoder.finish().expect("memory"))
    }

    #[test]
    fn what_is_packed_comes_out_and_what_is_not_stays_as_it_is() {
        let body = Bytes::from_static(br#"{"a":1}"#);
        assert_eq!(unpacked(&body, 100).as_ref(), Ok(&body));
        assert_eq!(unpacked(&packed(&body), 7).as_ref(), Ok(&body));
        let twice = Bytes::from([packed(b"{\"a\""), packed(b":1}")].concat());
        assert_eq!(unpacked(&twice, 100).as_ref(), Ok(&body), "members one after the other");
    }

    #[test]
    fn nothing_is_unpacked_beyond_the_limit() {
        let bomb = packed(&vec![b' '; 10 * 1024 * 1024]);
        assert!(bomb.len() < 20_000);
        assert_eq!(unpacked(&bomb, 1024), Err(Packed::TooLong));
    }

    #[test]
    fn what_breaks_off_is_broken() {
        let whole = packed(br#"{"a":1}"#);
        let half = whole.slice(..whole.len() / 2);
        assert_eq!(unpacked(&half, 100), Err(Packed::Broken));
    }

    #[test]
    fn a_field_is_read_as_forms_write_it() {
        let body = b"x=1&payload=%7B%22a%22%3A+1%7D&payload=2";
        assert_eq!(form_field(body, "payload").as_deref(), Some(&b"{\"a\": 1}"[..]));
        assert_eq!(form_field(body, "y"), None);
    }
}
