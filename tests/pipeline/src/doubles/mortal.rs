//! Any double, each of its calls the possible end of the invocation that makes it.
//!
//! A remote call that is new has no seam here, and does not compile; a seam that no scenario
//! reaches fails `tests/crashes`.

mod dispatcher;
mod door;
mod reconcile;

use bodies::{BodyStore, NotFetched};
use budget::{BudgetTable, Reserved, SpendRow, SpendTable, Stamped, Swapped};
use bytes::Bytes;
use classifications::{
    AnswerTable, ContentIndex, ContentKey, ItemKey, NotRecorded, Place, Recorded, Scope, Seen,
    Select, StateKey,
};
use classifier::{Answers, Call, CallError, Classifier, Found, HttpClassifier, LookUp};
use consumer::{Inbox, Links, NotHidden, Outside, Wait};
use holds::{HoldTable, Holds};
use ledger::{Fresh, LedgerTable, Row, Written};
use objects::{Get, GetError, HttpObjects, Objects};
use secrets::{Current, SecretStore};
use sequences::{Applied, Awaited, Line, Order, OrderTable, Parked, Step, Waiter};
use settings::SecretPlace;
use zeroize::Zeroizing;

use crate::doubles::life::{Life, Seam};
use crate::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryInbox, MemoryIndex, MemoryLedger,
    MemoryOrders, MemorySpend, MemoryVault,
};
use crate::scene::Doubles;

/// A double under a [`Life`].
#[derive(Clone, Debug)]
pub struct Mortal<T> {
    double: T,
    life: Life,
}

/// A scene's networks, all under one life.
#[derive(Clone, Copy, Debug)]
pub struct MortalDoubles;

impl Outside for MortalDoubles {
    type Ledger = Mortal<MemoryLedger>;
    type Answers = Mortal<MemoryAnswers>;
    type Index = Mortal<MemoryIndex>;
    type Orders = Mortal<MemoryOrders>;
    type Api = Mortal<HttpClassifier>;
    type Objects = Mortal<HttpObjects>;
    type Budget = Mortal<MemoryBudget>;
    type Spend = Mortal<MemorySpend>;
    type Holds = Mortal<MemoryHolds>;
    type Inbox = Mortal<MemoryInbox>;
    type Secrets = Mortal<MemoryVault>;
    type Bodies = Mortal<MemoryBodies>;
}

impl Life {
    /// The same links, each of their calls counted, and perhaps the last.
    pub fn links(&self, links: Links<Doubles>) -> Links<MortalDoubles> {
        let Links {
            ledger,
            answers,
            index,
            orders,
            api,
            objects,
            budget,
            spend,
            holds,
            inbox,
            secrets,
            bodies,
        } = links;
        Links {
            ledger: self.wrap(ledger),
            answers: self.wrap(answers),
            index: self.wrap(index),
            orders: self.wrap(orders),
            api: self.wrap(api),
            objects: self.wrap(objects),
            budget: self.wrap(budget),
            spend: self.wrap(spend),
            holds: self.wrap(holds),
            inbox: self.wrap(inbox),
            secrets: self.wrap(secrets),
            bodies: self.wrap(bodies),
        }
    }

    pub(crate) fn wrap<T>(&self, double: T) -> Mortal<T> {
        Mortal { double, life: self.clone() }
    }
}

impl<T: LedgerTable> LedgerTable for Mortal<T> {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, ledger::Unavailable> {
        self.life.call(Seam::LedgerInsert, self.double.insert(row, fresh)).await
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, ledger::Unavailable> {
        self.life.call(Seam::LedgerReplace, self.double.replace(row, was)).await
    }

    async fn look(&self, event: &str) -> Result<Option<Row>, ledger::Unavailable> {
        self.life.read(Seam::LedgerLook, self.double.look(event)).await
    }

    async fn open_lane(&self, lane: &str) -> Result<(), ledger::Unavailable> {
        self.life.call(Seam::LedgerOpenLane, self.double.open_lane(lane)).await
    }
}

impl<T: AnswerTable> AnswerTable for Mortal<T> {
    async fn list(
        &self,
        item: &ItemKey,
        scope: &Scope,
        select: Select,
    ) -> Result<Vec<Seen>, classifications::Unavailable> {
        self.life.read(Seam::AnswersList, self.double.list(item, scope, select)).await
    }

    async fn row(
        &self,
        item: &ItemKey,
        state: &StateKey,
    ) -> Result<Option<classifications::Row>, classifications::Unavailable> {
        self.life.read(Seam::AnswersRow, self.double.row(item, state)).await
    }

    async fn record(&self, row: &classifications::Row) -> Result<Recorded, NotRecorded> {
        self.life.call(Seam::AnswersRecord, self.double.record(row)).await
    }
}

impl<T: ContentIndex> ContentIndex for Mortal<T> {
    async fn find(
        &self,
        content: &ContentKey,
    ) -> Result<Option<Place>, classifications::Unavailable> {
        self.life.read(Seam::IndexFind, self.double.find(content)).await
    }

