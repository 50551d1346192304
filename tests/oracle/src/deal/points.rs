//! Events that point to objects, and those that bring results.

use serde_json::{Value, json};

use super::sender::CALLBACKS;
use super::{Dealer, found};
use crate::content::{Content, Quirk};
use crate::event::{Event, Expected, Finding, Tells, Told};
use crate::state::Line;
use crate::store::{OWNER, PIM};

impl Dealer {
    /// An object changed, or was only touched; its event says which object, and nothing of it.
    pub(super) fn change(&mut self) {
        let number = self.events.len();
        let object = format!("SKU-{}", self.dice.usize(..(self.products / 5).max(2)));
        let at = self.now();
        let content = match (self.dice.u32(..4), self.store.content(&object)) {
            (0, _) | (_, None) => Content {
                description: format!("Kept mug {number} of {object}"),
                country: Some("PT".to_owned()),
            },
            (_, Some(content)) => content,
        };
        let since = self.store.change(&object, content, at);
        let id = self.next_id();
        let body = json!({
            "event_id": id, "type": "product.changed", "object_type": "product",
            "object_id": object,
        });
        // Nobody tells of a change before it happened.
        let deliveries = self.deliveries().into_iter().map(|delivery| delivery.max(since));
        self.events.push(Event {
            source: PIM,
            tenant: OWNER,
            id,
            body: body.to_string(),
            deliveries: deliveries.collect(),
            published: None,
            told: Told::Change(object),
            expected: Expected::Done,
        });
    }

    /// Results by value.
    pub(super) fn results(&mut self) {
        let (id, findings) = (self.next_id(), self.findings());
        let results: Vec<_> = findings.iter().map(found).collect();
        let body = json!({"event_id": id, "type": CALLBACKS.kind, "results": results});
        self.bring(id, &body, findings);
    }

    /// Results by reference.
    pub(super) fn finished_batch(&mut self) {
        let (id, findings) = (self.next_id(), self.findings());
        let results: Vec<_> = findings.iter().map(found).collect();
        let reference = format!("batch-{id}");
        self.store.finish(&reference, json!({"results": results}).to_string());
        let body = json!({"event_id": id, "type": "batch.completed", "batch_id": reference});
        self.bring(id, &body, findings);
    }

    fn bring(&mut self, id: String, body: &Value, findings: Vec<Finding>) {
        let event = Event {
            source: CALLBACKS.source,
            tenant: CALLBACKS.tenant,
            id,
            body: body.to_string(),
            deliveries: self.deliveries(),
            published: None,
            told: Told::Results(findings),
            expected: Expected::Done,
        };
        self.events.push(event);
    }

    /// Results for states that were told (of some, the API's own answer is a failure), and for
    /// states that nobody told yet.
    fn findings(&mut self) -> Vec<Finding> {
        let number = self.events.len();
        let mut findings: Vec<Finding> = Vec::new();
        for place in 0..self.dice.usize(1..=3) {
            let (line, at) = self.answered();
            if findings.iter().any(|finding| finding.line == line) {
                continue;
            }
            let quirk =
                if self.dice.u32(..5) == 0 { Quirk::Unclassifiable.word() } else { "Result" };
            let description = format!("{quirk} {place} of {number}");
            let answer = Content { description, country: None };
            findings.push(Finding { line, place: at, answer });
        }
        findings
    }

    /// A state that was told, or one that nobody told yet.
    fn answered(&mut self) -> (Line, i64) {
        let [failed, others] = &self.counted;
        let told = match self.dice.u32(..3) {
            0 => self.dice.choice(failed),
            1 => self.dice.choice(others),
            _ => None,
        };
        if let Some(Tells { line, place: Some(place), .. }) = told {
            return (line.clone(), *place);
        }
        let item_id = format!("SKU-{}", self.dice.usize(..self.products));
        let ahead = self.dice.i64(0..10);
        (CALLBACKS.line(item_id), (self.now() - self.start) / 120 + ahead)
    }
}
