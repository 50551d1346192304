//! What is wrong with a file, all of it, each with its line and how to mend it.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// Where in the file: `source.catalog.scheme`.
    pub at: String,
    /// What is wrong, and how to mend it.
    pub what: String,
}

/// Everything wrong with a file, in the order of its lines. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problems) = self;
        write!(f, "{} problem(s)", problems.len())?;
        for Problem { line, at, what } in problems {
            write!(f, "\n  line {line}: {at}: {what}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Gathers problems while a file is walked.
pub(crate) struct Findings<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
}

impl<'t> Findings<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, found: RefCell::default() }
    }

    pub fn add(&self, span: &Range<usize>, at: impl Into<String>, what: impl Into<String>) {
        let line = line_of(self.text, span.start);
        self.found.borrow_mut().push(Problem { line, at: at.into(), what: what.into() });
    }

    /// What was found, if anything.
    pub fn into_problems(self) -> Option<Problems> {
        let mut found = self.found.into_inner();
        found.sort_by_key(|problem| problem.line);
        (!found.is_empty()).then_some(Problems(found))
    }
}

/// The line, counted from 1, that the byte at `offset` is on.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

/// `, did you mean …?` where one of `known` is close to `given`.
pub(crate) fn did_you_mean<'k>(given: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    const CLOSE_ENOUGH: f64 = 0.7;
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(given, name), name))
        .filter(|(similarity, _)| *similarity >= CLOSE_ENOUGH)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| format!(", did you mean `{name}`?"))
        .unwrap_or_default()
}
