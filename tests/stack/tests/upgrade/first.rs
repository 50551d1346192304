//! First deployments.

use serde_json::{Value, json};
use stack::{Service, Stack, unique};

use crate::operator::Deployment;

/// A stack that holds a name which another one needs.
fn squatter(bus: &str) -> String {
    json!({
        "Resources": {"Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": bus}}},
        "Outputs": {"Bus": {"Value": {"Ref": "Bus"}}},
    })
    .to_string()
}

/// A name for a stack. Its bus is named after it.
fn name(prefix: &str) -> String {
    unique(prefix).chars().take(24).collect()
}

#[tokio::test]
async fn one_that_fails_keeps_what_it_made_and_goes_on_from_there() {
    let _alone = crate::ALONE.lock().await;
    let stack = Stack::open().await;
    let (name, other) = (name("first"), unique("squatter"));
    let bus = format!("{name}-classifications");
    stack.create_stack(&other, &squatter(&bus), &[]).await;
    let failed = Deployment::beside(&stack, &name, "").run().await;
    assert!(!failed.success, "{}", failed.said);
    for shown in ["what was made is kept", "EventBus", "Going on from there", "failed twice"] {
        assert!(failed.said.contains(shown), "{shown}: {}", failed.said);
    }
    stack.delete_stack(&other).await;
    let mended = Deployment::beside(&stack, &name, "").run().await;
    assert!(mended.success, "{}", mended.said);
    assert!(mended.said.contains("Nobody is told of alarms"), "{}", mended.said);
    stack.delete_stack(&name).await;
}

#[tokio::test]
async fn over_one_that_was_taken_back_nothing_is_deployed_and_the_way_out_is_said() {
    let _alone = crate::ALONE.lock().await;
    let stack = Stack::open().await;
    let name = name("dead");
    let table = json!({
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "event", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "event", "KeyType": "HASH"}],
        },
    });
    let taken = json!({
        "Type": "AWS::Events::EventBus",
        "DependsOn": "LedgerTable",
        "Properties": {"Name": stack.file.event_bus},
    });
    let template = json!({"Resources": {"LedgerTable": table, "Taken": taken}}).to_string();
    stack.create_dead_stack(&name, &template).await;
    let refused = Deployment::beside(&stack, &name, "").run().await;
    assert!(!refused.success, "{}", refused.said);
    for shown in [
        "is in ROLLBACK_COMPLETE",
        &format!("aws cloudformation delete-stack --stack-name {name}"),
        "LedgerTable (",
        "PARAMETERS=\"ExistingLedgerTable=",
        "aws dynamodb delete-table --table-name",
    ] {
        assert!(refused.said.contains(shown), "{shown}: {}", refused.said);
    }
    stack.delete_stack(&name).await;
}

#[tokio::test]
async fn one_goes_on_with_the_tables_and_the_bucket_of_another() {
    let _alone = crate::ALONE.lock().await;
    let stack = Stack::open().await;
    let name = name("heir");
    let parameters = left_behind(&stack).await;
    // The local AWS leaves out what a template says of recovery and of forgetting.
    let refused = Deployment::beside(&stack, &name, &parameters).run().await;
    assert!(!refused.success, "{}", refused.said);
    for shown in ["no point-in-time recovery", "never forgets"] {
        assert!(refused.said.contains(shown), "{shown}: {}", refused.said);
    }
    mend(&stack).await;
    let ended = Deployment::beside(&stack, &name, &parameters).run().await;
    assert!(ended.success, "{}", ended.said);
    records(&stack, &ended.said).await;
    stack.delete_stack(&name).await;
    let tables = [&stack.file.ledger_table, &stack.file.classifications_table];
    for table in tables {
        stack.call(Service::Tables, "DescribeTable", json!({"TableName": table})).await;
    }
}

/// The parameters that go on with the running stack's own.
async fn left_behind(stack: &Stack) -> String {
    let file = &stack.file;
    let table = json!({"TableName": file.classifications_table});
    let described = stack.call(Service::Tables, "DescribeTable", table).await;
    let label = described.pointer("/Table/LatestStreamLabel").and_then(Value::as_str);
    format!(
        "ExistingLedgerTable={} ExistingClassificationsTable={} ExistingClassificationsStream={} ExistingBodiesBucket={}",
        file.ledger_table,
        file.classifications_table,
        label.expect("a stream"),
        file.bodies_bucket
    )
}

/// Does what the deployment says is to be done.
async fn mend(stack: &Stack) {
    let file = &stack.file;
    for table in [&file.ledger_table, &file.classifications_table] {
        let recovery = json!({"PointInTimeRecoveryEnabled": true});
        let input = json!({"TableName": table, "PointInTimeRecoverySpecification": recovery});
        stack.call(Service::Tables, "UpdateContinuousBackups", input).await;
    }
    let ttl = json!({"Enabled": true, "AttributeName": "expires_at"});
    let input = json!({"TableName": file.ledger_table, "TimeToLiveSpecification": ttl});
    stack.call(Service::Tables, "UpdateTimeToLive", input).await;
}

/// What is posted to the new stack is recorded in the old one's table.
async fn records(stack: &Stack, said: &str) {
    let line = said.lines().find(|line| line.trim_start().starts_with("ApiUrl")).expect("its URL");
    let host = line.rsplit("http://").next().expect("a host");
    let (api, _) = host.split_once('.').expect("its id");
    let mut heir = Stack::open().await;
    heir.file.api_url = format!("{}/_aws/execute-api/{api}", heir.file.endpoint_url);
    let sku = unique("sku");
    let items = json!([{"item_id": sku, "description": format!("Cotton T-shirt {sku}")}]);
    let body = json!({"type": "product.created", "timestamp": "2026-03-01T12:00:00Z", "data": {"items": items}});
    heir.accepted(heir.delivery("catalog", &unique("msg"), &body)).await;
    stack.recorded("acme", &sku).await;
}
