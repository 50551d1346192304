//! A delivery that was never made.

use jiff::Timestamp;
use settings::{Api, Source};

/// A delivery that was never made.
#[derive(Clone, Debug)]
pub(super) struct Delivery<'a> {
    pub source: &'a Source,
    /// That of the source.
    pub api: &'a Api,
    pub body: &'a [u8],
    /// The id in the signed header, if it is known.
    pub signed_id: Option<&'a str>,
    /// The headers that travel along for people.
    pub labels: Vec<(String, String)>,
    /// What would be fetched.
    pub fetched: Option<&'a [u8]>,
    pub now: Timestamp,
}
