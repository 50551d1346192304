//! Bodies with an end.

use reqwest::Response;
use thiserror::Error;

use crate::outage::Outage;

/// Why there is no body.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Broken {
    /// The connection failed, or took too long.
    #[error("{0}")]
    Connection(Outage),
    /// Nobody said so much.
    #[error("more than {0} bytes")]
    TooLong(usize),
}

/// The body, read to its end, of at most `most` bytes.
pub async fn bounded(mut response: Response, most: usize) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    while let Some(chunk) =
        response.chunk().await.map_err(|error| Broken::Connection(Outage::of(&error)))?
    {
        if body.len().saturating_add(chunk.len()) > most {
            return Err(Broken::TooLong(most));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
