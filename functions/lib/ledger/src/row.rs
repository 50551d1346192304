//! A row of the ledger, and the writes that change one.

use std::future::Future;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::unavailable::Unavailable;
use crate::wait::Wait;

/// What became of an event so far. Small on purpose: a row under 1 KB costs one write unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    /// The event's key, the table's partition key.
    pub event: String,
    /// Where it stands.
    pub phase: Phase,
    /// The secret of the claim that wrote this row: only its holder may change it.
    pub token: String,
    /// Until when the claim is its holder's alone.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub lease_until: Timestamp,
    /// When it was claimed; for a refused row, not before its message was sent.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub claimed_at: Timestamp,
    /// The digest of the mapped content.
    pub digest: String,
    /// The mapping's mark: digests are compared under one mapping only.
    pub revision: String,
    /// Whether the claim's message was found by poll: its digest is that of a body written anew,
    /// and is compared with nobody's.
    #[serde(skip_serializing_if = "is_false", default)]
    pub polled: bool,
    /// The message that won the claim, for people.
    pub message: String,
    /// The `X-Request-Id` of the call planned for it.
    pub request_id: String,
    /// The `X-Request-Id`s of further calls, each noted before it was made: halves of a refused
    /// call, and those of an event with more items than one call takes.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub calls: Vec<String>,
    /// Whether other claims of its invocation were open at the same time.
    #[serde(skip_serializing_if = "is_false", default)]
    pub shared: bool,
    /// Calls made for this event that failed.
    pub tries: u32,
    /// GETs for what the event refers to that failed, since the last one that succeeded.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub failed_gets: u32,
    /// Claims whose lease ran out while no other was open: this event may be what killed the
    /// invocation.
    pub abandoned: u32,
    /// Claims whose lease ran out while others were open too: any of them may be the reason.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub shared_deaths: u32,
    /// How many events stood in the smallest call of several that was refused with it: one of
    /// them is why. 0 where none was.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub suspects: u32,
    /// What was counted before the event was last refused, and then sent again.
    #[serde(flatten)]
    pub spent: Spent,
    /// How often it was moved out of the queue to wait.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub waits: u32,
    /// When the event's first message was received: its version, where the sender gives none.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub first_received: Timestamp,
    /// The `X-Request-Id`s of calls whose response was lost, the oldest first. They are kept until
    /// it is known what became of them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unconfirmed: Vec<String>,
    /// Items of a done event of which a newer state was on record.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub superseded: u32,
    /// Why it was released or refused last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Where it waits, while it does.
    #[serde(flatten, skip_serializing_if = "Option::is_none", default)]
    pub wait: Option<Wait>,
    /// When it may be forgotten (`DynamoDB`'s TTL attribute, which deletes days late). A waiting
    /// event is never forgotten.
    #[serde(
        with = "jiff::fmt::serde::timestamp::second::optional",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub expires_at: Option<Timestamp>,
}

/// Tries and abandoned claims that no longer count against an event: it was refused for them, and
/// somebody sent it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spent {
    /// Calls that failed.
    #[serde(rename = "spent_tries", skip_serializing_if = "is_zero", default)]
    pub tries: u32,
    /// Invocations that died.
    #[serde(rename = "spent_abandoned", skip_serializing_if = "is_zero", default)]
    pub abandoned: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// An invocation works on it, or crashed doing so.
    Claimed,
    /// Given back: to be tried again.
    Released,
    /// Out of the queue: the row has the event, until it is sent to the queue again.
    Waiting,
    /// Every item is recorded, or nothing was asked for.
    Done,
    /// It can never succeed as it is.
    Refused,
}

/// What makes a key free for a first claim, as the write's condition says it.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// Rows that expired before now are as good as deleted.
    pub now: Timestamp,
}

/// What a conditional write came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The row stands as written.
    Yes,
    /// The condition failed, on this row.
    No(Box<Row>),
    /// The condition failed, since there is no row.
    Gone,
}

/// The ledger's table: one row a key, every write conditional.
pub trait LedgerTable: Send + Sync {
    /// Writes `row` if its key is free by `fresh`.
    fn insert(
        &self,
        row: &Row,
        fresh: Fresh,
    ) -> impl Future<Output = Result<Written, Unavailable>> + Send;

    /// Writes `row` if the key still holds `was`, as [`Row::is_still`] says it.
    fn replace(
        &self,
        row: &Row,
        was: &Row,
    ) -> impl Future<Output = Result<Written, Unavailable>> + Send;

    /// The row under a key, read consistently.
    fn look(&self, event: &str) -> impl Future<Output = Result<Option<Row>, Unavailable>> + Send;

    /// Adds a lane to those that events ever waited in. To add it again changes nothing.
    fn open_lane(&self, lane: &str) -> impl Future<Output = Result<(), Unavailable>> + Send;
}

impl Row {
    /// Whether this row is still the one that was seen as `was`, or written as it. Each claim has a
    /// token of its own, and its rows differ in their phase, or in the calls that they note.
    ///
    /// More calls than were seen are a newer row: a write that comes late must not undo a note, and
    /// whoever takes over must know of every call. Fewer are none: of a note whose answer was lost
    /// its claim cannot say whether it stands.
    pub fn is_still(&self, was: &Self) -> bool {
        let same = self.token == was.token && self.phase == was.phase;
        same && self.calls.len() <= was.calls.len()
    }

    /// The calls and GETs that count against the event: calls since it was last refused and sent
    /// again, GETs since what it refers to was last fetched.
    pub fn counted_tries(&self) -> u32 {
        self.tries.saturating_sub(self.spent.tries).saturating_add(self.failed_gets)
    }

    /// All of them, with the calls before a refusal.
    pub fn all_tries(&self) -> u32 {
        self.tries.saturating_add(self.failed_gets)
    }

    /// Whether its retention is over.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now)
    }
}
