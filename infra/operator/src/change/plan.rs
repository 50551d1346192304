//! What a change would do, in words. Pure.

use crate::stack::Stack;

/// The most lines of details that are shown before the question.
const SHOWN: usize = 20;

/// What a change would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    what: String,
    details: Vec<String>,
}

impl Plan {
    /// In a few words that begin with a verb: `redrive 12 dead events`.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), details: Vec::new() }
    }

    /// With lines that say more: what is touched, what follows.
    pub fn with(self, details: impl IntoIterator<Item = String>) -> Self {
        Self { details: details.into_iter().collect(), ..self }
    }

    /// The few words.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The lines that say more.
    pub fn details(&self) -> &[String] {
        &self.details
    }

    /// What is said before the question.
    pub fn text(&self, stack: &Stack) -> String {
        let mut lines = vec![format!("On {}: {}", stack.label(), self.what)];
        lines.extend(self.details.iter().take(SHOWN).map(|line| format!("  {line}")));
        let more = self.details.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(format!("  … and {more} more"));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_the_stack_and_is_never_longer_than_a_screen() {
        let stack = Stack { name: "tidewaiter".to_owned(), ..Stack::default() };
        let plan = Plan::new("drop 30 dead events").with((0..30).map(|n| format!("event {n}")));
        let text = plan.text(&stack);
        assert!(text.starts_with("On tidewaiter: drop 30 dead events\n  event 0\n"), "{text}");
        assert!(text.ends_with("  event 19\n  … and 10 more"), "{text}");
    }
}
