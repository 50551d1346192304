//! What a user can set, and what a user is told.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeSet;

use infra::Template;
use serde_json::Value;

#[test]
fn every_parameter_is_in_one_group_and_has_a_description_a_default_and_a_limit() {
    let template = Template::own();
    let groups = template.0.pointer("/Metadata/AWS::CloudFormation::Interface/ParameterGroups");
    let groups = groups.and_then(Value::as_array).expect("groups");
    let grouped: Vec<&str> = groups
        .iter()
        .filter_map(|group| group.get("Parameters")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let parameters = template.section("Parameters");
    assert_eq!(grouped.len(), parameters.len(), "each once");
    assert_eq!(grouped.into_iter().collect::<BTreeSet<_>>(), parameters.keys().copied().collect());
    for (name, parameter) in parameters {
        let has = |field: &str| parameter.get(field).is_some();
        assert!(has("Description") && has("Default"), "{name}");
        assert!(has("AllowedValues") || has("AllowedPattern") || has("MinValue"), "{name}");
        assert!(
            !has("AllowedPattern") || has("ConstraintDescription"),
            "{name}: say what is meant"
        );
    }
}

#[test]
fn every_parameter_is_used() {
    let template = Template::own();
    let text = ["Globals", "Conditions", "Resources"].map(|section| template.0.get(section));
    let text = serde_json::to_string(&text).expect("JSON");
    for name in template.section("Parameters").keys() {
        let used = text.contains(&format!(r#"{{"Ref":"{name}"}}"#))
            || text.contains(&format!("${{{name}}}"));
        assert!(used, "{name}");
    }
}

#[test]
fn every_output_says_what_it_is() {
    for (name, output) in Template::own().section("Outputs") {
        assert!(output.get("Description").is_some(), "{name}");
    }
}

#[test]
fn what_must_never_be_lost_is_encrypted_restorable_protected_and_outlives_the_stack() {
    let template = Template::own();
    for table in template.of_type("AWS::DynamoDB::Table") {
        let holds = |pointer: &str| table.property(pointer) == Some(&Value::Bool(true));
        let sse = table.property("SSESpecification");
        assert!(sse.is_none(), "{}: DynamoDB's own key, which costs nothing", table.name);
        assert!(
            holds("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"),
            "{}",
            table.name
        );
        let protection = table.property("DeletionProtectionEnabled");
        assert_eq!(protection, Some(&serde_json::json!({"Ref": "DeletionProtection"})));
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            assert_eq!(
                table.value.get(policy).and_then(Value::as_str),
                Some("Retain"),
                "{}",
                table.name
            );
        }
    }
    for queue in template.of_type("AWS::SQS::Queue") {
        assert_eq!(
            queue.property("SqsManagedSseEnabled"),
            Some(&Value::Bool(true)),
            "{}",
            queue.name
        );
    }
    for group in template.of_type("AWS::Logs::LogGroup") {
        let retention = group.property("RetentionInDays");
        assert_eq!(
            retention,
            Some(&serde_json::json!({"Ref": "LogRetentionDays"})),
            "{}",
            group.name
        );
    }
}

#[test]
fn the_access_log_is_json_and_names_nobody() {
    let template = Template::own();
    let format = template.property("ApiStage/AccessLogSettings/Format").as_str().expect("a text");
    let fields: Value = serde_json::from_str(format).expect("JSON");
    let fields = fields.as_object().expect("fields");
    assert!(fields.contains_key("request_id") && fields.contains_key("status"));
    for personal in ["identity", "authorizer", "path", "domainName", "userAgent"] {
        assert!(!format.contains(&format!("$context.{personal}")), "{personal}");
    }
}

#[test]
fn every_queue_is_reached_over_tls_only() {
    let template = Template::own();
    let guarded = template.property("QueuesOverTlsOnly/Queues").as_array().expect("queues");
    for queue in template.of_type("AWS::SQS::Queue") {
        assert!(guarded.contains(&serde_json::json!({"Ref": queue.name})), "{}", queue.name);
    }
}

#[test]
fn what_replaces_a_table_or_the_bucket_is_used_wherever_it_is() {
    let template = Template::own();
    let sections = ["Resources", "Outputs"].map(|section| template.0.get(section));
    let text = serde_json::to_string(&sections).expect("JSON");
    for (condition, own) in [
        ("OwnLedger", "LedgerTable"),
        ("OwnClassifications", "ClassificationsTable"),
        ("OwnBodies", "BodiesBucket"),
    ] {
        let uses = text.matches(&format!(r#"{{"Ref":"{own}"}}"#)).count()
            + text.matches(&format!(r#"{{"Fn::GetAtt":["{own}","#)).count();
        let guarded = text.matches(&format!(r#"{{"Fn::If":["{condition}","#)).count();
        assert_eq!(uses, guarded, "{own}: each use has what stands in for it");
        let resource = template.0.pointer(&format!("/Resources/{own}/Condition"));
        assert_eq!(resource, Some(&Value::from(condition)));
    }
}

#[test]
fn the_page_on_deploying_counts_the_alarms_that_are_paid_for() {
    let template = Template::own();
    let alarms = template.of_type("AWS::CloudWatch::Alarm").into_iter();
    let always = alarms.filter(|alarm| alarm.value.get("Condition").is_none()).count();
    let page = infra::read("infra/README.md");
    assert!(page.contains(&format!(" {always} alarms (")), "there are {always}");
}
