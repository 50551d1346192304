//! A line of a log for people. Pure, but for whether the terminal shows colours.

use console::{Style, style};
use serde_json::Value;

use crate::logs::Line;
use crate::table::plain;

/// What stands first of a line's fields: what it is about.
const FIRST: [&str; 5] = ["event", "source", "event_id", "request_id", "api_request_id"];

/// What has a place of its own.
const OWN: [&str; 3] = ["timestamp", "level", "message"];

/// `2026-01-31T12:00:00.123Z INFO  consumer   done  event=… request_id=…`
pub(super) fn text(line: &Line) -> String {
    let level = line.text("level").unwrap_or("-");
    let level = of_level(level).apply_to(format!("{:<5}", plain(level)));
    // Lambda sets its own words apart by tabs.
    let message = plain(&line.message().replace('\t', " "));
    let head = format!("{:.3} {level} {:<10} {}", line.at, line.function, message);
    let fields = fields(line);
    if fields.is_empty() { head } else { format!("{head}  {}", style(fields).dim()) }
}

fn of_level(level: &str) -> Style {
    match level {
        "ERROR" => Style::new().red(),
        "WARN" => Style::new().yellow(),
        _ => Style::new(),
    }
}

fn fields(line: &Line) -> String {
    let Some(fields) = line.fields() else { return String::new() };
    let first = FIRST.iter().filter_map(|name| fields.get_key_value(*name));
    let rest = fields
        .iter()
        .filter(|(name, _)| !FIRST.contains(&name.as_str()) && !OWN.contains(&name.as_str()));
    let shown = first.chain(rest).map(|(name, value)| format!("{}={}", plain(name), word(value)));
    shown.collect::<Vec<_>>().join(" ")
}

/// A text as it is, where that is one word; anything else as JSON.
fn word(value: &Value) -> String {
    let is_word = |text: &&str| {
        !text.is_empty()
            && !text.contains(|c: char| c.is_whitespace() || c == '"' || c.is_control())
    };
    let word = value.as_str().filter(is_word);
    word.map_or_else(|| plain(&value.to_string()), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::line;

    #[test]
    fn a_line_says_when_how_bad_who_and_what_and_then_what_it_is_about() {
        let said = line(
            r#"{"timestamp":"2026-01-31T12:00:00.123456Z","level":"INFO","message":"waiting","cause":"rate",
            "reason":"the rate is used up","event":"erp#acme#e 1","request_id":"r1","receives":2}"#,
        );
        assert_eq!(
            text(&said),
            "2026-01-31T12:00:00.123Z INFO  consumer   waiting  event=\"erp#acme#e 1\" request_id=r1 \
             cause=rate reason=\"the rate is used up\" receives=2"
        );
    }

    #[test]
    fn lines_that_are_no_json_are_shown_as_they_are_and_steer_no_terminal() {
        let said = line("REPORT RequestId: 1\tDuration: 2 ms\u{1b}[2J");
        let shown = text(&said);
        assert!(shown.contains("REPORT RequestId: 1 Duration"), "{shown}");
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}
