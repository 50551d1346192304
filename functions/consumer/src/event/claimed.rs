//! An event that was won, and what is known of each of its items.

use std::collections::BTreeSet;
use std::sync::{Mutex as SyncMutex, MutexGuard, PoisonError};

use classifications::State;
use futures::lock::Mutex;
use jiff::Timestamp;
use ledger::Claim;
use mapping::Item;
use sequences::Awaited;

use crate::event::ends::ItemEnd;
use crate::event::event::{Event, Task};

/// A claimed event. Its claim is taken, and spent, once: when its last item has ended.
#[derive(Debug)]
pub(crate) struct Claimed {
    pub event: Event,
    /// Claims of this event so far, this one included.
    pub attempts: u32,
    /// When its first message was received.
    pub first_received: Timestamp,
    /// Earlier calls whose response was lost.
    pub unconfirmed: Vec<String>,
    /// It is claimed only to be refused, for this reason, unless its answers are on record.
    pub is_given_up: Option<String>,
    claim: Mutex<Option<Claim>>,
    /// Nothing while it is not known what it asks for.
    items: SyncMutex<Option<Vec<ItemState>>>,
    resolved: SyncMutex<BTreeSet<String>>,
    answered_by: SyncMutex<BTreeSet<String>>,
}

/// What is known of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemState {
    /// This state of it needs an answer.
    Open(State),
    /// What it waited for is there meanwhile: it is to be read anew.
    Unread,
    /// Nothing more happens to it in this invocation.
    Ended(ItemEnd),
}

/// An item of a group: which event, and which of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemRef {
    /// The event's place in its group.
    pub event: usize,
    /// The item's place in its event.
    pub item: usize,
}

/// An item that still needs its answer.
pub(crate) struct Open<'c> {
    pub claimed: &'c Claimed,
    pub item: &'c Item,
    pub state: State,
}

impl Claimed {
    /// An event of whose items nothing is known yet.
    pub fn new(event: Event, claim: Claim, is_given_up: Option<String>) -> Self {
        let deaths = claim.abandoned().saturating_add(claim.shared_deaths());
        Self {
            event,
            attempts: claim.all_tries().saturating_add(deaths).saturating_add(1),
            first_received: claim.first_received(),
            unconfirmed: claim.unconfirmed().to_vec(),
            is_given_up,
            claim: Mutex::new(Some(claim)),
            items: SyncMutex::default(),
            resolved: SyncMutex::default(),
            answered_by: SyncMutex::default(),
        }
    }

    /// Whether nothing was ever tried for this event: what others were told may serve it too. A
    /// retried or redriven event asks for itself.
    pub fn is_first(&self) -> bool {
        self.attempts == 1 && !self.event.is_known()
    }

    /// The claim, to be changed; nothing once it was taken.
    pub async fn claim(&self) -> futures::lock::MutexGuard<'_, Option<Claim>> {
        self.claim.lock().await
    }

    /// What it refers to was fetched, and says what it asks for.
    pub async fn fetched(&mut self, task: Task) {
        self.event.task = task;
        if let Some(claim) = self.claim().await.as_mut() {
            claim.fetched();
        }
    }

    /// Its items are known now.
    pub fn set_items(&self, items: Vec<ItemState>) {
        *self.items() = Some(items);
    }

    /// All of it ends so, whether or not its items are known: one end stands for all.
    pub fn end_all(&self, end: &ItemEnd) {
        let mut items = self.items();
        match items.as_mut() {
            Some(items) => {
                for state in items.iter_mut().filter(|state| !matches!(state, ItemState::Ended(_)))
                {
                    *state = ItemState::Ended(end.clone());
                }
            }
            None => *items = Some(vec![ItemState::Ended(end.clone())]),
        }
    }

    /// Gives the claim back: what the items waited for that were behind is there meanwhile.
    pub async fn reopen(&self, claim: Claim) {
        *self.claim().await = Some(claim);
        for state in self.items().iter_mut().flatten() {
            if matches!(state, ItemState::Ended(end) if matches!(end.awaits(), Some(Awaited::Number(_))))
            {
                *state = ItemState::Unread;
            }
        }
    }

    /// The items that are to be read anew.
    pub fn unread(&self) -> Vec<usize> {
        let items = self.items();
        let unread = items.iter().flatten().enumerate();
        unread.filter(|(_, state)| **state == ItemState::Unread).map(|(item, _)| item).collect()
    }

    /// An item that was read anew.
    pub fn set_item(&self, item: usize, state: ItemState) {
        if let Some(known) = self.items().as_mut().and_then(|items| items.get_mut(item)) {
            *known = state;
        }
    }

    /// An item has its end.
    pub fn end_item(&self, item: usize, end: ItemEnd) {
        self.set_item(item, ItemState::Ended(end));
    }

    /// The items that still need an answer.
    pub fn open_items(&self) -> Vec<usize> {
        let items = self.items();
        let open = items.iter().flatten().enumerate();
        open.filter(|(_, state)| matches!(state, ItemState::Open(_)))
            .map(|(item, _)| item)
            .collect()
    }

    /// An item, if it still needs its answer.
    pub fn open(&self, item: usize) -> Option<Open<'_>> {
        match self.items().as_ref().and_then(|items| items.get(item)) {
            Some(ItemState::Open(state)) => Some(Open {
                claimed: self,
                item: self.event.items().get(item)?,
                state: state.clone(),
            }),
            Some(ItemState::Unread | ItemState::Ended(_)) | None => None,
        }
    }

    /// How each item ended; nothing while one is open, or none is known yet.
    pub fn ends(&self) -> Option<Vec<ItemEnd>> {
        let items = self.items();
        let ends = items.as_ref()?.iter().map(|state| match state {
            ItemState::Ended(end) => Some(end.clone()),
            ItemState::Open(_) | ItemState::Unread => None,
        });
        ends.collect()
    }

    /// Whether everything of it has ended already.
    pub fn has_ended(&self) -> bool {
        self.ends().is_some()
    }

    /// It is known now what became of an earlier call of its. While an item of it is on hold, as
    /// one that could not be read, the call stays to be looked up for that item.
    pub fn resolve(&self, request_id: &str) {
        let is_held = |state: &ItemState| matches!(state, ItemState::Ended(ItemEnd::Hold(_)));
        if !self.items().iter().flatten().any(is_held) {
            let mut resolved = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
            resolved.insert(request_id.to_owned());
        }
    }

    /// The earlier calls of which it is known now what became of them.
    pub fn resolved(&self) -> BTreeSet<String> {
        self.resolved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// An answer of the call of this `X-Request-Id` is on record; nothing where it has none.
    pub fn answered_by(&self, request_id: &str) {
        if !request_id.is_empty() {
            let mut calls = self.answered_by.lock().unwrap_or_else(PoisonError::into_inner);
            calls.insert(request_id.to_owned());
        }
    }

    /// The calls whose answers were recorded, for its line; nothing where there were none.
    pub fn calls_answered(&self) -> Option<String> {
        let calls = self.answered_by.lock().unwrap_or_else(PoisonError::into_inner);
        let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
        (!calls.is_empty()).then(|| calls.join(" "))
    }

    fn items(&self) -> MutexGuard<'_, Option<Vec<ItemState>>> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An item of a group that still needs its answer.
pub(crate) fn find(group: &[Claimed], asker: ItemRef) -> Option<Open<'_>> {
    group.get(asker.event)?.open(asker.item)
}
