//! The control in force and what is left of it: here each call's fate is decided.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;

use crate::api::{Product, Refusal};
use crate::control::{Behaviour, Control, ItemAnswer, ItemRule, RateLimit, Rule};

/// What is to be done with a call.
#[derive(Debug)]
pub enum Verdict {
    /// Its key or body is at fault.
    Refuse(Refusal),
    /// It is one too many.
    Limit(RateLimit),
    /// A rule applies.
    Misbehave(Rule, Vec<Product>),
    /// Nothing is the matter.
    Answer(Vec<Product>),
}

impl Verdict {
    /// Whether the call costs.
    pub fn is_paid(&self) -> bool {
        self.worked_for().is_some()
    }

    /// The items that are worked for, heard or not, if there are any.
    pub fn worked_for(&self) -> Option<&[Product]> {
        match self {
            Self::Refuse(_) | Self::Limit(_) => None,
            Self::Misbehave(rule, items) => rule.is_paid().then_some(items),
            Self::Answer(items) => Some(items),
        }
    }

    /// How many look-ups are told that it is worked on, though the work is done.
    pub fn look_ups(&self) -> u32 {
        match self {
            Self::Misbehave(Rule { behaviour: Behaviour::Accept(look_ups), .. }, _) => *look_ups,
            Self::Misbehave(..) | Self::Refuse(_) | Self::Limit(_) | Self::Answer(_) => 0,
        }
    }

    fn worked_for_mut(&mut self) -> &mut [Product] {
        match self {
            Self::Misbehave(rule, items) if rule.is_paid() => items,
            Self::Refuse(_) | Self::Limit(_) | Self::Misbehave(..) => &mut [],
            Self::Answer(items) => items,
        }
    }
}

/// A control and how much of it is used up.
#[derive(Debug)]
pub struct Book {
    /// The control as it was set.
    pub control: Arc<Control>,
    /// How often each rule still applies, in the order of the rules; none: for ever.
    left: Vec<Option<u32>>,
    /// The same of the items' rules.
    items_left: Vec<Option<u32>>,
    /// When the calls of the current window were let in.
    admitted: VecDeque<Timestamp>,
}

impl Book {
    /// Nothing is used up yet.
    pub fn new(control: Control) -> Self {
        let times = |rule: &Rule| rule.times.map(u32::from);
        let item_times = |rule: &ItemRule| rule.times.map(u32::from);
        Self {
            left: control.rules.iter().map(times).collect(),
            items_left: control.answer_items.iter().map(item_times).collect(),
            admitted: VecDeque::new(),
            control: Arc::new(control),
        }
    }

    /// As the real API: who asks, then what, then how often. Rules misbehave towards good calls.
    pub fn decide(
        &mut self,
        key: Option<&str>,
        items: Result<Vec<Product>, Refusal>,
        now: Timestamp,
    ) -> Verdict {
        let items = match self.check_key(key).and(items) {
            Ok(items) => items,
            Err(refusal) => return Verdict::Refuse(refusal),
        };
        if let Some(limit) = self.exceeded(now) {
            return Verdict::Limit(limit);
        }
        let mut verdict = match self.next_rule(&items) {
            Some(rule) => Verdict::Misbehave(rule, items),
            None => Verdict::Answer(items),
        };
        for item in verdict.worked_for_mut() {
            item.told = self.told(&item.description);
        }
        verdict
    }

    /// What is to be said of an item so described, if anything was told; one of its times is used
    /// up.
    fn told(&mut self, description: &str) -> Option<ItemAnswer> {
        let rules = self.control.answer_items.iter().zip(&mut self.items_left);
        let matches = |rule: &ItemRule| description.contains(&rule.described);
        let (rule, left) =
            rules.into_iter().find(|(rule, left)| **left != Some(0) && matches(rule))?;
        *left = left.map(|times| times.saturating_sub(1));
        Some(rule.answer.clone())
    }

    fn check_key(&self, key: Option<&str>) -> Result<(), Refusal> {
        match key {
            None | Some("") => Err(Refusal::MissingKey),
            Some(key) if self.control.knows_key(key) => Ok(()),
            Some(_) => Err(Refusal::UnknownKey),
        }
    }

    /// The limit, if this call is over it; otherwise the call is let in and counts.
    fn exceeded(&mut self, now: Timestamp) -> Option<RateLimit> {
        let limit = self.control.rate_limit.as_ref()?;
        let window = i128::from(limit.per_ms.get()) * 1_000_000;
        let over = |&at: &Timestamp| now.as_nanosecond() - at.as_nanosecond() >= window;
        while self.admitted.front().is_some_and(over) {
            self.admitted.pop_front();
        }
        if u32::try_from(self.admitted.len()).is_ok_and(|calls| calls < limit.calls.get()) {
            self.admitted.push_back(now);
            return None;
        }
        Some(limit.clone())
    }

    /// The first rule that matches and has times left; one of them is used up.
    fn next_rule(&mut self, items: &[Product]) -> Option<Rule> {
        let holds = |wanted: &String| items.iter().any(|item| item.item_id == *wanted);
        let tells = |text: &String| items.iter().any(|item| item.description.contains(text));
        let matches = |rule: &Rule| {
            rule.when_item.as_ref().is_none_or(holds)
                && rule.when_described.as_ref().is_none_or(tells)
        };
        let mut rules = self.control.rules.iter().zip(&mut self.left);
        let (rule, left) = rules.find(|(rule, left)| **left != Some(0) && matches(rule))?;
        *left = left.map(|times| times.saturating_sub(1));
        Some(rule.clone())
    }
}

#[cfg(test)]
mod tests {

    use std::num::{NonZeroU32, NonZeroU64};

    use super::*;

    #[test]
    fn the_rate_is_counted_over_a_sliding_window() {
        let mut book = Book::new(Control {
            rate_limit: Some(RateLimit {
                calls: NonZeroU32::new(2).unwrap(),
                per_ms: NonZeroU64::new(1000).unwrap(),
                retry_after: None,
            }),
            ..Control::default()
        });
        let mut let_in = |ms| book.exceeded(Timestamp::from_millisecond(ms).unwrap()).is_none();
        assert!(let_in(0));
        assert!(let_in(600));
        assert!(!let_in(999));
        // The refused call did not count, and the first has left the window.
        assert!(let_in(1000));
        assert!(!let_in(1599));
        assert!(let_in(1600));
    }
}
