//! What the classification API sends: its answers, and how long to wait.

use std::time::Duration;

use classifier::{Question, read_answers, read_result};
use jiff::Timestamp;

/// The body of a 200, as the answer to one question and to two, and as a result in an event.
pub fn answers(bytes: &[u8]) {
    let questions = ["SKU-1", "SKU-2"].map(|item_id| Question {
        item_id: item_id.into(),
        description: "a mug".into(),
        country_of_origin: None,
    });
    for asked in [&questions[..1], &questions[..]] {
        match read_answers(asked, bytes, &[]) {
            Ok(answers) => assert_eq!(answers.items.len(), asked.len()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let result = str::from_utf8(bytes).ok().and_then(|text| read_result(text, &[]).ok());
    assert!(result.is_none_or(|told| bytes.len() >= told.item_id.len()));
}

/// The header of a 429.
pub fn retry_after(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for now in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let wait = classifier::retry_after(text, now);
        assert!(wait.is_none_or(|wait| wait <= Duration::from_secs(u64::MAX)));
    }
}
