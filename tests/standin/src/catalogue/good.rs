//! A line of the catalogue.

use serde::Deserialize;

use super::component::Component;
use super::layer::{China301, Metal};
use super::rate::Rate;
use super::words::Words;

/// Goods that are classified alike.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Good {
    #[serde(default)]
    pub words: Vec<Words>,
    pub hts_code: String,
    pub description: String,
    pub general: Rate,
    pub special: String,
    pub section_301: Option<China301>,
    pub metal: Option<Metal>,
}

impl Good {
    /// The longest of its names that `asked` holds.
    pub fn name_in(&self, asked: &Words) -> Option<&Words> {
        let held = self.words.iter().filter(|words| asked.hold(words));
        held.max_by_key(|words| words.len())
    }

    /// It as a part of composite goods.
    pub fn component(&self) -> Component {
        Component { hts_code: self.hts_code.clone(), description: self.description.clone() }
    }
}
