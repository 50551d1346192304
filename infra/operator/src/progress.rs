//! Progress bars: on a terminal alone.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar of so many steps, on stderr; nothing is drawn where that is no terminal.
pub(crate) fn bar(steps: usize, doing: &'static str) -> ProgressBar {
    const TEMPLATE: &str = "{msg} {bar:30} {pos}/{len}, {per_sec}, {eta} left";
    let steps = u64::try_from(steps).unwrap_or(u64::MAX);
    let style = ProgressStyle::with_template(TEMPLATE);
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(steps).with_style(style).with_message(doing)
//! How far a long command is: on stderr, where that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// What a bar shows: how far, how fast, and how long it will take.
const KNOWN: &str = "{msg} [{bar:30}] {human_pos}/{human_len}  {per_sec}  {eta} left";

/// The same where it is not known how much there is.
const UNKNOWN: &str = "{msg} {spinner} {human_pos}  {per_sec}";

/// A bar for so many things; of nothing, where it is not known how many there are.
pub(crate) fn bar(things: Option<usize>, what: &'static str) -> ProgressBar {
    let bar = match things {
        Some(things) => ProgressBar::new(u64::try_from(things).unwrap_or(u64::MAX)),
        None => ProgressBar::no_length(),
    };
    let template = if things.is_some() { KNOWN } else { UNKNOWN };
    // A template that cannot be read leaves the bar's own style.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_message(what)
}
