//! From a body to everything that would come of it. Pure.

use mapping::Document;
use serde::Serialize;

use super::delivery::Delivery;
use super::event::Event;
use super::work::{Work, work};
use crate::exit::Misused;

/// What would come of it.
#[derive(Debug, Serialize)]
pub(super) struct Explained {
    pub source: String,
    /// The mark of the mapping that was tried.
    pub revision: String,
    pub api: String,
    /// Where it is asked.
    pub api_address: String,
    /// What it would be known by; nothing where the door would refuse it.
    pub event: Option<Event>,
    /// What would be done; nothing where it would be refused as a whole.
    pub work: Option<Work>,
    /// Everything for which it would be refused.
    pub refusals: Vec<Refusal>,
    /// The stack that was asked what is known already; nothing where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_on: Option<String>,
}

/// Why it would be refused, and by whom.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Refusal {
    pub by: By,
    pub why: String,
}

/// Who refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    /// Its sender is told.
    Door,
    /// It was accepted, and goes to the dead-letter queue.
    Consumer,
}

impl Explained {
    pub fn of(delivery: &Delivery<'_>) -> Result<Self, Misused> {
        let Delivery { source, api, .. } = delivery;
        let mut explained = Self {
            source: source.name.to_string(),
            revision: source.revision.to_string(),
            api: source.api.clone(),
            api_address: api.base_url.clone(),
            event: None,
            work: None,
            refusals: too_long(delivery).into_iter().collect(),
            known_on: None,
        };
        explained.read(delivery)?;
        Ok(explained)
    }

    /// Whether all of it would be worked on.
    pub fn is_good(&self) -> bool {
        self.refusals.is_empty()
    }

    fn read(&mut self, delivery: &Delivery<'_>) -> Result<(), Misused> {
        let identified = Document::parse(delivery.body).and_then(|document| {
            let identity = document.identify(
                delivery.source,
                delivery.signed_id.or(Some(UNKNOWN)),
                delivery.body,
                delivery.now,
            );
            identity.map(|identity| (document, identity))
        });
        let (document, identity) = match identified {
            Ok(identified) => identified,
            Err(error) => {
                self.refusals.push(Refusal { by: By::Door, why: error.to_string() });
                return Ok(());
            }
        };
        self.event = Some(Event::of(delivery, &identity));
        if !delivery.source.tenant.allows(&identity.tenant) {
            self.refused("the tenant is none of the source's `tenants`".to_owned());
            return Ok(());
        }
        let (work, refused) = work(delivery, &document, &identity)?;
        self.work = work;
        for why in refused {
            self.refused(why);
        }
        Ok(())
    }

    fn refused(&mut self, why: String) {
        self.refusals.push(Refusal { by: By::Consumer, why });
    }
}

/// Stands for an id that nobody gave; it is shown nowhere.
const UNKNOWN: &str = "unknown";

fn too_long(delivery: &Delivery<'_>) -> Option<Refusal> {
    let (length, most) = (delivery.body.len(), delivery.source.body_limit);
    (length > most).then(|| Refusal {
        by: By::Door,
        why: format!("the body has {length} bytes, and the source takes {most} (`body_limit_kib`)"),
    })
}
