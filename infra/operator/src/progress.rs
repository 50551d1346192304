//! Progress bars: on a terminal alone.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many steps, on stderr; nothing is drawn where that is no terminal.
pub(crate) fn bar(steps: usize, doing: &'static str) -> ProgressBar {
    const TEMPLATE: &str = "{msg} {bar:30} {pos}/{len}, {per_sec}, {eta} left";
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    let style = ProgressStyle::with_template(TEMPLATE);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps).with_style(style).with_message(doing)
}

/// A count of steps of which nobody knows how many there are; nothing is drawn where stderr is no
/// terminal.
pub(crate) fn counter(doing: &'static str) -> ProgressBar {
    const TEMPLATE: &str = "{msg} {spinner} {human_pos}, {per_sec}";
    let style = ProgressStyle::with_template(TEMPLATE);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::no_length().with_style(style).with_message(doing)
}
