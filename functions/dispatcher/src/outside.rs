//! Everything beyond this process that a dispatcher talks to.

use budget::{BudgetTable, DynamoBudget};
use holds::{DynamoHolds, HoldTable};
use ledger::{DynamoLedger, WaitingPages, WaitingTable};

use crate::dynamo::DynamoLanes;
use crate::send::{Outbox, SqsOutbox};
use crate::table::LaneTable;

/// One name for the networks, so that a dispatcher has one parameter.
pub trait Outside: Send + Sync + 'static {
    /// What waits.
    type Waiting: WaitingTable + WaitingPages;
    /// What each API can take. It is read only: the consumers take from it.
    type Budget: BudgetTable;
    /// What an operator has stopped.
    type Holds: HoldTable;
    /// What dispatchers remember of a lane.
    type Lanes: LaneTable;
    /// Where events are sent to.
    type Outbox: Outbox;
}

/// Each of them.
pub struct Links<W: Outside> {
    /// What waits.
    pub waiting: W::Waiting,
    /// What each API can take.
    pub budget: W::Budget,
    /// What an operator has stopped.
    pub holds: W::Holds,
    /// What dispatchers remember of a lane.
    pub lanes: W::Lanes,
    /// Where events are sent to.
    pub outbox: W::Outbox,
}

/// The real ones.
#[derive(Clone, Copy, Debug)]
pub struct Aws;

impl Outside for Aws {
    type Waiting = DynamoLedger;
    type Budget = DynamoBudget;
    type Holds = DynamoHolds;
    type Lanes = DynamoLanes;
    type Outbox = SqsOutbox;
}
