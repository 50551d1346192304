//! What events only point to: objects that change, and finished batches of results.

use std::collections::BTreeMap;

use serde_json::json;

use crate::content::Content;
use crate::event::Tells;
use crate::provider::CLASSIFIER;
use crate::state::{Line, Numbering, Seconds, time};

/// The tenant of all objects.
pub(crate) const OWNER: &str = "acme";

/// The source that tells of changed objects.
pub(crate) const PIM: &str = "pim";

/// Everything that can be fetched.
#[derive(Clone, Debug, Default)]
pub struct Store {
    objects: BTreeMap<String, Vec<Kept>>,
    batches: BTreeMap<String, String>,
}

/// A state of an object.
#[derive(Clone, Debug)]
struct Kept {
    since: Seconds,
    content: Content,
}

impl Store {
    /// What a GET of this path brings at this time; nothing where nothing is.
    pub fn get(&self, path: &[&str], now: Seconds) -> Option<String> {
        match path {
            ["product", object] => self.at(object, now).map(|kept| body(object, kept)),
            ["openapi", "v1", "tariff", "batch", reference] => {
                self.batches.get(*reference).cloned()
            }
            _ => None,
        }
    }

    /// Changes an object, at the time given or just after its last change. Returns that time.
    pub(crate) fn change(&mut self, object: &str, content: Content, at: Seconds) -> Seconds {
        let states = self.objects.entry(object.to_owned()).or_default();
        let since = states.last().map_or(at, |last| at.max(last.since + 1));
        states.push(Kept { since, content });
        since
    }

    /// Keeps a finished batch.
    pub(crate) fn finish(&mut self, reference: &str, body: String) {
        self.batches.insert(reference.to_owned(), body);
    }

    /// The state in which an object is at this time.
    pub(crate) fn state_at(&self, object: &str, now: Seconds) -> Option<Tells> {
        self.at(object, now).map(|kept| tells(object, kept))
    }

    /// All states in which an object ever is.
    pub(crate) fn states(&self, object: &str) -> impl Iterator<Item = Tells> {
        let states = self.objects.get(object).into_iter().flatten();
        states.map(move |kept| tells(object, kept))
    }

    /// What an object is in at the moment, for who wants to leave it as it is.
    pub(crate) fn content(&self, object: &str) -> Option<Content> {
        self.objects.get(object)?.last().map(|kept| kept.content.clone())
    }

    fn at(&self, object: &str, now: Seconds) -> Option<&Kept> {
        self.objects.get(object)?.iter().rev().find(|kept| kept.since <= now)
    }
}

fn tells(object: &str, kept: &Kept) -> Tells {
    let line = Line {
        tenant: OWNER.to_owned(),
        item_id: object.to_owned(),
        lineage: PIM.to_owned(),
        numbering: Numbering::Dated,
    };
    Tells { line, place: Some(kept.since), content: kept.content.clone(), api: CLASSIFIER }
}

fn body(object: &str, kept: &Kept) -> String {
    let Content { description, country } = &kept.content;
    let written = json!({
        "sku": object, "description": description, "origin": country,
        "updated_at": time(kept.since),
    });
    written.to_string()
}
