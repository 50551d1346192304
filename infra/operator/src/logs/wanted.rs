//! Which lines are wanted: read as `CloudWatch`'s filter pattern, and line by line. Pure.
//!
//! The pattern may let more through, never less: what it cannot say is left to [`Wanted::fits`].

use serde_json::Value;

use crate::key::key_parts;
use crate::logs::line::Line;

/// The longest filter pattern that `CloudWatch` takes.
const LONGEST: usize = 1_024;

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Text {
    Is(String),
    Begins(String),
    /// The ledger's key of an event with this id.
    KeyOf(String),
}

/// What is enough: one of these fields, with such a text.
type OneOf = Vec<(&'static str, Text)>;

/// All that a line must have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted(Vec<OneOf>);

impl Wanted {
    /// Those of an event, by its key or by the sender's own id.
    #[must_use]
    pub fn of_event(self, name: &str) -> Self {
        let named = self.and(vec![
            ("event", Text::Is(name.to_owned())),
            ("event", Text::KeyOf(name.to_owned())),
            ("event_id", Text::Is(name.to_owned())),
        ]);
        let (source, tenant, id) = key_parts(name);
        if tenant.is_empty() {
            return named;
        }
        // A key: the door knows only what it is made of.
        let Self(mut all) = named;
        all.pop();
        Self(all).of_source(source).and(vec![
            ("event", Text::Is(name.to_owned())),
            ("event", Text::Begins(format!("reused:{name}#"))),
            ("event_id", Text::Is(id.to_owned())),
        ])
    }

    /// Those of a delivery, or of a call of an API.
    #[must_use]
    pub fn of_request(self, id: &str) -> Self {
        self.and(vec![
            ("request_id", Text::Is(id.to_owned())),
            ("api_request_id", Text::Is(id.to_owned())),
        ])
    }

    /// Those of a delivery or a call among these, or of the event with this key.
    #[must_use]
    pub fn of_story<'a>(key: &str, requests: impl IntoIterator<Item = &'a str>) -> Self {
        let (_, _, id) = key_parts(key);
        let event = [
            ("event", Text::Is(key.to_owned())),
            ("event", Text::Begins(format!("reused:{key}#"))),
            ("event_id", Text::Is(if id.is_empty() { key } else { id }.to_owned())),
        ];
        let requests = requests.into_iter().flat_map(|id| {
            [("request_id", Text::Is(id.to_owned())), ("api_request_id", Text::Is(id.to_owned()))]
        });
        Self(vec![event.into_iter().chain(requests).collect()])
    }

    /// Those of a source.
    #[must_use]
    pub fn of_source(self, source: &str) -> Self {
        self.and(vec![
            ("source", Text::Is(source.to_owned())),
            ("event", Text::Begins(format!("{source}#"))),
            ("event", Text::Begins(format!("reused:{source}#"))),
        ])
    }

    /// Those of one of these levels, in the words of the log (`WARN`).
    #[must_use]
    pub fn of_levels(self, levels: &[&str]) -> Self {
        self.and(levels.iter().map(|level| ("level", Text::Is((*level).to_owned()))).collect())
    }

    fn and(self, one_of: OneOf) -> Self {
        let Self(mut all) = self;
        all.push(one_of);
        Self(all)
    }

    /// Whether a line is one of them.
    pub fn fits(&self, line: &Line) -> bool {
        let has = |(field, text): &(&str, Text)| line.text(field).is_some_and(|is| text.is(is));
        self.0.iter().all(|one_of| one_of.iter().any(has))
    }

    /// The filter pattern, as far as it can say this; nothing where it can say nothing.
    pub fn pattern(&self) -> Option<String> {
        let mut pattern = String::new();
        for said in self.0.iter().filter_map(said) {
            let and = if pattern.is_empty() { "" } else { " && " };
            if pattern.len().saturating_add(said.len()) < LONGEST.saturating_sub(16) {
                pattern = format!("{pattern}{and}({said})");
            }
        }
        (!pattern.is_empty()).then(|| format!("{{ {pattern} }}"))
    }
}

