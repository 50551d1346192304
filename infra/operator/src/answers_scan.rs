//! Reading the whole table of answers, in segments side by side, page by page: nothing is held but the
//! pages at hand.

use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use classifications::Row;
use futures::stream::{Stream, StreamExt};
use jiff::Timestamp;

use crate::connection::Connection;
use crate::scan;

/// Which rows are wanted. The table answers by its filter: what does not fit is read and not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Of this tenant.
    pub tenant: Option<String>,
    /// Of this item.
    pub item: Option<String>,
    /// Asked by events of this source.
    pub source: Option<String>,
    /// Recorded at this time or later.
    pub since: Option<Timestamp>,
    /// Recorded before this time.
    pub until: Option<Timestamp>,
}

/// A page of rows, and how many were read for it.
#[derive(Debug)]
pub(crate) struct Page {
    /// Those that are wanted.
    pub rows: Vec<Row>,
    /// Those that were read.
    pub read: usize,
}

/// A condition, its names and its values.
type Filter = (String, Vec<(String, String)>, Vec<(String, AttributeValue)>);

/// Every page of the table, in no order.
pub(crate) fn pages(
    connection: &Connection,
    selection: &Selection,
    segments: i32,
) -> impl Stream<Item = anyhow::Result<Page>> + Unpin + use<> {
    let scan = connection.dynamo().scan().table_name(&connection.stack.classifications_table);
    let scan = narrowed(scan, selection);
    scan::pages_of(&scan, segments, "cannot read the table of answers").map(|page| rows(page?))
}

/// The scan of what is wanted.
fn narrowed(mut scan: ScanFluentBuilder, selection: &Selection) -> ScanFluentBuilder {
    let Some((condition, names, values)) = filter(selection) else { return scan };
    scan = scan.filter_expression(condition);
    for (name, attribute) in names {
        scan = scan.expression_attribute_names(name, attribute);
    }
    for (name, value) in values {
        scan = scan.expression_attribute_values(name, value);
    }
    scan
}

fn rows(page: scan::Page) -> anyhow::Result<Page> {
    let rows = page.items.into_iter().map(serde_dynamo::from_item).collect::<Result<_, _>>()?;
    Ok(Page { rows, read: page.read })
}

fn filter(selection: &Selection) -> Option<Filter> {
    let Selection { tenant, item, source, since, until } = selection;
    let text = |text: &String| AttributeValue::S(text.clone());
    let time = |at: &Timestamp| AttributeValue::N(at.as_millisecond().to_string());
    let wanted = [
        ("tenant", "=", tenant.as_ref().map(text)),
        ("item_id", "=", item.as_ref().map(text)),
        ("source", "=", source.as_ref().map(text)),
        ("recorded_at", ">=", since.as_ref().map(time)),
        ("recorded_at", "<", until.as_ref().map(time)),
    ];
    let (mut conditions, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (number, (attribute, compared, value)) in wanted.into_iter().enumerate() {
        let Some(value) = value else { continue };
        let (name, place) = (format!("#n{number}"), format!(":v{number}"));
        conditions.push(format!("{name} {compared} {place}"));
        names.push((name, attribute.to_owned()));
        values.push((place, value));
    }
    (!conditions.is_empty()).then(|| (conditions.join(" AND "), names, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_names_what_is_asked_for_and_nothing_else() {
        assert_eq!(filter(&Selection::default()), None);
        let selection = Selection {
            source: Some("erp".to_owned()),
            since: Timestamp::from_millisecond(1_500).ok(),
            ..Selection::default()
        };
        let (condition, names, values) = filter(&selection).expect("a filter");
        assert_eq!(condition, "#n2 = :v2 AND #n3 >= :v3");
        let owned = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(names, [owned("#n2", "source"), owned("#n3", "recorded_at")]);
        let expected = [
            (":v2".to_owned(), AttributeValue::S("erp".to_owned())),
            (":v3".to_owned(), AttributeValue::N("1500".to_owned())),
        ];
        assert_eq!(values, expected);
    }
}
