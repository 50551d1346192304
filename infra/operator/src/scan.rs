//! Reads a whole table, several parts of it at once.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::stream::{BoxStream, StreamExt, TryStreamExt, select_all, try_unfold};

use crate::trouble::Told;

/// Parts that are read at once: a table of millions of rows takes minutes, not hours.
const SEGMENTS: i32 = 8;

/// A row as it stands.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// What one request returned.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The rows that the filter let through.
    pub items: Vec<Item>,
    /// How many rows were read for that.
    pub read: usize,
}

/// The pages of a scan, in no order. Whoever has enough drops the stream.
pub(crate) fn pages(scan: &ScanFluentBuilder) -> BoxStream<'static, anyhow::Result<Page>> {
    pages_of(scan, SEGMENTS, "cannot read the table")
}

/// The same, so many parts of it at once; `doing` is what its trouble is told under.
pub(crate) fn pages_of(
    scan: &ScanFluentBuilder,
    segments: i32,
    doing: &'static str,
) -> BoxStream<'static, anyhow::Result<Page>> {
    let segments = (0..segments).map(|segment| {
        let scan = scan.clone().segment(segment).total_segments(segments);
        segment_pages(scan, doing)
    });
    select_all(segments).boxed()
}

/// Where the next request begins.
enum Next {
    At(Option<Item>),
    End,
}

fn segment_pages(
    scan: ScanFluentBuilder,
    doing: &'static str,
) -> BoxStream<'static, anyhow::Result<Page>> {
    let pages = try_unfold(Next::At(None), move |next| {
        let scan = scan.clone();
        async move {
            let Next::At(start) = next else { return Ok(None) };
            page(scan.set_exclusive_start_key(start), doing).await.map(Some)
        }
    });
    pages.into_stream().boxed()
}

async fn page(scan: ScanFluentBuilder, doing: &str) -> anyhow::Result<(Page, Next)> {
    let response = scan.send().await.told(doing)?;
    let next = response.last_evaluated_key.map_or(Next::End, |key| Next::At(Some(key)));
    let read = usize::try_from(response.scanned_count).unwrap_or_default();
    Ok((Page { items: response.items.unwrap_or_default(), read }, next))
}
