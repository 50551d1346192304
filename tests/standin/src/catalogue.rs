//! How goods are classified: by a table, the same question always alike.

mod classification;
mod component;
mod duty;
mod good;
mod layer;
mod rate;
mod words;

use std::cmp::Reverse;
use std::io;

use serde::Deserialize;

use good::Good;
use words::Words;

pub use classification::Classification;
pub use component::Component;
pub use duty::Duty;

/// Words that say that several goods are sold as one.
const COMPOSITES: [&str; 5] = ["gift set", "gift box", "kit", "hamper", "bundle"];

/// The table.
#[derive(Debug, Deserialize)]
pub struct Catalogue {
    goods: Vec<Good>,
    /// Baskets of the tariff ("other, other") for what the table does not know.
    baskets: Vec<Good>,
}

impl Catalogue {
    /// Reads the table that is part of the program.
    pub fn load() -> io::Result<Self> {
        Ok(serde_json::from_str(include_str!("catalogue/goods.json"))?)
    }

    /// Depends on nothing but description and country. Composite goods take the code of the part
    /// that is named most exactly: it gives them their character. None: the table has no entries.
    pub fn classify(&self, description: &str, country: Option<&str>) -> Option<Classification> {
        let asked = Words::from(description);
        let found = self.find(&asked);
        let good = found.first().copied().or_else(|| self.basket(&asked, 0))?;
        Some(Classification {
            hts_code: good.hts_code.clone(),
            description: good.description.clone(),
            confidence: confidence(&asked, !found.is_empty()),
            duty: Duty::assess(good, country),
            components: self.components(&asked, found),
        })
    }

    /// The goods that `asked` names, the most exactly named first, in the order of the table where
    /// that does not tell. A name inside a longer one is no name: `green tea` is not also `tea`.
    fn find(&self, asked: &Words) -> Vec<&Good> {
        let look_up = |good| Some((Good::name_in(good, asked)?, good));
        let mut found: Vec<(&Words, &Good)> = self.goods.iter().filter_map(look_up).collect();
        let names: Vec<&Words> = found.iter().map(|(name, _)| *name).collect();
        found.retain(|(name, _)| !names.iter().any(|other| other.outdo(name)));
        found.sort_by_key(|(name, _)| Reverse(name.len()));
        found.into_iter().map(|(_, good)| good).collect()
    }

    /// Some basket, always the same for the same words; `nth` tells those of one description apart.
    fn basket(&self, asked: &Words, nth: u64) -> Option<&Good> {
        let count = u64::try_from(self.baskets.len()).ok()?;
        let index = asked.hash().wrapping_add(nth).checked_rem(count)?;
        self.baskets.get(usize::try_from(index).ok()?)
    }

    /// Every good named in a composite, and baskets to make two of them: one part is no composite.
    fn components(&self, asked: &Words, found: Vec<&Good>) -> Vec<Component> {
        if !COMPOSITES.iter().any(|word| asked.hold(&Words::from(*word))) {
            return Vec::new();
        }
        let missing = 2_u64.saturating_sub(u64::try_from(found.len()).unwrap_or(2));
        let baskets = (0..missing).filter_map(|nth| self.basket(asked, nth));
        found.into_iter().chain(baskets).map(Good::component).collect()
    }
}

/// High for goods of the table, middling for baskets, never quite the same for all.
fn confidence(asked: &Words, known: bool) -> f64 {
    let spread = u8::try_from(asked.hash() % 10).unwrap_or_default();
    let least = if known { 90 } else { 55 };
    f64::from(least + spread) / 100.0
}

#[cfg(test)]
mod tests;
