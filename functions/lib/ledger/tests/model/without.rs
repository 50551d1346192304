//! Rules of the protocol that a check can do without, to see that it notices.

/// The rule that is taken out of the model's invocations, its dispatchers or its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Without {
    /// All rules hold.
    Nothing,
    /// A message is deleted only once its event is known to wait: here also when nobody knows.
    KnownPark,
    /// A lane is on record before an event waits in it: here afterwards.
    LaneFirst,
    /// A dispatcher sends, then marks: here the other way round.
    SendFirst,
    /// A mark is conditional on the token that was read: here on the phase alone.
    MarkToken,
    /// A mark is conditional on the phase: here on the token alone.
    MarkPhase,
    /// Claims and their ends are conditional on the token: here on the phase alone.
    WriteToken,
    /// Claims and their ends are conditional on the phase: here on the token alone.
    WritePhase,
    /// The message that was sent for a wait takes over: here every message of a waiting event is
    /// deleted.
    Ticket,
    /// No other message takes over: here any does.
    OnlyTicket,
    /// Every wait has a due time: here it ends by being woken alone.
    Due,
    /// A waiting row does not expire: here it does as all others do.
    NoExpiry,
    /// A death in company is not held against the event: here it is.
    Company,
}
