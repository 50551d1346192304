//! What the catalogue says of goods.

use serde::Serialize;

use super::component::Component;
use super::duty::Duty;

/// Where an item belongs in the tariff, and what that costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Classification {
    /// Ten digits, dotted.
    pub hts_code: String,
    /// The tariff's words for it.
    pub description: String,
    /// From 0 to 1.
    pub confidence: f64,
    /// The duty stack.
    pub duty: Duty,
    /// The parts of composite goods; else empty.
    pub components: Vec<Component>,
}
