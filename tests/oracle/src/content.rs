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

/// What the provider does with some items. The description says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// Every call that holds it is refused with 422.
    Forbidden,
    /// Every call that holds it ends with 500.
    Explosive,
    /// Whoever asks for it dies of it.
    Deadly,
    /// It is answered as failed.
    Unclassifiable,
    /// It is answered as completed, without a code.
    Codeless,
    /// It fails with a retryable code at first.
    Retryable,
    /// It is pending at first.
    Pending,
    /// It is missing from the answer at first.
    Missing,
}

impl Quirk {
    const ALL: [Self; 8] = [
        Self::Forbidden,
        Self::Explosive,
        Self::Deadly,
        Self::Unclassifiable,
        Self::Codeless,
        Self::Retryable,
        Self::Pending,
        Self::Missing,
    ];

    /// The word in the description.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden",
            Self::Explosive => "explosive",
            Self::Deadly => "deadly",
            Self::Unclassifiable => "unclassifiable",
            Self::Codeless => "codeless",
            Self::Retryable => "hesitant",
            Self::Pending => "pending",
            Self::Missing => "elusive",
        }
    }
}

/// What the API makes of an item in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has a code.
    Answered,
    /// It has none, which is an answer too.
    Failed,
    /// No call that holds it is ever answered.
    Never,
}

impl Content {
    pub(crate) fn quirk(&self) -> Option<Quirk> {
        Quirk::ALL.into_iter().find(|quirk| self.description.starts_with(quirk.word()))
    }

    /// What must come of asking for it.
    pub fn end(&self) -> End {
        match self.quirk() {
            Some(Quirk::Forbidden | Quirk::Explosive | Quirk::Deadly) => End::Never,
            Some(Quirk::Unclassifiable | Quirk::Codeless) => End::Failed,
            Some(Quirk::Retryable | Quirk::Pending | Quirk::Missing) | None => End::Answered,
        }
    }

    /// Its code: ten digits that hardly two contents share.
    pub fn code(&self) -> String {
        let digits = format!("{:010}", self.fingerprint() % 10_000_000_000);
        let (heading, rest) = digits.split_at(4);
        let (sub, rest) = rest.split_at(2);
        let (line, suffix) = rest.split_at(2);
        format!("{heading}.{sub}.{line}.{suffix}")
    }

    /// The provider's final answer for it, under the id that it was asked by.
    pub(crate) fn result(&self, item_id: &str) -> Value {
        let content = self.mark();
        match self.quirk() {
            Some(Quirk::Unclassifiable) => {
                let code = "insufficient_description";
                json!({"item_id": item_id, "status": "failed", "code": code, "content": content})
            }
            Some(Quirk::Codeless) => {
                json!({"item_id": item_id, "status": "completed", "hts_code": " ", "content": content})
            }
            _ => json!({
                "item_id": item_id, "status": "completed", "hts_code": self.code(),
                "confidence": 0.9, "content": content,
            }),
        }
    }

    /// Whether whoever asks for it dies of it.
    pub fn is_deadly(&self) -> bool {
        self.quirk() == Some(Quirk::Deadly)
    }

    /// What its answer is told by, wherever it stands.
    pub fn mark(&self) -> String {
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
