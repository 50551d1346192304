//! Raw HTTP: what a proxy, `nc -l` or `curl -v` shows.

use bytes::Bytes;
use http::HeaderMap;

use super::captured::{Captured, NotRead, add};

/// What stands before each line of the head in `curl -v`.
const OF_CURL: &str = "> ";

/// Reads a request line, which may be left out, headers, an empty line, and the body.
pub(super) fn read(bytes: &[u8]) -> Result<Captured, NotRead> {
    let mut rest = bytes;
    let (mut headers, mut request) = (HeaderMap::new(), None);
    let mut number = 0_usize;
    loop {
        let (line, after) = line(rest).ok_or(NotRead::NoBody)?;
        (rest, number) = (after, number.saturating_add(1));
        let line = line.strip_prefix(OF_CURL).unwrap_or(line);
        match line {
            "" | ">" => break,
            line if number == 1 && line.starts_with("HTTP/") => return Err(NotRead::Answer),
            line if number == 1 && is_request_line(line) => request = Some(line.to_owned()),
            line => {
                let (name, value) = line.split_once(':').ok_or(NotRead::Header(number))?;
                add(&mut headers, name, value)?;
            }
        }
    }
    let request = request.as_deref().unwrap_or_default();
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next());
    let url = target.and_then(|target| url(target, &headers));
    let method = if method.is_empty() { "POST" } else { method }.to_owned();
    Ok(Captured { method, url, headers, body: Bytes::copy_from_slice(rest), at: None })
}

/// A line without its end, and what is after it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let line = str::from_utf8(bytes.get(..end)?).ok()?;
    Some((line.strip_suffix('\r').unwrap_or(line), bytes.get(end.saturating_add(1)..)?))
}

fn is_request_line(line: &str) -> bool {
    let mut words = line.split(' ');
    let method = words.next().unwrap_or_default();
    let version = words.nth(1).unwrap_or_default();
    !method.is_empty()
        && method.bytes().all(|byte| byte.is_ascii_uppercase())
        && version.starts_with("HTTP/")
}

/// The URL that was called: a proxy's target is one already.
fn url(target: &str, headers: &HeaderMap) -> Option<String> {
    if target.contains("://") {
        return Some(target.to_owned());
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = header("x-forwarded-proto").unwrap_or("https");
    Some(format!("{scheme}://{}{target}", header("host")?))
}
