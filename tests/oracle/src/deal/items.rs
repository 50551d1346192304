//! Which products, in which states.

use super::Dealer;
use super::sender::{SENDERS, Sender};
use crate::content::Content;
use crate::event::Tells;
use crate::state::{Line, Numbering, Seconds};

/// Shared contents: that of one product is that of others, of other senders and tenants.
const SHARED: u64 = 50;

impl Dealer {
    pub(super) fn sender(&mut self) -> &'static Sender {
        SENDERS[self.dice.usize(..SENDERS.len())]
    }

    /// One to so many products, each in a state of its own.
    pub(super) fn tells(&mut self, sender: &Sender, most: usize) -> Vec<Tells> {
        let count = if most > 10 { most } else { self.dice.usize(1..=most) };
        let shared = self.place(sender);
        let mut tells: Vec<Tells> = Vec::with_capacity(count);
        for number in 0..count {
            let item_id = if most > 10 {
                format!("SKU-BIG-{}-{number}", self.dice.usize(..3))
            } else {
                format!("SKU-{}", self.dice.usize(..self.products))
            };
            if tells.iter().any(|tells| tells.line.item_id == item_id) {
                continue;
            }
            let place = if sender.together { shared } else { self.place(sender) };
            let line = sender.line(item_id);
            let content = self.content(&line);
            tells.push(Tells { line, place, content, api: sender.api });
        }
        tells
    }

    /// Where a state stands that is told now, or is late. Places are coarse, so that two states
    /// sometimes have one.
    fn place(&mut self, sender: &Sender) -> Option<i64> {
        let late: Seconds = if self.dice.u32(..8) == 0 { self.dice.i64(0..3_600) } else { 0 };
        let changed = self.now() - late;
        match sender.numbering {
            Numbering::Counted => Some((changed - self.start).max(0) / 120),
            Numbering::Dated => Some(changed - changed.rem_euclid(120)),
            Numbering::Received => None,
        }
    }

    /// Half of all states leave what is asked as it was; others share their content, or have one
    /// that nobody else has.
    fn content(&mut self, line: &Line) -> Content {
        let country = |number: usize| [None, Some("CN"), Some("PT")][number % 3];
        let (description, country) = match self.dice.u32(..8) {
            0..4 => {
                let Line { tenant, item_id, lineage, .. } = line;
                (format!("Steady mug {item_id} of {tenant}'s {lineage}"), country(item_id.len()))
            }
            4..6 => {
                let variant = self.dice.u64(..SHARED);
                (format!("Ceramic mug, variant {variant}"), country(self.dice.usize(..3)))
            }
            _ => {
                let variant = self.dice.u64(SHARED..);
                (format!("Ceramic mug, variant {variant:x}"), country(self.dice.usize(..3)))
            }
        };
        Content { description, country: country.map(str::to_owned) }
    }
}

impl Sender {
    /// The line of an item that this sender tells of.
    pub(crate) fn line(&self, item_id: String) -> Line {
        Line {
            tenant: self.tenant.to_owned(),
            item_id,
            lineage: self.lineage.to_owned(),
            numbering: self.numbering,
        }
    }
}
