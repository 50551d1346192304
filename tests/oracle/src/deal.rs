//! Making up events: many states of few products, told by three senders in any order, and among
//! them what no sender should send.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::content::{Content, word};
use crate::event::{Event, Fate, Item, Version};

/// Events by chance; the same seed makes the same ones.
pub fn events(seed: u64, count: usize) -> Vec<Event> {
    let mut deal =
        Deal { dice: Rng::with_seed(seed), products: (count / 3).max(4), events: vec![] };
    while deal.events.len() < count {
        deal.one();
    }
    deal.events
}

struct Deal {
    dice: Rng,
    products: usize,
    events: Vec<Event>,
}

/// The senders, and how they write.
#[derive(Clone, Copy)]
enum Sender {
    /// One tenant; the event has a time.
    Catalog,
    /// The same tenant; each item counts its revisions.
    Erp,
    /// Several tenants; the event has a time.
    Warehouse(&'static str),
}

const SENDERS: [Sender; 4] =
    [Sender::Catalog, Sender::Erp, Sender::Warehouse("globex"), Sender::Warehouse("initech")];

impl Deal {
    fn one(&mut self) {
        let number = self.events.len();
        let sender = SENDERS[self.dice.usize(..SENDERS.len())];
        let event = match self.dice.u32(..100) {
            0..80 => self.good(sender, number, None),
            80..83 => self.good(sender, number, Some(word::UNSAYABLE)),
            83..86 => self.good(sender, number, Some(word::HESITANT)),
            86..89 => self.doomed(sender, number, word::FORBIDDEN),
            89 => self.doomed(sender, number, word::EXPLOSIVE),
            90..92 => unlisted(sender, number),
            92..94 => self.unreadable(sender, number),
            94..96 => ping(sender, number),
            96 => stranger(number),
            _ => return self.reuse(sender, number),
        };
        self.events.push(event);
    }

    /// An event of one to four products, one of them of this kind.
    fn good(&mut self, sender: Sender, number: usize, kind: Option<&str>) -> Event {
        let mut items = self.items(sender);
        if let (Some(kind), Some(item)) = (kind, items.first_mut()) {
            item.content.description = format!("{kind} thing {number}");
        }
        event(sender, number, items, Fate::Done)
    }

    /// An event with an item that the API never answers.
    fn doomed(&mut self, sender: Sender, number: usize, kind: &str) -> Event {
        let mut items = self.items(sender);
        if let Some(item) = items.first_mut() {
            // A product of its own: no newer state of it makes asking needless.
            item.id = format!("SKU-{kind}-{number}");
            item.content.description = format!("{kind} thing {number}");
        }
        event(sender, number, items, Fate::Refused(""))
    }

    /// One item has no description: the whole event is refused, and nothing of it recorded.
    fn unreadable(&mut self, sender: Sender, number: usize) -> Event {
        let mut items = self.items(sender);
        if let Some(item) = items.last_mut() {
            item.content.description = String::new();
        }
        let written = event(sender, number, items, Fate::Refused("description"));
        Event { items: vec![], ..written }
    }

    /// Two contents under one id: one is done, the other refused, whichever comes first.
    fn reuse(&mut self, sender: Sender, number: usize) {
        let first = self.good(sender, number, None);
        let second = event(sender, number, self.items(sender), Fate::Done);
        self.events.extend([first, second]);
    }

    fn items(&mut self, sender: Sender) -> Vec<Item> {
        // Items of one event have one time; a counting sender counts each for itself.
        let time = self.dice.u64(..40);
        let mut items: Vec<Item> = Vec::new();
        for _ in 0..self.dice.usize(1..=4) {
            let id = format!("SKU-{}", self.dice.usize(..self.products));
            if items.iter().any(|item| item.id == id) {
                continue;
            }
            let order = if matches!(sender, Sender::Erp) { self.dice.u64(..40) } else { time };
            let content = self.content();
            items.push(Item {
                tenant: sender.tenant(),
                id,
                version: sender.version(order),
                content,
            });
        }
        items
    }

    /// A third of all contents are shared: by items, events and tenants.
    fn content(&mut self) -> Content {
        let variant =
            if self.dice.u32(..3) == 0 { self.dice.u64(..50) } else { self.dice.u64(50..) };
        let country = [None, Some("CN"), Some("PT")][self.dice.usize(..3)];
        let description = format!("Ceramic mug, variant {variant:x}");
        Content { description, country: country.map(str::to_owned) }
    }
}

impl Sender {
    fn source(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Erp => "erp",
            Self::Warehouse(_) => "warehouse",
        }
    }

    fn tenant(self) -> &'static str {
        match self {
            Self::Catalog | Self::Erp => "acme",
            Self::Warehouse(tenant) => tenant,
        }
    }

    /// How the `order`-th state is written on record.
    fn version(self, order: u64) -> Version {
        let text = match self {
            Self::Erp => format!("{order:020}"),
            Self::Catalog | Self::Warehouse(_) => format!("2026-02-03T04:05:{order:02}.000000000Z"),
        };
        Version { order, text }
    }

    fn kind(self) -> &'static str {
        match self {
            Self::Catalog => "product.updated",
            Self::Erp => "article.released",
            Self::Warehouse(_) => "goods.received",
        }
    }

    /// The body as this sender writes it.
    fn body(self, id: &str, kind: &str, items: &[Item]) -> Value {
        let order = items.first().map_or(0, |item| item.version.order);
        let time = format!("2026-02-03T04:05:{order:02}Z");
        let list: Vec<Value> = items.iter().map(|item| self.item(item)).collect();
        match self {
            Self::Catalog => json!({"type": kind, "timestamp": time, "data": {"items": list}}),
            Self::Erp => json!({"event_id": id, "type": kind, "articles": list}),
            Self::Warehouse(tenant) => json!({
                "id": id, "type": kind, "account": tenant, "occurred_at": time, "lines": list,
            }),
        }
    }

    fn item(self, item: &Item) -> Value {
        let Item { id, version, content, .. } = item;
        let (words, country) = (&content.description, &content.country);
        match self {
            Self::Catalog => {
                json!({"item_id": id, "description": words, "country_of_origin": country})
            }
            Self::Erp => {
                json!({"sku": id, "name": words, "origin": country, "revision": version.order})
            }
            Self::Warehouse(_) => {
                json!({"sku": id, "description": words, "country_of_origin": country})
            }
        }
    }
}

fn event(sender: Sender, number: usize, items: Vec<Item>, fate: Fate) -> Event {
    let id = format!("msg-{number}");
    let body = sender.body(&id, sender.kind(), &items).to_string();
    Event { source: sender.source(), id, body, items, fate }
}

fn unlisted(sender: Sender, number: usize) -> Event {
    let id = format!("msg-{number}");
    let body = sender.body(&id, "product.exploded", &[]).to_string();
    let fate = Fate::Refused("not listed");
    Event { source: sender.source(), id, body, items: vec![], fate }
}

fn ping(sender: Sender, number: usize) -> Event {
    let id = format!("msg-{number}");
    let body = sender.body(&id, "ping", &[]).to_string();
    Event { source: sender.source(), id, body, items: vec![], fate: Fate::Done }
}

fn stranger(number: usize) -> Event {
    let body = format!("{{\"from\": \"elsewhere\", \"number\": {number}");
    Event { source: "", id: String::new(), body, items: vec![], fate: Fate::Stranger }
}
