//! Reading the whole table of answers, in segments side by side, page by page: nothing is held but the
//! pages at hand.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use classifications::Row;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::connection::Connection;
use crate::trouble::Told;

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

type Start = Option<HashMap<String, AttributeValue>>;

/// A condition, its names and its values.
type Filter = (String, Vec<(String, String)>, Vec<(String, AttributeValue)>);

/// Every page of the table, in no order.
pub(crate) fn pages<'c>(
    connection: &'c Connection,
    selection: &Selection,
    segments: i32,
) -> BoxStream<'c, anyhow::Result<Page>> {
    let filter = filter(selection);
    let all = (0..segments).map(|segment| one(connection, filter.clone(), (segment, segments)));
    stream::select_all(all).boxed()
}

/// The pages of one segment, one after the other.
fn one(
    connection: &Connection,
    filter: Option<Filter>,
    segment: (i32, i32),
) -> BoxStream<'_, anyhow::Result<Page>> {
    // Nothing once the last page was read.
    let first: Option<Start> = Some(None);
    stream::try_unfold(first, move |start| {
        let filter = filter.clone();
        async move {
            let Some(start) = start else { return Ok(None) };
            let (page, next) = read(connection, filter, segment, start).await?;
            Ok(Some((page, next.map(Some))))
        }
    })
    .into_stream()
    .boxed()
}

async fn read(
    connection: &Connection,
    filter: Option<Filter>,
    (segment, segments): (i32, i32),
    start: Start,
) -> anyhow::Result<(Page, Start)> {
    let scan = connection.dynamo().scan().table_name(&connection.stack.classifications_table);
    let mut scan = scan.segment(segment).total_segments(segments).set_exclusive_start_key(start);
    if let Some((condition, names, values)) = filter {
        scan = scan.filter_expression(condition);
        for (name, attribute) in names {
            scan = scan.expression_attribute_names(name, attribute);
        }
        for (name, value) in values {
            scan = scan.expression_attribute_values(name, value);
        }
    }
    let page = scan.send().await.told("cannot read the table of answers")?;
    let read = usize::try_from(page.scanned_count).unwrap_or_default();
    let items = page.items.unwrap_or_default().into_iter();
    let rows = items.map(serde_dynamo::from_item).collect::<Result<Vec<Row>, _>>()?;
    Ok((Page { rows, read }, page.last_evaluated_key))
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
