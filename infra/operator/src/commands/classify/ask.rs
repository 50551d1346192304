//! Asking the API itself. Nothing is recorded.

use anyhow::Context as _;
use budget::{BudgetTable, Gate};
use classifier::{Answers, Call, CallError, Classifier, HttpClassifier, Key, Question};
use ids::Ids;
use secrets::{AwsStore, Keyring};
use settings::Api;

use super::args::Classify;
use super::permit::{afford, gate, not_held, shares, turn};
use super::report::Asked;
use crate::clock::Clock;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{self, Output};

/// Runs the command without --record.
pub(super) async fn run(
    classify: &Classify,
    api: &Api,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let (tenant, clock) = (classify.tenant.as_deref(), Clock::of(context));
    not_held(api, tenant, &connection).await?;
    let key = key(api, &connection, clock).await?;
    let reservation = afford(api, tenant, &connection, clock).await?;
    let gate = gate(&connection);
    if let Err(error) = turn(&gate, api, classify.patience(), clock).await {
        reservation.unpaid().await?;
        return Err(error);
    }
    let request_id = Ids::of_system().next();
    let result = call(classify, api, &connection, (&key, &request_id), clock).await;
    tell(&gate, api, &result, clock).await;
    // What may have been paid for counts as spent.
    match &result {
        Ok(_) => reservation.paid(&shares(tenant)).await?,
        Err(error) if error.is_unconfirmed() => drop(reservation),
        Err(_) => reservation.unpaid().await?,
    }
    let asked = Asked::of(classify, api, request_id, result?)?;
    output.report_on(&connection.stack, &asked)?;
    Ok(if asked.has_code() { Outcome::Done } else { Outcome::NotSo })
}

async fn key(api: &Api, connection: &Connection, clock: Clock) -> anyhow::Result<String> {
    let store = AwsStore::new(aws_sdk_secretsmanager::Client::new(&connection.config));
    let key = Keyring::new(store).value(&api.key, clock.now()).await;
    let key = key.with_context(|| format!("the key of `{}` is not to be had", api.name))?;
    Ok(format!("{}{}", api.key_prefix, key.as_str()))
}

async fn call(
    classify: &Classify,
    api: &Api,
    connection: &Connection,
    (key, request_id): (&str, &str),
    clock: Clock,
) -> Result<Answers, CallError> {
    let client = HttpClassifier::new().map_err(|error| CallError::Nonsense(error.to_string()))?;
    let question = Question {
        item_id: "1".to_owned(),
        description: classify.description.trim().to_owned(),
        country_of_origin: classify.origin.clone(),
    };
    let digits: String = request_id.chars().filter(char::is_ascii_hexdigit).collect();
    let span = digits.get(16..).unwrap_or_default();
    let url = classify.api_url.as_deref().or(connection.stack.classifier_url.as_deref());
    let call = Call {
        path: None,
        base_url: url.unwrap_or(&api.base_url).trim_end_matches('/'),
        key_header: &api.key_header,
        key: Key(key),
        request_id,
        traceparent: &format!("00-{digits}-{span}-00"),
        questions: &[question],
        retryable: &api.retryable,
        timeout: api.single_timeout,
        now: clock.now(),
    };
    client.classify(call).await
}

/// Tells the fleet how the call went, as a function would.
async fn tell<T: BudgetTable>(
    gate: &Gate<T>,
    api: &Api,
    result: &Result<Answers, CallError>,
    clock: Clock,
) {
    let (name, now) = (&api.name, clock.now());
    let told = match result {
        Ok(_) | Err(CallError::Accepted | CallError::BadCall(_)) => gate.answered(name).await,
        Err(CallError::RateLimited { retry_after }) => gate.limited(name, *retry_after, now).await,
        Err(CallError::Unavailable(_) | CallError::Nonsense(_)) => {
            gate.failed(name, now).await.map(|_| ())
        }
        Err(CallError::Misconfigured(_)) => Ok(()),
    };
    if let Err(error) = told {
        output::complain(&format!("the fleet was not told how the call went: {error}"));
    }
}
