//! Making up events: many states of few products, told by several senders over some hours, late
//! and out of order, and among them what no sender should send.

mod items;
mod odd;
mod points;
mod sender;
mod tail;
mod whole;

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::content::{End, Quirk};
use crate::event::{Event, Expected, Finding, Tells, Told};
use crate::state::Seconds;
use crate::store::Store;

use sender::{CALLBACKS, SHOPS, Sender};

pub(crate) use sender::{BULK, BULK_VERSION, ORDERED};

/// How long the senders send, in seconds.
const HOURS: Seconds = 6 * 60 * 60;

/// What was made up.
#[derive(Clone, Debug)]
pub struct Deal {
    /// The events, about as they follow each other.
    pub events: Vec<Event>,
    /// What some of them point to.
    pub store: Store,
    /// Good events of each API in turn, to be sent as long as anything waits when all others were
    /// sent: where nothing is asked for but what breaks an API, nothing tells that from an outage.
    pub tail: Vec<Event>,
}

/// What is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// What reaches a consumer.
    Chaos,
    /// That, and what the whole system has to do with: webhooks that are lost and listed in a feed,
    /// numbers in strict order, jobs, ids that two tenants share, forgeries, events that kill.
    Whole,
}

/// Makes up events by chance from `start` on; the same seed makes the same ones.
pub fn deal(seed: u64, count: usize, start: Seconds, share: Share) -> Deal {
    let dealer = Dealer {
        dice: Rng::with_seed(seed),
        products: (count / 10).max(4),
        count,
        start,
        events: Vec::with_capacity(count),
        store: Store::default(),
        counted: [Vec::new(), Vec::new()],
        share,
        numbers: BTreeMap::new(),
    };
    dealer.all()
}

struct Dealer {
    dice: Rng,
    products: usize,
    count: usize,
    start: Seconds,
    events: Vec<Event>,
    store: Store,
    /// Counted states that were told, which results may answer: first those that the API answers
    /// as failed, then the others.
    counted: [Vec<Tells>; 2],
    share: Share,
    /// The last number of each item in strict order.
    numbers: BTreeMap<String, i64>,
}

impl Dealer {
    fn all(mut self) -> Deal {
        while self.events.len() < self.count {
            match self.share {
                Share::Chaos => self.one(),
                Share::Whole => self.one_of_the_whole(),
            }
        }
        let last = self.tail();
        Deal { events: self.events, store: self.store, tail: last }
    }

    fn one(&mut self) {
        let sender = self.sender();
        match self.dice.u32(..1_000) {
            0..680 => self.good(sender),
            680..700 => self.with_quirk(sender, Quirk::Unclassifiable),
            700..710 => self.with_quirk(sender, Quirk::Codeless),
            710..730 => self.with_quirk(sender, Quirk::Retryable),
            730..750 => self.with_quirk(sender, Quirk::Pending),
            750..770 => self.with_quirk(sender, Quirk::Missing),
            770..790 => self.doomed(sender, Quirk::Forbidden),
            790..800 => self.doomed(sender, Quirk::Explosive),
            800..820 => self.unreadable(sender),
            820..830 => self.ahead(sender),
            830..840 => self.unlisted(sender),
            840..850 => self.foreign(),
            850..860 => self.ping(sender),
            860..865 => self.stranger(),
            865..885 => self.reuse(sender),
            885..895 => self.big(sender),
            895..898 => self.stored(),
            898..950 => self.change(),
            950..985 => self.results(),
            _ => self.finished_batch(),
        }
    }

    /// An event of one to four products. What one of the shop's topics tells, the other one often
    /// tells, too.
    fn good(&mut self, sender: &'static Sender) {
        let tells = self.tells(sender, 4);
        self.note(sender, &tells);
        let event = self.written(sender, &tells, Expected::Done);
        self.events.push(event);
        if SHOPS.contains(sender) && self.dice.bool() {
            let twin = if *sender == SHOPS[0] { &SHOPS[1] } else { &SHOPS[0] };
            let event = self.written(twin, &tells, Expected::Done);
            self.events.push(event);
        }
    }

