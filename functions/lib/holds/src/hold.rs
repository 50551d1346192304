//! The rules, pure.

use jiff::Timestamp;

/// What a hold stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All events of a source.
    Source,
    /// All events of a tenant, whatever source they are from.
    Tenant,
    /// All events that ask an API.
    Api,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Source, Self::Tenant, Self::Api];

    /// The kind of this word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Tenant => "tenant",
            Self::Api => "api",
        }
    }
}

/// One hold, as an operator has set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// What it stops.
    pub kind: Kind,
    /// Which one of these: names are compared as they stand.
    pub name: String,
    /// Why, for people.
    pub reason: String,
    /// Since when, for people.
    pub since: Option<Timestamp>,
    /// Who set it, for people.
    pub by: Option<String>,
}

/// All holds there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds(pub Vec<Hold>);

impl Holds {
    /// The hold that stops an event of this source and tenant that asks this API, if one does.
    pub fn of(&self, source: &str, tenant: &str, api: &str) -> Option<&Hold> {
        let stops = |hold: &&Hold| {
            let name = match hold.kind {
                Kind::Source => source,
                Kind::Tenant => tenant,
                Kind::Api => api,
            };
            hold.name == name
        };
        self.0.iter().find(stops)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(kind: Kind, name: &str) -> Hold {
        Hold { kind, name: name.to_owned(), reason: String::new(), since: None, by: None }
    }

    #[test]
    fn a_hold_stops_what_it_names_and_nothing_of_another_kind() {
        for (kind, stopped, passing) in [
            (Kind::Source, ("x", "t", "a"), ("s", "x", "x")),
            (Kind::Tenant, ("s", "x", "a"), ("x", "t", "x")),
            (Kind::Api, ("s", "t", "x"), ("x", "x", "a")),
        ] {
            let holds = Holds(vec![hold(kind, "x")]);
            assert_eq!(holds.of(stopped.0, stopped.1, stopped.2), Some(&hold(kind, "x")));
            assert_eq!(holds.of(passing.0, passing.1, passing.2), None, "{kind:?}");
        }
    }

    #[test]
    fn names_are_whole_names() {
        let holds = Holds(vec![hold(Kind::Tenant, "acme")]);
        assert_eq!(holds.of("s", "acme-2", "a"), None);
        assert_eq!(holds.of("s", "ACME", "a"), None);
    }

    #[test]
    fn without_holds_nothing_is_stopped() {
        assert!(Holds::default().is_empty());
        assert_eq!(Holds::default().of("s", "t", "a"), None);
    }
}
