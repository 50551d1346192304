//! The parts of composite goods.

use serde::Serialize;

/// One part of composite goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Component {
    /// Its own code.
    pub hts_code: String,
    /// The tariff's words for it.
    pub description: String,
}