    async fn put(
        &self,
        content: &ContentKey,
        place: &Place,
    ) -> Result<(), classifications::Unavailable> {
        self.life.call(Seam::IndexPut, self.double.put(content, place)).await
    }
}

impl<T: OrderTable> OrderTable for Mortal<T> {
    async fn read(&self, line: &Line) -> Result<Order, sequences::Unavailable> {
        self.life.read(Seam::OrdersRead, self.double.read(line)).await
    }

    async fn record(
        &self,
        row: &classifications::Row,
        step: &Step,
    ) -> Result<Applied, NotRecorded> {
        self.life.call(Seam::OrdersRecord, self.double.record(row, step)).await
    }

    async fn advance(&self, step: &Step) -> Result<Applied, sequences::Unavailable> {
        self.life.call(Seam::OrdersAdvance, self.double.advance(step)).await
    }

    async fn park(
        &self,
        row: &Row,
        was: &Row,
        awaited: &[Awaited],
    ) -> Result<Parked, sequences::Unavailable> {
        self.life.call(Seam::OrdersPark, self.double.park(row, was, awaited)).await
    }

    async fn waiters(&self, awaited: &Awaited) -> Result<Vec<Waiter>, sequences::Unavailable> {
        self.life.read(Seam::OrdersWaiters, self.double.waiters(awaited)).await
    }

    async fn wake(
        &self,
        waiter: &Waiter,
        due: jiff::Timestamp,
    ) -> Result<(), sequences::Unavailable> {
        self.life.call(Seam::OrdersWake, self.double.wake(waiter, due)).await
    }

    async fn forget(
        &self,
        awaited: &Awaited,
        waiters: &[Waiter],
    ) -> Result<(), sequences::Unavailable> {
        self.life.call(Seam::OrdersForget, self.double.forget(awaited, waiters)).await
    }
}

impl<T: Classifier> Classifier for Mortal<T> {
    async fn classify(&self, call: Call<'_>) -> Result<Answers, CallError> {
        self.life.call(Seam::ApiClassify, self.double.classify(call)).await
    }

    async fn look_up(&self, look_up: LookUp<'_>) -> Result<Found, CallError> {
        self.life.call(Seam::ApiLookUp, self.double.look_up(look_up)).await
    }
}

impl<T: Objects> Objects for Mortal<T> {
    async fn get(&self, get: Get<'_>) -> Result<Vec<u8>, GetError> {
        self.life.read(Seam::ObjectsGet, self.double.get(get)).await
    }
}

impl<T: BudgetTable> BudgetTable for Mortal<T> {
    async fn swap(
        &self,
        api: &str,
        new: &Stamped,
        was: &str,
    ) -> Result<Swapped, budget::Unavailable> {
        self.life.call(Seam::BudgetSwap, self.double.swap(api, new, was)).await
    }

    async fn look(&self, api: &str) -> Result<Stamped, budget::Unavailable> {
        self.life.read(Seam::BudgetLook, self.double.look(api)).await
    }
}

impl<T: Inbox> Inbox for Mortal<T> {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        self.life.call(Seam::InboxHide, self.double.hide(waits)).await
    }
}

impl<T: SecretStore> SecretStore for Mortal<T> {
    async fn current(&self, place: &SecretPlace) -> Result<Current, secrets::Unavailable> {
        self.life.read(Seam::SecretsFetch, self.double.current(place)).await
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, secrets::Unavailable> {
        self.life.read(Seam::SecretsFetch, self.double.previous(place)).await
    }

    async fn changed(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<jiff::Timestamp>, secrets::Unavailable> {
        self.life.read(Seam::SecretsFetch, self.double.changed(place)).await
    }
}

impl<T: BodyStore> BodyStore for Mortal<T> {
    async fn put(&self, key: &str, body: Bytes) -> Result<(), bodies::Unavailable> {
        self.life.call(Seam::BodiesPut, self.double.put(key, body)).await
    }

    async fn get(&self, key: &str) -> Result<Bytes, NotFetched> {
        self.life.read(Seam::BodiesGet, self.double.get(key)).await
    }

    async fn renew(&self, key: &str) -> Result<(), bodies::Unavailable> {
        self.life.call(Seam::BodiesRenew, self.double.renew(key)).await
    }
}

impl<T: SpendTable> SpendTable for Mortal<T> {
    async fn reserve(
        &self,
        row: &SpendRow,
        items: u32,
        cap: u32,
    ) -> Result<Reserved, budget::Unavailable> {
        self.life.call(Seam::SpendReserve, self.double.reserve(row, items, cap)).await
    }

    async fn give_back(&self, row: &SpendRow, items: u32) -> Result<(), budget::Unavailable> {
        self.life.call(Seam::SpendGiveBack, self.double.give_back(row, items)).await
    }
}

impl<T: HoldTable> HoldTable for Mortal<T> {
    async fn read(&self) -> Result<Holds, holds::Unavailable> {
        self.life.read(Seam::HoldsRead, self.double.read()).await
    }
}
