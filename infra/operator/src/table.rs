//! Tables for people.

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, Table, Width, presets};
use console::Term;

/// The most characters of a line in a cell: longer texts go on below.
const WIDEST: u16 = 60;

/// A table of these rows under these column names, or a word that there are none.
pub(crate) fn table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.map(str::to_uppercase));
    table.add_rows(rows.into_iter().map(|row| row.map(|text| Cell::new(plain(&text)))));
    if table.is_empty() {
        return "none".to_owned();
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(WIDEST)));
    }
    fit(&mut table);
    table.trim_fmt()
}

/// On a terminal a table is as wide as that; elsewhere it is as wide as its texts.
fn fit(table: &mut Table) {
    let terminal = Term::stdout();
    let size = terminal.is_term().then(|| terminal.size_checked()).flatten();
    if let Some((_, columns)) = size {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
    }
}

/// What a cell shows where there is nothing to show.
pub(crate) fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}

/// Strangers' texts in an operator's terminal: nothing that steers it.
pub(crate) fn plain(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }
    };
    text.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_under_their_names() {
        let text = table(
            ["source", "url"],
            [["erp".to_owned(), "/a".to_owned()], ["warehouse".to_owned(), "/b".to_owned()]],
        );
        assert_eq!(text, "SOURCE     URL\nerp        /a\nwarehouse  /b");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let text = table(["item"], [["\u{1b}[2Jsku\r\n1".to_owned()]]);
        assert!(!text.contains(['\u{1b}', '\r']), "{text:?}");
    }

    #[test]
    fn an_empty_table_says_so() {
        assert_eq!(table(["item"], []), "none");
    }
}
