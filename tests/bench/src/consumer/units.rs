//! What DynamoDB charges, and what this thread used.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;

/// Write units of an item: one for each KB or part of it. An item's size is the length of its
/// names and values; a number takes a byte for two digits, and one more (DynamoDB Developer
/// Guide, "Item sizes and formats").
pub(crate) fn write_units(item: &impl Serialize) -> usize {
    let value = serde_json::to_value(item).unwrap_or_default();
    size(&value).div_ceil(1024).max(1)
}

fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 1,
        Value::Number(number) => number.to_string().len().div_ceil(2) + 1,
        Value::String(text) => text.len(),
        Value::Array(values) => 3 + values.iter().map(|value| size(value) + 1).sum::<usize>(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() + size(value)).sum()
        }
    }
}

/// The CPU that this thread used so far (`/proc/thread-self/schedstat`).
pub(crate) fn thread_cpu() -> Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().context("schedstat")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_unit_is_a_kilobyte_or_part_of_it() {
        assert_eq!(write_units(&json!({"a": "b"})), 1);
        assert_eq!(write_units(&json!({"a": "b".repeat(1023)})), 1);
        assert_eq!(write_units(&json!({"a": "b".repeat(1024)})), 2);
    }
}
