//! Where the signed time is, and how it is written.

use webhook::{TimeFormat, TimestampAt, Window};

use super::place;
use super::signed::SignedTime;
use crate::path::JsonPath;
use crate::section::Section;

/// Five minutes either way, unless the source's `tolerance_s` says otherwise: what Standard
/// Webhooks, Stripe and Slack advise.
const TOLERANCE_S: u64 = 300;

const FORMATS: [(&str, TimeFormat); 3] = [
    ("s", TimeFormat::Seconds),
    ("ms", TimeFormat::Milliseconds),
    ("rfc3339", TimeFormat::Rfc3339),
];

/// Where a signed time is.
pub(super) enum Time {
    /// In a header, and in the template as `{timestamp}`.
    Header(TimestampAt),
    /// In the signed body.
    Body(SignedTime),
}

/// A `timestamp` table: `header` and `prefix`, or a path into the signed `body`.
pub(super) fn read(mut section: Section<'_>) -> Option<Time> {
    let window = window(&mut section);
    let time = if let Some(found) = section.get("body") {
        let path = found.parsed(JsonPath::parse);
        if let Some(header) = section.own("header") {
            header.problem("a signed time stands in a header, or in the body");
        }
        path.zip(window).map(|(path, window)| Time::Body(SignedTime { path, window }))
    } else {
        let at = place::in_table(&mut section);
        at.zip(window).map(|(at, window)| Time::Header(TimestampAt { at, window }))
    };
    section.finish();
    time
}

fn window(section: &mut Section<'_>) -> Option<Window> {
    let format = match section.get("format") {
        Some(found) => found.one_of(&FORMATS)?,
        None => TimeFormat::Seconds,
    };
    Some(Window { format, tolerance_s: TOLERANCE_S })
}

/// The window of a time that is always written in Unix seconds.
pub(super) fn in_seconds() -> Window {
    Window { format: TimeFormat::Seconds, tolerance_s: TOLERANCE_S }
}