/// All of the alternatives, or the condition is left out.
fn said(one_of: &OneOf) -> Option<String> {
    let each = one_of.iter().map(|(field, text)| Some(format!("$.{field} = {}", text.quoted()?)));
    each.collect::<Option<Vec<_>>>().map(|each| each.join(" || "))
}

impl Text {
    fn is(&self, text: &str) -> bool {
        match self {
            Self::Is(wanted) => text == wanted,
            Self::Begins(wanted) => text.starts_with(wanted),
            Self::KeyOf(id) => key_parts(text).2 == id,
        }
    }

    /// Nothing where the text has what a pattern reads in its own way.
    fn quoted(&self) -> Option<String> {
        let (Self::Is(text) | Self::Begins(text) | Self::KeyOf(text)) = self;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "#-_.:/@+=, ".contains(c);
        let quoted = match self {
            Self::Is(text) => Value::from(text.as_str()),
            Self::Begins(text) => Value::from(format!("{text}*")),
            Self::KeyOf(id) => Value::from(format!("*#{id}")),
        };
        text.chars().all(is_plain).then(|| quoted.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::line::tests::line;

    const DOOR: &str = r#"{"message":"accepted","source":"erp","event_id":"e1","request_id":"r1"}"#;
    const END: &str = r#"{"level":"INFO","message":"done","event":"erp#acme#e1","request_id":"r1","api_request_id":"c1"}"#;
    const REUSED: &str = r#"{"message":"refused","event":"reused:erp#acme#e1#abc"}"#;
    const OTHER: &str =
        r#"{"level":"WARN","message":"held","event":"shop#acme#e1","request_id":"r2"}"#;

    fn fitting(wanted: &Wanted) -> Vec<&'static str> {
        let all = [("door", DOOR), ("end", END), ("reused", REUSED), ("other", OTHER)];
        all.into_iter().filter(|(_, text)| wanted.fits(&line(text))).map(|(name, _)| name).collect()
    }

    #[test]
    fn an_event_is_found_by_its_key_and_by_its_id() {
        assert_eq!(fitting(&Wanted::default().of_event("erp#acme#e1")), ["door", "end", "reused"]);
        assert_eq!(fitting(&Wanted::default().of_event("e1")), ["door", "end", "other"]);
        assert!(fitting(&Wanted::default().of_event("erp#acme#e")).is_empty());
    }

    #[test]
    fn requests_sources_and_levels_narrow_it_down() {
        assert_eq!(fitting(&Wanted::default().of_request("r1")), ["door", "end"]);
        assert_eq!(fitting(&Wanted::default().of_request("c1")), ["end"]);
        assert_eq!(fitting(&Wanted::default().of_source("erp")), ["door", "end", "reused"]);
        assert_eq!(fitting(&Wanted::default().of_levels(&["WARN"])), ["other"]);
        assert_eq!(fitting(&Wanted::default().of_source("erp").of_request("r2")), [""; 0]);
        assert_eq!(fitting(&Wanted::of_story("x#y#z", ["c1", "r2"])), ["end", "other"]);
    }

    #[test]
    fn the_pattern_asks_for_the_same() {
        let wanted = Wanted::default().of_source("erp").of_levels(&["WARN", "ERROR"]);
        assert_eq!(
            wanted.pattern().as_deref(),
            Some(
                r#"{ ($.source = "erp" || $.event = "erp#*" || $.event = "reused:erp#*") && ($.level = "WARN" || $.level = "ERROR") }"#
            )
        );
        assert_eq!(Wanted::default().pattern(), None);
    }

    #[test]
    fn what_a_pattern_would_read_otherwise_is_left_to_the_line_by_line_look() {
        let starred = Wanted::default().of_source("erp").of_request("r*\"");
        assert_eq!(starred.pattern(), Wanted::default().of_source("erp").pattern());
        let many: Vec<String> =
            (0..60).map(|n| format!("00000000-0000-0000-0000-{n:012}")).collect();
        let story = Wanted::of_story("erp#acme#e1", many.iter().map(String::as_str));
        assert_eq!(story.pattern(), None, "it would be too long");
    }
}
