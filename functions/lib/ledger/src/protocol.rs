//! Claiming an event and ending a claim.

use ids::Ids;
use jiff::Timestamp;

use crate::again::again;
use crate::bid::Bid;
use crate::claim::{Claim, Release};
use crate::judge::{Verdict, judge};
use crate::opened::Opened;
use crate::row::{Fresh, LedgerTable, Row, Written};
use crate::unavailable::Unavailable;
use crate::wait::Wait;

/// Calls and GETs that may fail for one event before it is refused.
pub const MAX_TRIES: u32 = 10;

/// How often a bid is judged anew after losing a race. Two bids meet at most once per change of
/// the row; what still loses comes back with its next receive.
const RACES: usize = 3;

/// What came of a bid.
#[derive(Debug, PartialEq, Eq)]
pub enum Claiming {
    /// Work on it.
    Won(Claim),
    /// Work on nothing: it was abandoned too often, and this claim is to refuse it.
    GiveUp(Claim),
    /// Done already: the message may go.
    Duplicate,
    /// Its row has it, and it is sent to the queue again from there: the message may go.
    Waiting,
    /// Another invocation works on it: look again at this time.
    Held(Timestamp),
    /// Refused before, and not sent again since.
    Refused(String),
    /// The id stands for another content.
    Reused,
}

/// What came of ending a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The row says so.
    Written,
    /// It was released once too often, and is refused instead.
    Refused,
    /// The lease was outlived and another claim holds the event: nothing was changed.
    Outlived,
}

/// What came of parking an event on a condition.
#[derive(Debug, PartialEq, Eq)]
pub enum Parked {
    /// The claim is spent.
    Ended(Ending),
    /// What it was to wait for is there: go on working.
    Open(Box<Claim>),
}

/// What came of noting a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// The call may be made.
    Yes,
    /// The lease was outlived and another claim holds the event: the call is not to be made.
    Outlived,
}

/// The ledger, over any table that keeps [`LedgerTable`]'s promises.
#[derive(Clone, Debug)]
pub struct Ledger<T> {
    table: T,
    ids: Ids,
    opened: Opened,
}

impl<T: LedgerTable> Ledger<T> {
    /// A ledger kept in `table`.
    pub fn new(table: T) -> Self {
        Self { table, ids: Ids::of_system(), opened: Opened::default() }
    }

    /// The same ledger, the tokens of its claims taken from here.
    #[must_use]
    pub fn with_ids(self, ids: Ids) -> Self {
        Self { ids, ..self }
    }

    /// Bids for an event. The first write wins an undisturbed event; only who loses it looks.
    ///
    /// Two bids at once: the table serialises their writes, the second finds the first one's row
    /// and is held until its lease ends. Two bids for a released or abandoned row: both find it,
    /// both try to replace it under the token they saw, one does; the other finds the winner's
    /// row and is judged again.
    ///
    /// A write whose answer is lost is made again, up to twice: see `again.rs`.
    pub async fn claim(&self, bid: &Bid) -> Result<Claiming, Unavailable> {
        let row = self.with_token(bid.row());
        let fresh = Fresh { now: bid.now };
        let mut written = again(|| self.table.insert(&row, fresh)).await?;
        let mut mine = row;
        let mut won = Claim::first as fn(Row) -> Claim;
        for _race in 0..RACES {
            let found = match written {
                Written::Yes => return Ok(Claiming::Won(won(mine))),
                // Deleted between the two writes: as good as held for a moment.
                Written::Gone => return Ok(Claiming::Held(bid.now)),
                Written::No(found) if is_same_claim(&found, &mine) => {
                    return Ok(Claiming::Won(won(mine)));
                }
                Written::No(found) => found,
            };
            let row = match judge(&found, bid) {
                Verdict::TakeOver(row) => self.with_token(row),
                Verdict::GiveUp(row) => return self.give_up(self.with_token(row), &found).await,
                Verdict::Duplicate => return Ok(Claiming::Duplicate),
                Verdict::Waiting => return Ok(Claiming::Waiting),
                Verdict::Held(until) => return Ok(Claiming::Held(until)),
                Verdict::Refused(reason) => return Ok(Claiming::Refused(reason)),
                Verdict::Reused => return Ok(Claiming::Reused),
            };
            written = again(|| self.table.replace(&row, &found)).await?;
            mine = row;
            won = Claim::new;
        }
        Ok(Claiming::Held(bid.now))
    }

    /// No other claim has this token.
    fn with_token(&self, row: Row) -> Row {
        Row { token: self.ids.next(), ..row }
    }

    /// Everything the event asked for is recorded.
    pub async fn complete(&self, claim: Claim) -> Result<Ending, Unavailable> {
        self.end(&claim, claim.done(), Ending::Written).await
    }

