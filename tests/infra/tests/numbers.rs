//! Numbers that must agree with each other, or with the code.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use infra::Template;
use serde_json::{Value, json};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn a_message_stays_hidden_longer_than_anybody_can_work_on_it() {
    let template = Template::own();
    let window = template.parameter("ConsumerBatchingWindow", "MaxValue");
    let lease = consumer::LEASE_MARGIN.as_secs() + consumer::SKEW.as_secs();
    let longest = template.number("ConsumerFunction/Timeout") + window + lease;
    assert!(template.number("Queue/VisibilityTimeout") >= longest, "{longest} s");
}

#[test]
fn an_invocation_has_time_for_the_longest_call_and_for_its_closing() {
    let template = Template::own();
    let longest = settings::BATCH_TIMEOUT_S + consumer::closing(6_000, 200).as_secs();
    assert!(template.number("ConsumerFunction/Timeout") > longest, "{longest} s");
}

#[test]
fn the_ledger_and_the_bucket_remember_what_either_queue_may_bring_back() {
    let template = Template::own();
    let queue = template.number("Queue/MessageRetentionPeriod");
    let dead_letters = template.number("DeadLetterQueue/MessageRetentionPeriod");
    assert!(dead_letters > queue, "a dead letter keeps the time it was first sent");
    let both = queue + dead_letters;
    assert!(settings::LEAST_RETENTION_DAYS * DAY > both);
    assert!(template.parameter("BodiesRetentionDays", "MinValue") * DAY > both);
    let kept = template.property("BodiesBucket/LifecycleConfiguration/Rules/0/ExpirationInDays");
    assert_eq!(kept, &json!({"Ref": "BodiesRetentionDays"}));
}

#[test]
fn the_redrive_policy_lets_holds_outlast_an_outage_of_six_hours() {
    let template = Template::own();
    let receives = template.number("Queue/RedrivePolicy/maxReceiveCount");
    assert_eq!(receives, u64::from(consumer::MAX_RECEIVES));
}

#[test]
fn the_longest_envelope_fits_the_queue() {
    let most = Template::own().number("Queue/MaximumMessageSize");
    assert!(most > envelope::MAX_MESSAGE_BYTES as u64);
}

#[test]
fn api_gateway_waits_for_the_door_and_the_door_for_its_own_budget() {
    let template = Template::own();
    let function = template.number("IngressFunction/Timeout");
    assert!(template.number("ApiIntegration/TimeoutInMillis") >= function * 1000);
    assert!(function > ingress::BUDGET.as_secs());
}

#[test]
fn batches_are_large_wherever_the_window_stands() {
    let template = Template::own();
    assert!(template.parameter("ConsumerBatchSize", "Default") > 10);
    assert!(template.parameter("ConsumerBatchingWindow", "MinValue") >= 1, "else 10 is the most");
}

#[test]
fn a_record_of_the_stream_is_given_up_before_the_stream_forgets_it_and_kept_for_weeks() {
    let template = Template::own();
    assert!(template.number("RecordedMapping/MaximumRecordAgeInSeconds") < DAY);
    assert!(template.number("PublishDeadLetterQueue/MessageRetentionPeriod") >= 14 * DAY);
}

#[test]
fn one_bad_change_holds_its_shard_for_an_hour_at_most() {
    assert!(Template::own().number("RecordedMapping/MaximumRecordAgeInSeconds") <= 60 * 60);
}

#[test]
fn a_run_of_the_dispatcher_ends_before_the_next_begins_and_has_time_for_what_it_has_begun() {
    let template = Template::own();
    let schedule = template.property("DispatcherSchedule/ScheduleExpression");
    assert_eq!(schedule, &json!("rate(1 minute)"));
    assert!(dispatcher::RUN.as_secs() < 60);
    assert!(dispatcher::CLOSING > dispatcher::PATIENCE.operation * 3, "read, sent, marked");
    let longest = dispatcher::RUN + dispatcher::CLOSING;
    assert!(template.number("DispatcherFunction/Timeout") > longest.as_secs(), "{longest:?}");
}

#[test]
fn a_run_over_the_feeds_ends_before_the_next_begins_and_has_time_for_what_it_has_begun() {
    let template = Template::own();
    let schedule = template.property("ReconcileSchedule/ScheduleExpression");
    assert_eq!(schedule, &json!("rate(1 minute)"));
    assert!(reconcile::RUN.as_secs() < 60);
    assert!(reconcile::CLOSING > reconcile::PATIENCE.operation * 4, "known, stored, sent, moved");
    let longest = reconcile::RUN + reconcile::CLOSING;
    assert!(template.number("ReconcileFunction/Timeout") > longest.as_secs(), "{longest:?}");
}

#[test]
fn the_index_over_waiting_events_shows_what_a_dispatcher_decides_by() {
    let template = Template::own();
    let index = template.property("LedgerTable/GlobalSecondaryIndexes/0");
    assert_eq!(index.get("IndexName"), Some(&json!(ledger::WAITING_INDEX)));
    let shown = index.pointer("/Projection/NonKeyAttributes").and_then(Value::as_array);
    let shown: Vec<&str> = shown.expect("a list").iter().filter_map(Value::as_str).collect();
    let waiter = ledger::Waiter {
        event: String::new(),
        token: String::new(),
        turn: String::new(),
        tenant: String::new(),
        cause: ledger::WaitCause::Rate,
        due: jiff::Timestamp::UNIX_EPOCH,
        parked_at: jiff::Timestamp::UNIX_EPOCH,
        first_received: jiff::Timestamp::UNIX_EPOCH,
        units: 0,
    };
    let waiter = serde_json::to_value(waiter).expect("JSON");
    let fields = waiter.as_object().expect("fields").keys();
    let fields: Vec<&str> = fields.map(String::as_str).collect();
    let keys = ["event", "turn"];
    let missing: Vec<_> =
        fields.iter().filter(|field| !shown.contains(field) && !keys.contains(field)).collect();
    assert!(missing.is_empty(), "not in the index: {missing:?}");
    assert!(shown.iter().all(|name| fields.contains(name)), "nobody reads: {shown:?}");
}

#[test]
fn publish_has_time_for_a_batch_of_which_every_request_is_slow() {
    let template = Template::own();
    let requests =
        template.number("RecordedMapping/BatchSize").div_ceil(publish::MAX_ENTRIES as u64);
    let longest = requests * publish::PATIENCE.operation.as_secs();
    assert!(template.number("PublishFunction/Timeout") > longest, "{longest} s");
}
