//! The columns of an answer, wherever the provider puts them. Its full schema is not public, so
//! the answer is kept verbatim and only what is found is extracted.

use serde_json::Value;

use crate::answer::Answer;

/// Failures that may pass: the item is asked for again.
const RETRYABLE: [&str; 7] = [
    "temporarily_unavailable",
    "timeout",
    "rate_limited",
    "internal_error",
    "overloaded",
    "service_unavailable",
    "try_again",
];

/// The code of a failure for which the provider has no word.
const UNNAMED: &str = "failed";

const CODES: [&str; 4] = ["hts_code", "hs_code", "hts", "tariff_code"];

/// The answer, or nothing if this holds neither a code nor a failure.
pub(crate) fn answer(value: &Value, verbatim: &str) -> Option<Answer> {
    let status = text(value, &["status"]).unwrap_or_default();
    if matches!(status.as_str(), "failed" | "error") {
        return Some(failure(value, verbatim));
    }
    Some(Answer::Completed {
        hts_code: text(value, &CODES).filter(|code| !code.is_empty())?,
        duty: duty(value),
        confidence: value.get("confidence").and_then(Value::as_f64),
        components: components(value),
        verbatim: verbatim.to_owned(),
    })
}

fn failure(value: &Value, verbatim: &str) -> Answer {
    let code = text(value, &["code", "error_code", "error"]).filter(|text| is_code(text));
    let code = code.unwrap_or_else(|| UNNAMED.to_owned());
    if RETRYABLE.contains(&code.as_str()) {
        return Answer::Retryable { code };
    }
    Answer::Failed { code, verbatim: verbatim.to_owned() }
}

/// A code is a word. What is longer, or holds anything else, is prose: it stays in the verbatim
/// answer, and gets into no column, log or metric.
fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn duty(value: &Value) -> Option<String> {
    let duty = value.get("duty").or_else(|| value.get("duties"))?;
    match duty {
        Value::Object(_) => text(duty, &["total", "total_rate", "general"]),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn components(value: &Value) -> Vec<String> {
    let components = value.get("components").and_then(Value::as_array);
    components.into_iter().flatten().filter_map(|part| text(part, &CODES)).collect()
}

/// The first of `names` that holds a string.
pub(crate) fn text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| value.get(name)?.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code_of(failed: &Value) -> String {
        match answer(failed, "verbatim") {
            Some(Answer::Failed { code, .. }) => code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_failures_code_is_a_word_and_prose_stays_in_the_verbatim_answer() {
        let failed = |code: &str| json!({"status": "failed", "error": code});
        assert_eq!(code_of(&failed("insufficient_description")), "insufficient_description");
        assert_eq!(code_of(&failed("E-40.2")), "E-40.2");
        for prose in ["Jane Doe's mug is not a mug", "no\nway", "", &"x".repeat(65)] {
            assert_eq!(code_of(&failed(prose)), "failed", "{prose}");
        }
    }
}
