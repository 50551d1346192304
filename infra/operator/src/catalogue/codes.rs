//! Codes that a spreadsheet took for numbers.

use std::collections::BTreeMap;

use super::model::Row;

/// How many lines are named.
const NAMED: usize = 5;

/// Codes that are shorter than most are few: a quarter of those.
const FEW: usize = 4;

/// Numbers of so many digits are seldom counted up: they are made by a rule (GTIN, EAN).
const LONG: usize = 8;

/// Whether a code stands as a rounded number: its last digits are gone for good.
pub(super) fn is_rounded(code: &str) -> bool {
    let Some((mantissa, exponent)) = code.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (whole, part) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    is_digits(whole) && is_digits(part) && is_digits(exponent)
}

/// A code of digits with the zeros that it had.
pub(super) fn padded(code: String, digits: Option<usize>) -> String {
    match digits {
        Some(digits) if is_number(&code) && code.len() < digits => format!("{code:0>digits$}"),
        Some(_) | None => code,
    }
}

/// Codes of digits that are shorter than most: zeros at their front may be lost.
pub(super) fn shortened(rows: &[Row]) -> Option<String> {
    let codes = rows.iter().filter(|row| is_number(&row.product.item_id));
    let mut by_length: BTreeMap<usize, Vec<u64>> = BTreeMap::new();
    for row in codes {
        by_length.entry(row.product.item_id.len()).or_default().push(row.line);
    }
    let (usual, most) = by_length.iter().max_by_key(|(_, lines)| lines.len())?;
    let (usual, most) = (*usual, most.len());
    let short: Vec<u64> = by_length.range(..usual).flat_map(|(_, lines)| lines.clone()).collect();
    // Codes of many lengths are just that: numbers that somebody counts up.
    if short.is_empty() || usual < LONG || short.len().saturating_mul(FEW) > most {
        return None;
    }
    let named: Vec<String> = short.iter().take(NAMED).map(ToString::to_string).collect();
    let more = if short.len() > NAMED { ", …" } else { "" };
    Some(format!(
        "{} codes have fewer digits than the {usual} of most: a spreadsheet may have taken zeros off \
         their front (lines {}{more}). --pad-codes {usual} puts them back",
        short.len(),
        named.join(", ")
    ))
}

fn is_number(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
}
