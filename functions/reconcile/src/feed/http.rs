//! Feeds over HTTP.

use objects::{GetError, sort_status};
use outbound::{Outage, Sent, bounded, wait};
use reqwest::header::ACCEPT;
use reqwest::{Client, Url};

use crate::feed::get::{Ask, Feeds};

/// The most bytes of a page that are read, as sent and as unpacked.
pub const MAX_PAGE_BYTES: usize = 8 * 1024 * 1024;

/// Feeds over HTTP.
#[derive(Clone, Debug)]
pub struct HttpFeeds {
    client: Client,
}

impl HttpFeeds {
    /// Opens the client.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { client: outbound::client()? })
    }
}

impl Feeds for HttpFeeds {
    async fn get(&self, ask: Ask<'_>) -> Result<Vec<u8>, GetError> {
        let sent = Sent::at(ask.now);
        let request = self
            .client
            .get(url(ask)?)
            .header(ask.key_header, ask.key.header()?)
            .header("X-Request-Id", ask.request_id)
            .header(ACCEPT, "application/json")
            .timeout(ask.timeout);
        let response =
            request.send().await.map_err(|error| GetError::Unavailable(Outage::of(&error)))?;
        match response.status().as_u16() {
            200 => Ok(bounded(response, MAX_PAGE_BYTES).await?),
            status => Err(sort_status(status, wait(response.headers(), sent.now()))),
        }
    }
}

/// An address that is none was written wrongly.
fn url(ask: Ask<'_>) -> Result<Url, GetError> {
    let mut url = Url::parse(ask.url).map_err(|_| GetError::Misconfigured(404))?;
    if !ask.query.is_empty() {
        url.query_pairs_mut().extend_pairs(ask.query);
    }
    Ok(url)
}
