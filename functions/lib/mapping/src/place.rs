//! Where in a body.

use std::fmt;

/// A place in a body, after its byte order mark if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1: in bytes of JSON, in characters of XML.
    pub column: usize,
}

impl Place {
    /// The place of the character at this byte of a text, or of its end.
    pub(crate) fn of(text: &str, byte: usize) -> Self {
        let before = || text.char_indices().take_while(|(at, _)| *at < byte).map(|(_, char)| char);
        let line = before().filter(|char| *char == '\n').count();
        let column = before().fold(0_usize, |column, char| match char {
            '\n' => 0,
            _ => column.saturating_add(1),
        });
        Self { line: line.saturating_add(1), column: column.saturating_add(1) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_from_one_in_characters() {
        let place = |byte| {
            let Place { line, column } = Place::of("é<\n\n<a", byte);
            (line, column)
        };
        assert_eq!([0, 2, 5, 6, 99].map(place), [(1, 1), (1, 2), (3, 1), (3, 2), (3, 3)]);
    }
}
