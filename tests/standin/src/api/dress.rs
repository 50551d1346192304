//! What a response wears on its way out: a byte order mark, compression, its `Date`.

use std::io::Write;
use std::time::SystemTime;

use axum::body::{Body, HttpBody, to_bytes};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::clock::now;
use crate::control::Control;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Marks a response that has no `Date`.
#[derive(Clone, Copy, Debug)]
pub struct Undated;

/// Dresses a good response as the control says. What comes in pieces is left as it is.
pub async fn dress(control: &Control, response: Response) -> Response {
    let is_whole = response.body().size_hint().exact().is_some_and(|length| length > 0);
    let is_plain = !control.gzip && !control.byte_order_mark;
    if is_plain || !is_whole || !response.status().is_success() {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(mut bytes) = to_bytes(body, usize::MAX).await.map(Vec::from) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if control.byte_order_mark {
        bytes.splice(..0, BYTE_ORDER_MARK.iter().copied());
    }
    if control.gzip {
        bytes = gzip(&bytes);
        head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(bytes))
}

/// Into memory, where nothing can fail.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Every response has a `Date`, as servers send it, unless it was told to have none.
pub async fn date(mut response: Response) -> Response {
    let text = httpdate::fmt_http_date(SystemTime::from(now()));
    if let Ok(value) = HeaderValue::from_str(&text)
        && response.extensions().get::<Undated>().is_none()
    {
        response.headers_mut().entry(header::DATE).or_insert(value);
    }
    response
}
