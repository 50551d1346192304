//! An invocation's life, which can end at any of its remote calls, or between two.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;

use tokio::time::Sleep;

use crate::doubles::Trace;

/// Names every seam once, so that none is left out of the lists.
macro_rules! seams {
    (
        consumer { $($seam:ident = $name:literal,)* }
        dispatcher { $($more:ident = $other:literal,)* }
        beside { $($beside:ident = $third:literal,)* }
    ) => {
        /// A place where a function reaches beyond its process: one method of one trait.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Seam {
            $(#[doc = concat!("`", $name, "`.")] $seam,)*
            $(#[doc = concat!("`", $other, "`.")] $more,)*
            $(#[doc = concat!("`", $third, "`.")] $beside,)*
        }

        impl Seam {
            /// Those of the consumer.
            pub const CONSUMER: &[Self] = &[$(Self::$seam,)*];

            /// Those that the dispatcher alone has.
            pub const DISPATCHER: &[Self] = &[$(Self::$more,)*];

            /// Those that the door and reconcile have beside them.
            pub const BESIDE: &[Self] = &[$(Self::$beside,)*];

            /// The trait's thing and the method.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$seam => $name,)*
                    $(Self::$more => $other,)*
                    $(Self::$beside => $third,)*
                }
            }
        }
    };
}

seams! {
    consumer {
        LedgerInsert = "ledger.insert",
        LedgerReplace = "ledger.replace",
        LedgerLook = "ledger.look",
        LedgerOpenLane = "ledger.open_lane",
        AnswersList = "answers.list",
        AnswersRow = "answers.row",
        AnswersRecord = "answers.record",
        IndexFind = "index.find",
        IndexPut = "index.put",
        OrdersRead = "orders.read",
        OrdersRecord = "orders.record",
        OrdersAdvance = "orders.advance",
        OrdersPark = "orders.park",
        OrdersWaiters = "orders.waiters",
        OrdersWake = "orders.wake",
        OrdersForget = "orders.forget",
        ApiClassify = "api.classify",
        ApiLookUp = "api.look_up",
        ObjectsGet = "objects.get",
        BudgetSwap = "budget.swap",
        BudgetLook = "budget.look",
        SpendReserve = "spend.reserve",
        SpendGiveBack = "spend.give_back",
        HoldsRead = "holds.read",
        InboxHide = "inbox.hide",
        SecretsFetch = "secrets.fetch",
        BodiesPut = "bodies.put",
        BodiesGet = "bodies.get",
        BodiesRenew = "bodies.renew",
    }
    dispatcher {
        WaitingLanes = "waiting.lanes",
        WaitingRow = "waiting.row",
        WaitingMark = "waiting.mark",
        WaitingHead = "waiting.head",
        WaitingPage = "waiting.page",
        LanesLook = "lanes.look",
        LanesSwap = "lanes.swap",
        OutboxSend = "outbox.send",
    }
    beside {
        DoorSend = "door.send",
        CursorsLook = "cursors.look",
        CursorsSwap = "cursors.swap",
        FeedsGet = "feeds.get",
        GapsMissing = "gaps.missing",
        KnownKnown = "known.known",
        PolledSend = "polled.send",
    }
}

/// Where, around a call, an invocation dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The call is not made.
    Before,
    /// The call does its work; nobody hears the answer.
    During,
    /// The answer is heard, and what needs no further call is done; no further call is made, and
    /// Lambda hears nothing of it.
    After,
}

impl Moment {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Before, Self::During, Self::After];
}

/// The death of an invocation, at a call counted from the first call of all invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Death {
    /// Which call.
    pub call: usize,
    /// When.
    pub moment: Moment,
}

/// The lives of invocations that follow each other. Clones are the same lives.
///
/// A [`Fault`](crate::doubles::Fault) fails a call and its caller goes on; a death is heard by
/// nobody: the call's future never resolves, and the whole invocation is dropped.
#[derive(Clone, Debug, Default)]
pub struct Life {
    book: Arc<Mutex<Book>>,
    trace: Option<Trace>,
}

#[derive(Debug, Default)]
struct Book {
    /// Still to be died, in the order of their calls.
    deaths: Vec<Death>,
    /// What was died of.
    died: Vec<(Seam, Death)>,
    calls: usize,
    seams: BTreeSet<Seam>,
    /// The invocation at hand is dead.
    over: bool,
    /// The invocation at hand does not die; the next one may.
    spared: bool,
    /// Still to come: after this call the invocation at hand stands still for so long.
    freeze: Option<(usize, Duration)>,
    /// It stands still from now on.
    stands: Option<Duration>,
}