    /// Gives the event back, to be tried again; after [`MAX_TRIES`] tries it is refused instead.
    /// `sent_at` is when the claim's message was sent.
    pub async fn release(
        &self,
        claim: Claim,
        release: Release,
        reason: &str,
        sent_at: Timestamp,
    ) -> Result<Ending, Unavailable> {
        let released = claim.released(release, reason);
        let counted = released.counted_tries();
        if counted < MAX_TRIES {
            return self.end(&claim, released, Ending::Written).await;
        }
        let history = format!("{counted} tries failed, the last: {reason}");
        let refused = Claim::new(released).refused(&history, sent_at);
        self.end(&claim, refused, Ending::Refused).await
    }

    /// Puts a lane on record, once for this ledger and its clones. An event is parked in a lane only
    /// after this: a dispatcher looks into no other.
    pub async fn open_lane(&self, lane: &str) -> Result<(), Unavailable> {
        if !self.opened.has(lane) {
            again(|| self.table.open_lane(lane)).await?;
            self.opened.add(lane);
        }
        Ok(())
    }

    /// Moves the event out of the queue: its row has it from now on. Only once this is known to be
    /// [written](Ending::Written) may its message go. Where that is not known the message stays, and
    /// nothing else is done about the row: it may wait already. The lane is [open](Self::open_lane).
    pub async fn park(
        &self,
        claim: Claim,
        wait: Wait,
        reason: &str,
    ) -> Result<Ending, Unavailable> {
        self.end(&claim, claim.waiting(wait, reason), Ending::Written).await
    }

    /// The same, together with other writes and on their conditions, in one transaction that `write`
    /// makes of the row that waits and of the claim's own: nothing where one of their conditions
    /// does not hold, and then nothing was written.
    pub async fn park_with<F>(
        &self,
        claim: Claim,
        wait: Wait,
        reason: &str,
        write: impl Fn(Row, Row) -> F,
    ) -> Result<Parked, Unavailable>
    where
        F: Future<Output = Result<Option<Written>, Unavailable>>,
    {
        let row = claim.waiting(wait, reason);
        let written = again(|| write(row.clone(), claim.row().clone())).await?;
        Ok(match written {
            None => Parked::Open(Box::new(claim)),
            Some(Written::Yes) => Parked::Ended(Ending::Written),
            Some(Written::No(found)) if is_same_claim(&found, &row) => {
                Parked::Ended(Ending::Written)
            }
            Some(Written::No(_) | Written::Gone) => Parked::Ended(Ending::Outlived),
        })
    }

    /// Notes a further call on the claim, before it is made: a successor knows it by its id. A claim
    /// that cannot note it may not make it.
    ///
    /// The claim holds the id whatever the answer: it may be on record, and what the claim writes
    /// next must not forget it.
    pub async fn note(&self, claim: &mut Claim, request_id: String) -> Result<Noted, Unavailable> {
        let before = claim.row().clone();
        claim.add_call(request_id);
        match again(|| self.table.replace(claim.row(), &before)).await? {
            Written::Yes => Ok(Noted::Yes),
            Written::No(found) if is_same_claim(&found, claim.row()) => Ok(Noted::Yes),
            Written::No(_) | Written::Gone => Ok(Noted::Outlived),
        }
    }

    /// What is on record of an event before it is claimed: in which company it is to be asked.
    pub async fn look(&self, event: &str) -> Result<Option<Row>, Unavailable> {
        self.table.look(event).await
    }

    /// The event can never succeed as it is.
    pub async fn refuse(
        &self,
        claim: Claim,
        reason: &str,
        sent_at: Timestamp,
    ) -> Result<Ending, Unavailable> {
        self.end(&claim, claim.refused(reason, sent_at), Ending::Refused).await
    }

    async fn give_up(&self, row: Row, found: &Row) -> Result<Claiming, Unavailable> {
        let won = match again(|| self.table.replace(&row, found)).await? {
            Written::Yes => true,
            Written::No(found) => is_same_claim(&found, &row),
            Written::Gone => false,
        };
        let now = row.claimed_at;
        Ok(if won { Claiming::GiveUp(Claim::new(row)) } else { Claiming::Held(now) })
    }

    /// Writes how a claim ended, if it is still ours: an invocation that outlived its lease
    /// changes nothing of what its successor wrote.
    async fn end(&self, claim: &Claim, row: Row, ending: Ending) -> Result<Ending, Unavailable> {
        match again(|| self.table.replace(&row, claim.row())).await? {
            Written::Yes => Ok(ending),
            Written::No(found) if is_same_claim(&found, &row) => Ok(ending),
            Written::No(_) | Written::Gone => Ok(Ending::Outlived),
        }
    }
}

/// Whether the row that refused a write is that very write, made before its answer was lost and
/// the client sent it again.
fn is_same_claim(found: &Row, mine: &Row) -> bool {
    found.token == mine.token && found.phase == mine.phase
}
