//! The duty stack: what is due on goods from a country, and under which headings of chapter 99.

use serde::{Deserialize, Serialize};

use super::Good;
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

/// The list of the section 301 action that goods are on; it weighs on goods from China only.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum China301 {
    /// 25%, machinery and electronics.
    List1,
    /// 25%, consumer and industrial goods.
    List3,
    /// 7.5%, apparel, footwear and much else.
    List4a,
}

/// The metal for which section 232 weighs on goods from everywhere.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metal {
    /// Steel and what is made of it.
    Steel,
    /// Aluminium and what is made of it.
    Aluminium,
}

/// A layer of duty and the heading it is due under.
type Layer = (Rate, &'static str);

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

impl China301 {
    fn layer(self) -> Layer {
        match self {
            Self::List1 => (Rate::of_basis_points(2500), "9903.88.01"),
            Self::List3 => (Rate::of_basis_points(2500), "9903.88.03"),
            Self::List4a => (Rate::of_basis_points(750), "9903.88.15"),
        }
    }
}

impl Metal {
    fn layer(self) -> Layer {
        match self {
            Self::Steel => (Rate::of_basis_points(5000), "9903.81.87"),
            Self::Aluminium => (Rate::of_basis_points(5000), "9903.85.02"),
        }
    }
}
