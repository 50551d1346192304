//! From a file's bytes to text: UTF-8, or UTF-16 as Excel's "Unicode text", byte order mark or not.

use super::model::Problem;

/// The text, without its byte order mark.
pub(super) fn decoded(bytes: &[u8]) -> Result<String, Problem> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, Problem> {
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let lines = before.split(|byte| *byte == b'\n').count();
            let line = u64::try_from(lines).unwrap_or(u64::MAX);
            let start =
                before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
            let column = before.len().saturating_sub(start).saturating_add(1);
            Err(Problem::of_row(
                line,
                format!(
                    "is not UTF-8 at byte {column} of the line: save the file as UTF-8 (in Excel: \
                     \"CSV UTF-8\")"
                ),
            ))
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Problem> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().copied().map(unit).collect();
    let text = String::from_utf16(&units).ok().filter(|_| rest.is_empty());
    text.ok_or_else(|| Problem::of_row(1, "begins as UTF-16 and is none: save the file as UTF-8"))
}
