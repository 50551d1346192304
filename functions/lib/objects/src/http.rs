//! Objects over HTTP.

use outbound::{Broken, NoHeader, Outage, Sent, bounded, wait};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, Response, Url};

use crate::error::{GetError, sort_status};
use crate::get::{Get, Objects};

/// The most bytes of an object that are read, as sent and as unpacked.
pub const MAX_OBJECT_BYTES: usize = 8 * 1024 * 1024;

/// Objects over HTTP.
#[derive(Clone, Debug)]
pub struct HttpObjects {
    client: Client,
}

impl HttpObjects {
    /// Opens the client.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { client: outbound::client()? })
    }

    async fn send(&self, get: Get<'_>) -> Result<Response, GetError> {
        let request = self
            .client
            .get(url(get.base_url, get.path)?)
            .header(get.key_header, get.key.header()?)
            .header("X-Request-Id", get.request_id)
            .header("traceparent", get.traceparent)
            .header(ACCEPT, "application/json, application/xml;q=0.9")
            .timeout(get.timeout);
        request.send().await.map_err(|error| GetError::Unavailable(Outage::of(&error)))
    }
}

impl Objects for HttpObjects {
    async fn get(&self, get: Get<'_>) -> Result<Vec<u8>, GetError> {
        let sent = Sent::at(get.now);
        let response = self.send(get).await?;
        match response.status().as_u16() {
            200 if is_page(&response) => Err(GetError::Nonsense("a page of HTML".to_owned())),
            200 => Ok(bounded(response, MAX_OBJECT_BYTES).await?),
            status => Err(sort_status(status, wait(response.headers(), sent.now()))),
        }
    }
}

/// What proxies and portals put in an object's place.
fn is_page(response: &Response) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|text| text.trim_start().to_ascii_lowercase().starts_with("text/html"))
}

/// A base that is no URL was written wrongly; a segment that would move the path is no object.
fn url(base: &str, path: &[&str]) -> Result<Url, GetError> {
    if !path.iter().all(|segment| is_name(segment)) {
        return Err(GetError::NotThere(404));
    }
    let mut url = Url::parse(base).map_err(|_| GetError::Misconfigured(404))?;
    url.path_segments_mut().map_err(|()| GetError::Misconfigured(404))?.pop_if_empty().extend(path);
    Ok(url)
}

/// A URL's parser drops tabs and line breaks, and resolves what the rest may then be.
fn is_name(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..") && !segment.contains(char::is_control)
}

impl From<NoHeader> for GetError {
    fn from(_: NoHeader) -> Self {
        Self::Misconfigured(401)
    }
}

impl From<Broken> for GetError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Connection(outage) => Self::Unavailable(outage),
            Broken::TooLong(_) | Broken::Encoding | Broken::Gzip => {
                Self::Nonsense(broken.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_segment_stays_one_whatever_stands_in_it() {
        let at = |id| url("https://shop.example/api/", &["products", id]).map(String::from);
        let under = |rest: &str| Ok(format!("https://shop.example/api/products/{rest}"));
        assert_eq!(at("P-1"), under("P-1"));
        assert_eq!(at("a/b?c#d%2F\\ é"), under("a%2Fb%3Fc%23d%252F%5C%20%C3%A9"));
        assert_eq!(at("..;@evil.example"), under("..;@evil.example"));
        for id in ["", ".", "..", ".\t.", "\n"] {
            assert_eq!(at(id), Err(GetError::NotThere(404)), "{id:?}");
        }
    }
}
