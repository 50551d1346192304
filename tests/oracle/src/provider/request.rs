//! A call, as it arrives at the provider.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::api::most_items;
use crate::content::Content;
use crate::time::Millis;

/// One call, as it arrives.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Which invocation makes it: for the books only.
    pub invocation: u64,
    /// When it is made.
    pub at: Millis,
    /// Which API it is made to.
    pub api: &'a str,
    /// The endpoint.
    pub path: &'a str,
    /// `X-Request-Id`.
    pub request_id: &'a str,
    /// The body.
    pub body: &'a str,
}

/// The endpoint for one item.
pub(super) const SINGLE: &str = "/openapi/v1/tariff";

/// The endpoint for several.
const BATCH: &str = "/openapi/v1/tariff/batch";

/// The most items of a job.
const MOST_OF_A_JOB: usize = 10_000;

/// The endpoint for jobs.
pub(super) const JOB: &str = "/openapi/v1/tariff/async";

#[derive(Deserialize)]
struct Batch {
    items: Vec<Product>,
}

/// An item of a call.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Product {
    pub item_id: String,
    description: String,
    country_of_origin: Option<String>,
    /// Its answer is in the books.
    #[serde(skip)]
    pub paid: bool,
}

impl Product {
    pub fn content(&self) -> Content {
        let (description, country) = (self.description.clone(), self.country_of_origin.clone());
        Content { description, country }
    }
}

/// The items of a call, or why it is none that the API takes.
pub(super) fn read(request: &Request<'_>) -> Result<Vec<Product>, String> {
    let unreadable = |error: serde_json::Error| error.to_string();
    let products = match request.path {
        SINGLE => vec![serde_json::from_str(request.body).map_err(unreadable)?],
        BATCH | JOB => serde_json::from_str::<Batch>(request.body).map_err(unreadable)?.items,
        other => return Err(format!("nothing is served at {other}")),
    };
    let ids: BTreeSet<&str> = products.iter().map(|product| product.item_id.as_str()).collect();
    let most = if request.path == JOB { MOST_OF_A_JOB } else { most_items(request.api) };
    if products.is_empty() || products.len() > most {
        return Err(format!("{} items", products.len()));
    }
    if ids.len() < products.len() {
        return Err("an item id occurs twice".to_owned());
    }
    Ok(products)
}
