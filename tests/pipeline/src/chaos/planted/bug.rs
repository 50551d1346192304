//! Which promise is broken.

/// Names every bug once, so that none is left out of the list.
macro_rules! bugs {
    ($($(#[doc = $doc:literal])+ $bug:ident = $name:literal,)*) => {
        /// A bug that is planted into a double: what the system relies on is no longer so.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Bug {
            $($(#[doc = $doc])+ $bug,)*
        }

        impl Bug {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$bug,)*];

            /// The word for it on a command line.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$bug => $name,)*
                }
            }

            /// What it does, for people.
            pub fn says(self) -> &'static str {
                match self {
                    $(Self::$bug => concat!($($doc),+).trim_ascii(),)*
                }
            }
        }
    };
}

bugs! {
    /// A second claim of an event that somebody works on is granted.
    ClaimTwice = "claim-twice",
    /// Calls whose answer was lost are forgotten when their claim is released.
    ForgetsCalls = "forgets-calls",
    /// A message is deleted before its event is known to wait.
    DeletesFirst = "deletes-first",
    /// A waiting row is marked before its message is sent.
    MarksFirst = "marks-first",
    /// A waiting row is marked whoever has it, and whatever its phase.
    MarksAny = "marks-any",
    /// A claim is released whoever has it, and whatever its phase.
    ReleasesAny = "releases-any",
    /// An event is marked done before its answers are on record.
    DoneFirst = "done-first",
    /// Waiting rows expire after an hour.
    Expires = "expires",
    /// Equal ids of two tenants are one event.
    OneTenant = "one-tenant",
    /// A death among others is charged to each of them alone.
    ChargesNeighbours = "charges-neighbours",
    /// A table says that it has an answer, and has not.
    DropsAnswers = "drops-answers",
    /// An answer is recorded as that of the item before.
    OtherItem = "other-item",
    /// Versions are compared across lineages.
    OneLineage = "one-lineage",
    /// A whole answer is dropped for one item that has to be asked again.
    AllOrNothing = "all-or-nothing",
    /// A job is submitted under another id the second time.
    JobTwice = "job-twice",
    /// `Retry-After` is not told to the fleet.
    IgnoresPause = "ignores-pause",
    /// A look-up that is answered holds the API to be up.
    LookUpsClose = "look-ups-close",
    /// No spend cap is reserved.
    SpendsAll = "spends-all",
    /// A number stands as recorded before its answer is.
    NumberFirst = "number-first",
    /// A number is recorded whether the one before it is or not.
    AnyNumber = "any-number",
    /// The door says 202 before the queue has the event.
    AcceptsFirst = "accepts-first",
    /// A feed's cursor moves before the queue has the page.
    CursorFirst = "cursor-first",
    /// A polled copy is taken for another event.
    PolledTwice = "polled-twice",
}

impl Bug {
    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bug| bug.name() == name)
    }
}
