//! What is asked of the provider, and what it says about it.

use serde_json::{Value, json};

/// What a product is, as the provider is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Content {
    /// The words for it.
    pub description: String,
    /// Where it comes from.
    pub country: Option<String>,
}

/// Words by which the provider knows what it is to make of an item.
pub(crate) mod word {
    /// Every call that holds it is refused with 422.
    pub const FORBIDDEN: &str = "forbidden";
    /// Every call that holds it ends with 500.
    pub const EXPLOSIVE: &str = "explosive";
    /// It cannot be classified.
    pub const UNSAYABLE: &str = "unsayable";
    /// It is answered only when asked again.
    pub const HESITANT: &str = "hesitant";
}

impl Content {
    pub(crate) fn is(&self, word: &str) -> bool {
        self.description.contains(word)
    }

    /// Its code: ten digits that hardly two contents share.
    pub fn code(&self) -> String {
        let digits = format!("{:010}", self.fingerprint() % 10_000_000_000);
        let (heading, rest) = digits.split_at(4);
        let (sub, rest) = rest.split_at(2);
        let (line, suffix) = rest.split_at(2);
        format!("{heading}.{sub}.{line}.{suffix}")
    }

    /// The provider's result for it, under the id that it was asked by.
    pub(crate) fn result(&self, item_id: &str) -> Value {
        let content = self.mark();
        if self.is(word::UNSAYABLE) {
            let code = "insufficient_description";
            return json!({"item_id": item_id, "status": "failed", "code": code, "content": content});
        }
        json!({
            "item_id": item_id, "status": "completed", "hts_code": self.code(),
            "confidence": 0.9, "content": content,
        })
    }

    /// What its answer is told by, wherever it stands.
    pub(crate) fn mark(&self) -> String {
        format!("{:016x}", self.fingerprint())
    }

    /// FNV-1a, the country after the words.
    fn fingerprint(&self) -> u64 {
        let country = self.country.as_deref().unwrap_or("\u{1}");
        let bytes = self.description.bytes().chain([0]).chain(country.bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }
}
