//! The one screen. Pure, but for whether the terminal shows colours.

use console::style;

use crate::hold::ShownHold;
use crate::output::Report;
use crate::spend::Spent;
use crate::status::groups::Group;
use crate::status::shown::Status;
use crate::table::table;
use crate::time;

impl Report for Status {
    fn text(&self) -> String {
        text(self)
    }
}

/// All of it.
fn text(status: &Status) -> String {
    let now = status.at;
    let mut parts = vec![counts(status)];
    if !status.waiting.is_empty() {
        parts.push(table(Group::COLUMNS, status.waiting.iter().map(|group| group.cells(now))));
    }
    if !status.holds.is_empty() {
        parts.push(table(ShownHold::COLUMNS, status.holds.iter().map(ShownHold::cells)));
    }
    if !status.spend.is_empty() {
        parts.push(table(Spent::COLUMNS, status.spend.iter().map(|spent| spent.cells(now))));
    }
    parts.extend(status.notes.iter().map(|note| format!("note: {note}")));
    parts.join("\n\n")
}

fn counts(status: &Status) -> String {
    let queue = status.queue;
    let mut lines = vec![
        format!("at            {}", time::to_the_second(status.at)),
        format!(
            "queue         {} to be received, {} in flight, {} delayed",
            queue.visible, queue.in_flight, queue.delayed
        ),
        format!("dead letters  {}", dead_letters(status.dead_letters)),
        format!("waiting       {}", waiting(status)),
    ];
    if let Some(rates) = &status.rates {
        lines.push(format!("a minute      {}", rates.words()));
        lines.push(format!("oldest        {}", rates.oldest_words()));
    }
    let apis = status.apis.iter().map(|api| {
        let words = api.words(status.at);
        let words = match api.state {
            "down" => style(words).red().to_string(),
            "paused" => style(words).yellow().to_string(),
            _ => words,
        };
        format!("{:<13} {words}", api.name)
    });
    lines.extend(apis);
    lines.join("\n")
}

fn dead_letters(count: u64) -> String {
    if count == 0 {
        return "none".to_owned();
    }
    format!("{}: `tidewaiter dlq list` says why", style(count).red())
}

fn waiting(status: &Status) -> String {
    let events = status.waiting.iter().fold(0_usize, |sum, group| sum.saturating_add(group.events));
    let Some(oldest) = status.waiting.iter().map(|group| group.oldest).min() else {
        return "none".to_owned();
    };
    let more = if status.waiting_is_cut { " or more" } else { "" };
    let since = time::span(status.at.duration_since(oldest).as_secs());
    format!("{events}{more}, the oldest for {since}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::status::groups::groups;
    use crate::status::shown::Counts;
    use crate::waiting::waiter;
    use jiff::Timestamp;

    fn status() -> Status {
        Status {
            at: Timestamp::from_second(30).expect("a time"),
            queue: Counts { visible: 12, in_flight: 3, delayed: 0 },
            dead_letters: 0,
            rates: None,
            waiting: Vec::new(),
            waiting_is_cut: false,
            apis: Vec::new(),
            holds: Vec::new(),
            spend: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_quiet_system_takes_four_lines() {
        let text = text(&status());
        assert_eq!(
            text,
            "at            1970-01-01T00:00:30Z\n\
             queue         12 to be received, 3 in flight, 0 delayed\n\
             dead letters  none\n\
             waiting       none"
        );
    }

    #[test]
    fn what_waits_is_counted_and_what_is_cut_off_says_so() {
        let waiting = groups(&[waiter("s#t#1", "a"), waiter("s#t#2", "a")]);
        let text = text(&Status { waiting, waiting_is_cut: true, dead_letters: 2, ..status() });
        assert!(text.contains("waiting       2 or more, the oldest for 30 s"), "{text}");
        assert!(text.contains("tidewaiter dlq list"), "{text}");
        assert!(text.contains("in 30 s"), "{text}");
    }
}
