//! The file as a whole: what is wrong between its sources, and what has no effect.
//!
//! Each source and API was read by itself before. One that could not be read is not here; its own
//! problems are reported together with those found here.

pub(crate) mod door;
mod effects;
mod feeds;
mod lineages;
mod ordering;
mod types;

use crate::places::Places;
use crate::settings::Settings;

/// Finds everything that is wrong with what was read.
pub(crate) fn check(settings: &Settings, places: &Places<'_>) {
    lineages::check(settings, places);
    ordering::check(settings, places);
    types::check(settings, places);
    effects::check(settings, places);
    feeds::check(settings, places);
}