impl Life {
    /// Lives that end like this, each death an invocation's.
    pub fn until(deaths: &[Death]) -> Self {
        let book = Book { deaths: deaths.to_vec(), ..Book::default() };
        Self { book: Arc::new(Mutex::new(book)), trace: None }
    }

    /// The same lives; after this call, the invocation at hand stands still for so long, and then
    /// goes on as if nothing had been.
    #[must_use]
    pub fn frozen(self, call: usize, time: Duration) -> Self {
        self.book().freeze = Some((call, time));
        self
    }

    /// The same lives, each of their calls noted in this trace.
    #[must_use]
    pub fn traced(self, trace: &Trace) -> Self {
        Self { trace: Some(trace.clone()), ..self }
    }

    /// Whether the invocation at hand is spared: what it would die of waits for the next one.
    pub fn spare(&self, spared: bool) {
        self.book().spared = spared;
    }

    /// Runs one invocation to its end; nothing if it died.
    pub async fn invocation<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.book().over = false;
        let mut work = pin!(work);
        let mut frozen: Option<Pin<Box<Sleep>>> = None;
        poll_fn(|context| {
            if let Some(sleep) = &mut frozen {
                if sleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                frozen = None;
            }
            let polled = work.as_mut().poll(context);
            if self.book().over {
                return Poll::Ready(None);
            }
            if polled.is_pending()
                && let Some(time) = self.book().stands.take()
            {
                let mut sleep = Box::pin(tokio::time::sleep(time));
                // It wakes this invocation, and whatever wakes it before finds it standing still.
                let _ = sleep.as_mut().poll(context);
                frozen = Some(sleep);
            }
            polled.map(Some)
        })
        .await
    }

    /// Makes one call, unless this invocation dies of it.
    pub(crate) async fn call<T: Debug>(&self, seam: Seam, work: impl Future<Output = T>) -> T {
        self.call_noting(seam, work, |outcome, note| note(outcome)).await
    }

    /// The same for a call that writes nothing: that it succeeded is noted, and not what it found,
    /// which was noted when it was written.
    pub(crate) async fn read<T, E: Debug>(
        &self,
        seam: Seam,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.call_noting(seam, work, |found, note| note(&found.as_ref().map(|_| ()))).await
    }

    /// Makes one call, of whose outcome `noting` says what is noted in the trace.
    async fn call_noting<T>(
        &self,
        seam: Seam,
        work: impl Future<Output = T>,
        noting: impl FnOnce(&T, &dyn Fn(&dyn Debug)),
    ) -> T {
        let moment = self.arrive(seam);
        let work = self.noted(seam, work, noting);
        match moment {
            None => {
                let answer = work.await;
                // An answer takes its time: calls side by side are all under way when one dies.
                tokio::task::yield_now().await;
                answer
            }
            Some(Moment::Before) => self.die().await,
            Some(Moment::During) => {
                work.await;
                self.die().await
            }
            Some(Moment::After) => {
                let answer = work.await;
                self.book().over = true;
                answer
            }
        }
    }

    async fn noted<T>(
        &self,
        seam: Seam,
        work: impl Future<Output = T>,
        noting: impl FnOnce(&T, &dyn Fn(&dyn Debug)),
    ) -> T {
        let outcome = work.await;
        if let Some(trace) = &self.trace {
            noting(&outcome, &|note| trace.note(seam.name(), note));
        }
        outcome
    }

    /// The deaths that nobody died yet.
    pub fn outstanding(&self) -> usize {
        self.book().deaths.len()
    }

    /// Every seam that was reached.
    pub fn seams(&self) -> BTreeSet<Seam> {
        self.book().seams.clone()
    }

    fn arrive(&self, seam: Seam) -> Option<Moment> {
        let mut book = self.book();
        let spared = book.spared;
        if book.over {
            return Some(Moment::Before);
        }
        book.seams.insert(seam);
        let call = book.calls;
        book.calls += 1;
        if !spared && book.freeze.is_some_and(|(at, _)| at <= call) {
            book.stands = book.freeze.take().map(|(_, time)| time);
        }
        let death = book.deaths.first_mut().filter(|death| death.call == call)?;
        if spared {
            death.call += 1;
            return None;
        }
        let death = book.deaths.remove(0);
        book.died.push((seam, death));
        Some(death.moment)
    }

    /// The invocation at hand is dead, and nobody hears of it.
    pub(crate) async fn die<T>(&self) -> T {
        self.book().over = true;
        if let Some(trace) = &self.trace {
            trace.note("death", &());
        }
        pending().await
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("a lock")
    }
}
