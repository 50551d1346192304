//! Reads what is going on, all of it at once.

use std::collections::BTreeSet;

use aws_sdk_sqs::types::QueueAttributeName as Name;
use budget::BudgetTable;
use holds::HoldTable;
use jiff::Timestamp;
use ledger::WaitingTable;
use settings::Settings;

use crate::connection::Connection;
use crate::hold::ShownHold;
use crate::logs::{Asked, Line, Reader, Window, metrics_pattern};
use crate::output;
use crate::spend::spent;
use crate::status::api::ShownApi;
use crate::status::groups::groups;
use crate::status::rates::Rates;
use crate::status::shown::{Counts, Status};
use crate::trouble::Told;
use crate::waiting::{Found, WaitingFilter, find};

/// The most waiting rows that are read at each look: about 2 MB.
const COUNTED: usize = 5_000;

/// The most requests for rates at each look, for each of two log groups.
const PAGES: usize = 20;

/// Looks at everything. What the sources file would say is left out where it cannot be read, and so
/// are the rates of the time since `since` where the log cannot, each with a note.
pub(crate) async fn gather(
    connection: &Connection,
    settings: &anyhow::Result<Settings>,
    since: Timestamp,
    now: Timestamp,
) -> anyhow::Result<Status> {
    let settings = settings.as_ref();
    let known = settings.ok();
    let waiting =
        async { Ok(find(&connection.ledger(), &WaitingFilter::default(), COUNTED).await?) };
    let held = async { Ok(connection.holds().read().await?.0) };
    let spending = async {
        let Some(settings) = known else { return Ok(Vec::new()) };
        Ok(spent(&connection.spend(), settings, now).await?)
    };
    let stack = &connection.stack;
    // Without a log there is all the rest.
    let rates = async { anyhow::Ok(rates(connection, Window { from: since, to: now }).await) };
    let (queue, dead, found, apis, holds, spend, rates) = tokio::try_join!(
        counts(connection, &stack.queue_url),
        counts(connection, &stack.dlq_url),
        waiting,
        apis(connection, known, now),
        held,
        spending,
        rates,
    )?;
    let (rates, unlogged) = match rates {
        Ok(rates) => (Some(rates), None),
        Err(error) => (None, Some(error)),
    };
    Ok(Status {
        at: now,
        queue,
        dead_letters: dead.visible.saturating_add(dead.in_flight),
        rates,
        waiting: groups(&found.waiters),
        waiting_is_cut: found.is_cut,
        apis,
        holds: holds.into_iter().map(ShownHold::from).collect(),
        spend,
        notes: notes(&found, settings.err(), unlogged.as_ref()),
    })
}

/// What was counted: of as much of this time as could be read.
async fn rates(connection: &Connection, window: Window) -> anyhow::Result<Rates> {
    let reader = Reader::of(connection, &["ingress", "consumer"])?;
    let asked = Asked { window, pattern: Some(metrics_pattern()), pages: PAGES };
    let read = Box::pin(reader.read(&asked, Line::is_metric)).await?;
    let to = read.stopped_at.unwrap_or(window.to);
    let lines: Vec<Line> = read.lines.into_iter().filter(|line| line.kept_at <= to).collect();
    Ok(Rates::of(&lines, Window { to, ..window }))
}

fn notes(
    found: &Found,
    unread: Option<&anyhow::Error>,
    unlogged: Option<&anyhow::Error>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(error) = unlogged {
        notes.push(format!("no rates: {}", output::in_words(error)));
    }
    if let Some(error) = unread {
        notes.push(format!("no spend caps, and only APIs that something waited for: {error:#}"));
    }
    if found.unreadable > 0 {
        notes.push(format!(
            "{} waiting rows are of another build and not counted",
            found.unreadable
        ));
    }
    notes
}

async fn counts(connection: &Connection, url: &str) -> anyhow::Result<Counts> {
    let names = [
        Name::ApproximateNumberOfMessages,
        Name::ApproximateNumberOfMessagesNotVisible,
        Name::ApproximateNumberOfMessagesDelayed,
    ];
    let request = connection.sqs().get_queue_attributes().queue_url(url);
    let response = request.set_attribute_names(Some(names.to_vec())).send().await;
    let attributes =
        response.told(&format!("cannot ask for {url}"))?.attributes.unwrap_or_default();
    let count =
        |name: &Name| attributes.get(name).and_then(|count| count.parse().ok()).unwrap_or_default();
    let [visible, in_flight, delayed] = names.each_ref().map(count);
    Ok(Counts { visible, in_flight, delayed })
}

async fn apis(
    connection: &Connection,
    settings: Option<&Settings>,
    now: Timestamp,
) -> anyhow::Result<Vec<ShownApi>> {
    let mut names: BTreeSet<String> = connection.ledger().lanes().await?;
    names.extend(settings.into_iter().flat_map(|settings| settings.apis.keys().cloned()));
    let mut shown = Vec::new();
    let budget = connection.budget();
    for name in names {
        let stamped = budget.look(&name).await?;
        shown.push(ShownApi::of(name, &stamped.state, now));
    }
    Ok(shown)
}
