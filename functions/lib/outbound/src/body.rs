//! Bodies with an end.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use reqwest::Response;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use thiserror::Error;

use crate::outage::Outage;

/// How a gzip file begins (RFC 1952 §2.3.1), and no JSON, XML or HTML does.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Why there is no body.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Broken {
    /// The connection failed, or took too long.
    #[error("{0}")]
    Connection(Outage),
    /// Nobody said so much. Counted in bytes as sent and as unpacked, whichever is too many first.
    #[error("more than {0} bytes")]
    TooLong(usize),
    /// It is compressed in a way that is not read here.
    #[error("a content-encoding other than gzip")]
    Encoding,
    /// It begins as gzip and does not go on or end as that.
    #[error("gzip that cannot be unpacked")]
    Gzip,
}

/// The body, read to its end and unpacked, of at most `most` bytes.
///
/// Servers and networks between compress unasked, and some unpack a body and leave the header. So
/// a body that begins as gzip is unpacked, and any other is taken as it is.
pub async fn bounded(mut response: Response, most: usize) -> Result<Vec<u8>, Broken> {
    check_encoding(response.headers())?;
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| Broken::Connection(Outage::of(&error)))?
    {
        if body.len().saturating_add(chunk.len()) > most {
            return Err(Broken::TooLong(most));
        }
        body.extend_from_slice(&chunk);
    }
    if body.starts_with(&GZIP) { unpack(&body, most) } else { Ok(body) }
}

/// Content codings are compared without regard to case, and `x-gzip` is `gzip` (RFC 9110 §8.4.1).
fn check_encoding(headers: &HeaderMap) -> Result<(), Broken> {
    let values = headers.get_all(CONTENT_ENCODING).iter();
    let known = ["gzip", "x-gzip", "identity", ""];
    let is_known = |coding: &str| known.iter().any(|name| coding.trim().eq_ignore_ascii_case(name));
    let mut codings = values.map(|value| value.to_str().unwrap_or("?").split(','));
    if codings.all(|mut codings| codings.all(is_known)) { Ok(()) } else { Err(Broken::Encoding) }
}

/// One byte more than `most` is enough to know, so no bomb goes off here.
fn unpack(packed: &[u8], most: usize) -> Result<Vec<u8>, Broken> {
    let enough = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut body = Vec::new();
    let mut unpacked = MultiGzDecoder::new(packed).take(enough);
    unpacked.read_to_end(&mut body).map_err(|_| Broken::Gzip)?;
    if body.len() > most { Err(Broken::TooLong(most)) } else { Ok(body) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use reqwest::header::HeaderValue;

    use super::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).expect("memory");
        encoder.finish().expect("memory")
    }

    fn encoded(names: &[&'static str]) -> Result<(), Broken> {
        let mut headers = HeaderMap::new();
        for name in names {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        check_encoding(&headers)
    }

    #[test]
    fn the_bound_counts_what_is_unpacked_and_not_what_was_sent() {
        let million = gzip(&vec![b'x'; 1_000_000]);
        assert!(million.len() < 10_000);
        assert_eq!(unpack(&million, 999_999), Err(Broken::TooLong(999_999)));
        assert_eq!(unpack(&million, 1_000_000).map(|body| body.len()), Ok(1_000_000));
    }

    #[test]
    fn nothing_is_unpacked_beyond_the_bound() {
        let million = gzip(&vec![b'x'; 1_000_000]);
        let without_its_end = &million[..million.len() - 8];
        assert_eq!(unpack(without_its_end, 1_000), Err(Broken::TooLong(1_000)));
    }

    #[test]
    fn a_gzip_body_may_come_in_members_and_is_read_to_its_last() {
        let members = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(unpack(&members, 100), Ok(b"one two".to_vec()));
    }

    #[test]
    fn a_gzip_body_that_is_cut_or_spoilt_is_told_as_that() {
        let whole = gzip(b"an answer that ends");
        assert_eq!(unpack(&whole[..whole.len() - 3], 100), Err(Broken::Gzip));
        let mut spoilt = whole.clone();
        spoilt[whole.len() - 5] ^= 1;
        assert_eq!(unpack(&spoilt, 100), Err(Broken::Gzip));
    }

    #[test]
    fn gzip_has_two_names_in_any_case_and_other_encodings_are_not_read() {
        for taken in [&[][..], &["gzip"], &["X-GZIP"], &["identity"], &["identity, gzip"]] {
            assert_eq!(encoded(taken), Ok(()), "{taken:?}");
        }
        for other in [&["br"][..], &["gzip, br"], &["gzip", "zstd"]] {
            assert_eq!(encoded(other), Err(Broken::Encoding), "{other:?}");
        }
    }
}
