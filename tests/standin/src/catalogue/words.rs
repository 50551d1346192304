//! Descriptions made comparable.

use serde::Deserialize;

/// The words of a description in lower case, without punctuation and plurals, each between blanks:
/// so a name is found as whole words only, and `tee` not in `steel`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Words(String);

impl Words {
    /// Whether `other` occurs, word for word.
    pub fn hold(&self, other: &Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Whether `other` is but a part of this.
    pub fn outdo(&self, other: &Self) -> bool {
        self.len() > other.len() && self.hold(other)
    }

    /// How much text it is: the longer name is the more exact one.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// FNV-1a: the standard library's hash may change with its version, and answers with it.
    pub fn hash(&self) -> u64 {
        self.0.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut joined = String::from(" ");
        for word in words {
            joined.push_str(singular(word));
            joined.push(' ');
        }
        Self(joined)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Crude, and good enough since both sides of a comparison go through it: `glass` keeps its s.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        Some(_) | None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn holds(text: &str, name: &str) -> bool {
        Words::from(text).hold(&Words::from(name))
    }

    #[test]
    fn names_are_found_as_whole_words_whatever_the_spelling() {
        assert!(holds("Men's T-SHIRTS, cotton", "t-shirt"));
        assert!(holds("wine glass", "wine glass"));
        assert!(!holds("stainless steel", "tee"));
        assert!(!holds("shirt, t", "t-shirt"));
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Worked out apart from this code.
        assert_eq!(Words::from("A").hash(), 0xc2d3_ec17_cdf7_116e);
    }
}