    /// An event with an item of this kind among others.
    fn with_quirk(&mut self, sender: &'static Sender, quirk: Quirk) {
        let number = self.events.len();
        let mut tells = self.tells(sender, 4);
        if let Some(item) = tells.first_mut() {
            item.content.description = format!("{} thing {number}", quirk.word());
        }
        self.note(sender, &tells);
        let event = self.written(sender, &tells, Expected::Done);
        self.events.push(event);
    }

    /// An event with an item that the API never answers. The others are recorded all the same.
    fn doomed(&mut self, sender: &'static Sender, quirk: Quirk) {
        let number = self.events.len();
        let mut tells = self.tells(sender, 4);
        if let Some(item) = tells.first_mut() {
            // A product of its own: no newer state of it makes asking needless.
            item.line.item_id = format!("SKU-{}-{number}", quirk.word());
            item.content.description = format!("{} thing {number}", quirk.word());
        }
        let event = self.written(sender, &tells, Expected::Refused(""));
        self.events.push(event);
    }

    /// An event of more items than one call takes.
    fn big(&mut self, sender: &'static Sender) {
        let tells = self.tells(sender, 45);
        let event = self.written(sender, &tells, Expected::Done);
        self.events.push(event);
    }

    /// Two contents under one id: one is done, the other refused, whichever comes first.
    fn reuse(&mut self, sender: &'static Sender) {
        let [tells, others] = [self.tells(sender, 4), self.tells(sender, 4)];
        let first = self.written(sender, &tells, Expected::Done);
        let second = self.written_as(sender, first.id.clone(), &others);
        self.events.extend([first, second]);
    }

    /// An event that this sender writes.
    fn written(&mut self, sender: &Sender, tells: &[Tells], expected: Expected) -> Event {
        let id = self.next_id();
        Event { expected, ..self.written_as(sender, id, tells) }
    }

    fn written_as(&mut self, sender: &Sender, id: String, tells: &[Tells]) -> Event {
        Event {
            source: sender.source,
            tenant: sender.tenant,
            body: sender.body(&id, sender.kind, tells).to_string(),
            id,
            deliveries: self.deliveries(),
            published: None,
            told: Told::States(tells.to_vec()),
            expected: Expected::Done,
        }
    }

    /// Three deliveries of an event of this moment: some are late, and repeats come up to two
    /// hours after the first one.
    fn deliveries(&mut self) -> Vec<Seconds> {
        let late = if self.dice.u32(..6) == 0 { self.dice.i64(0..HOURS / 3) } else { 0 };
        let first = self.now() + late + self.dice.i64(1..60);
        let repeat = |dice: &mut Rng| first + dice.i64(1..7_200);
        vec![first, repeat(&mut self.dice), repeat(&mut self.dice)]
    }

    /// The moment of the event at hand.
    fn now(&self) -> Seconds {
        let done = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        let count = i64::try_from(self.count).unwrap_or(i64::MAX).max(1);
        self.start + HOURS.saturating_mul(done) / count
    }

    fn next_id(&self) -> String {
        format!("msg-{}", self.events.len())
    }

    /// Remembers what results may answer.
    fn note(&mut self, sender: &Sender, tells: &[Tells]) {
        if sender.lineage != CALLBACKS.lineage {
            return;
        }
        for tells in tells {
            let list = usize::from(tells.content.end() != End::Failed);
            self.counted[list].push(tells.clone());
        }
    }
}

/// A result, as events bring it.
pub(crate) fn found(finding: &Finding) -> serde_json::Value {
    let mut result = finding.answer.result(&finding.line.item_id);
    result["version"] = finding.line.numbering.written(finding.place).into();
    result
}
