//! Bodies that come in pieces.

use std::convert::Infallible;
use std::iter;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, Stream};

/// How much is trickled at a time.
const DROP: usize = 64;

/// How much of a huge body is sent at a time: the same bytes again and again.
static PIECE: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// So many pieces are a gigabyte.
const PIECES: usize = 16 * 1024;

/// The same response with its body in small pieces, the first at once and the others `gap_ms`
/// apart.
pub async fn trickle(response: Response, gap_ms: u64) -> Response {
    let (mut head, body) = response.into_parts();
    // A length already known would let the server send all at once.
    head.headers.remove(header::CONTENT_LENGTH);
    match to_bytes(body, usize::MAX).await {
        Ok(whole) => Response::from_parts(head, Body::from_stream(drops(whole, gap_ms))),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn drops(whole: Bytes, gap_ms: u64) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let gap = Duration::from_millis(gap_ms);
    stream::unfold((whole, Duration::ZERO), move |(mut rest, wait)| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(wait).await;
        let drop = rest.split_to(DROP.min(rest.len()));
        Some((Ok(drop), (rest, gap)))
    })
}

/// A gigabyte that begins and ends like an answer and would parse, never held in memory here.
pub fn huge() -> Response {
    let begin = iter::once(Bytes::from_static(b"{\"padding\":\""));
    let padding = iter::repeat_n(Bytes::from_static(&PIECE), PIECES);
    let end = iter::once(Bytes::from_static(b"\"}"));
    let pieces = begin.chain(padding).chain(end).map(Ok::<_, Infallible>);
    let body = Body::from_stream(stream::iter(pieces));
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}
