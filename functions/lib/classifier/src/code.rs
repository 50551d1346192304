//! What is a code of a tariff, and what is none.
//!
//! | Written | The code |
//! |---|---|
//! | a text of 4 to 14 digits, with dots, blanks or hyphens between them | as given, without blanks around it |
//! | a number of an even count of digits, 4 to 14 | its digits |
//! | a number of an odd count: it has lost its leading zero | none |
//! | `n/a`, a blank, letters, a text of fewer or more digits | none |
//! | two codes in one text: with a `/` or `,`, or a second group of six digits or more after a blank or a hyphen | none |
//!
//! Nothing is padded, and the digits of two codes are never joined. One ambiguity remains:
//! `8517 6200` is taken as one code of eight digits, though it might be two headings.

use serde_json::value::RawValue;

use crate::fields::{Field, Fields};

/// Where a code may stand, in the order in which it is looked for.
const NAMES: [&str; 4] = ["hts_code", "hs_code", "hts", "tariff_code"];

/// The most bytes of a code as it is written: 14 digits, and what stands between them.
const MAX_BYTES: usize = 40;

/// The digits from which on a group after a blank is a code of its own.
const SECOND_CODE: usize = 6;

/// What an object says of its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// A code, as given.
    Given(String),
    /// A text or a number that is none.
    Unusable,
    /// Something of another type.
    Odd,
    /// Nothing: no field, null, or a blank.
    Absent,
}

/// The digits of a code, for look-ups, where this text is one.
pub fn hts_digits(code: &str) -> Option<String> {
    let code = code.trim();
    let ends = code.starts_with(|c: char| c.is_ascii_digit())
        && code.ends_with(|c: char| c.is_ascii_digit());
    if !ends || code.len() > MAX_BYTES || !code.chars().all(|c| c.is_ascii_digit() || is_between(c))
    {
        return None;
    }
    let mut groups = code.split(|c| is_between(c) && c != '.').map(count);
    let first = groups.next()?;
    let is_one = groups.all(|digits| digits < SECOND_CODE);
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    (first > 0 && is_one && (4..=14).contains(&digits.len())).then_some(digits)
}

/// A no-break space is what a blank becomes on its way through a spreadsheet or a page.
fn is_between(c: char) -> bool {
    matches!(c, '.' | ' ' | '-' | '\u{a0}')
}

fn count(group: &str) -> usize {
    group.chars().filter(char::is_ascii_digit).count()
}

impl Code {
    /// The first code under a known name; where there is none, what comes nearest to one.
    pub fn of(fields: &Fields<'_>) -> Self {
        let found = NAMES.map(|name| Self::read(fields.get(name)));
        let rank = |code: &Self| match code {
            Self::Given(_) => 0,
            Self::Unusable => 1,
            Self::Odd => 2,
            Self::Absent => 3,
        };
        found.into_iter().min_by_key(rank).unwrap_or(Self::Absent)
    }

    /// The code of one part of composite goods: a bare code, or an object that has one.
    pub fn of_part(part: &RawValue) -> Option<String> {
        let code = match Field::read(part) {
            Field::Object(fields) => Self::of(&fields),
            bare => Self::read(bare),
        };
        match code {
            Self::Given(code) => Some(code),
            Self::Unusable | Self::Odd | Self::Absent => None,
        }
    }

    fn read(field: Field<'_>) -> Self {
        match field {
            Field::Text(text) if text.trim().is_empty() => Self::Absent,
            Field::Text(text) if hts_digits(&text).is_some() => Self::Given(text.trim().to_owned()),
            Field::Number(written) if is_whole(written) => Self::Given(written.to_owned()),
            Field::Text(_) | Field::Number(_) => Self::Unusable,
            Field::Object(_) | Field::List(_) | Field::Other => Self::Odd,
            Field::Absent => Self::Absent,
        }
    }
}

/// Whether a number still has all digits of its code. Chapters are 01 to 99, and every code has an
/// even count of digits: one that is odd has lost the zero in front.
fn is_whole(written: &str) -> bool {
    written.bytes().all(|byte| byte.is_ascii_digit())
        && written.len().is_multiple_of(2)
        && hts_digits(written).is_some()
}

#[cfg(test)]
mod tests;
