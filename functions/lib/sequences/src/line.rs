//! Whose numbers they are, and one of them.

/// The numbers of one item, as one lineage gives them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line {
    tenant: String,
    lineage: String,
    item_id: String,
}

/// One number of a line, and the first number that the line has.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// Whose number.
    pub line: Line,
    /// The number.
    pub number: u64,
    /// The first number of the line (`sequence_from`): it has no predecessor.
    pub from: u64,
}

impl Line {
    /// The numbers of this item.
    pub fn new(tenant: &str, lineage: &str, item_id: &str) -> Self {
        let (tenant, lineage, item_id) =
            (tenant.to_owned(), lineage.to_owned(), item_id.to_owned());
        Self { tenant, lineage, item_id }
    }

    /// The key of the order row. No source's name holds a colon, so no event has such a key; no
    /// tenant and no lineage holds a `#`, so no two lines have one key.
    pub fn key(&self) -> String {
        let Self { tenant, lineage, item_id } = self;
        format!("order:{tenant}#{lineage}#{item_id}")
    }
}

impl Step {
    /// Number `number` of a line that begins with `from`.
    pub fn new(line: Line, number: u64, from: u64) -> Self {
        Self { line, number, from }
    }

    /// The number after this one.
    #[must_use]
    pub fn next(&self) -> Self {
        Self { number: self.number.saturating_add(1), ..self.clone() }
    }

    /// The number that has to be recorded before this one; nothing for the first of the line.
    pub fn predecessor(&self) -> Option<u64> {
        (self.number > self.from).then(|| self.number.saturating_sub(1))
    }

    /// Whether its line has no such number: nothing is recorded for it.
    pub fn is_before_the_first(&self) -> bool {
        self.number < self.from
    }

    /// The key of the row that names who waits until this number may be recorded.
    pub fn waiters_key(&self) -> String {
        let Line { tenant, lineage, item_id } = &self.line;
        format!("waiter:{tenant}#{lineage}#{}#{item_id}", self.number)
    }
}
