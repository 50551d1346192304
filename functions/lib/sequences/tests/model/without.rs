//! Rules of order that a check can do without, to see that it notices.

/// The rule that is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Without {
    /// All rules hold.
    Nothing,
    /// An event is parked only while its predecessor is not there: here on what was read before.
    ParkCondition,
    /// A waiter is named by its event: here the last one alone stands for its number.
    NameByEvent,
    /// Waiters are woken before the event is done: here afterwards.
    WakeFirst,
    /// Names go once their events are awake: here before.
    ForgetLast,
    /// Who finds its number recorded wakes as well: here only who records it.
    WakeFound,
    /// Every wait has a due time: here it ends by being woken alone.
    Due,
    /// An answer and its number are one write: here the answer is written by itself, before.
    OneWrite,
    /// A wake-up is for the wait that it was named for: here for whatever its event waits for now.
    WakeToken,
}
