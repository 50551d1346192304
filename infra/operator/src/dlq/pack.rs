//! A message as it is sent again, and how many of them go at once. Pure.

use std::ops::Range;

use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::types::{
    Message, MessageAttributeValue, MessageSystemAttributeName,
    MessageSystemAttributeNameForSends as ForSends, MessageSystemAttributeValue,
    SendMessageBatchRequestEntry as Entry,
};
use envelope::open;

/// The messages in their order, cut into what the queue takes at once.
pub(super) fn packs(messages: &[Message]) -> Vec<Range<usize>> {
    sending::packs(messages.iter().map(size))
}

fn size(message: &Message) -> usize {
    let of = |(name, value): (&String, &MessageAttributeValue)| {
        let text = value.string_value.as_ref().map_or(0, String::len);
        name.len() + value.data_type.len() + text
    };
    let attributes = message.message_attributes.iter().flatten().map(of);
    attributes.fold(message.body.as_ref().map_or(0, String::len), usize::saturating_add)
}

/// The same message once more: the same body and attributes, so that the ledger recognises it, and in
/// its tenant's group, so that it holds up nobody else's.
pub(super) fn entry(id: &str, message: &Message) -> Result<Entry, BuildError> {
    let entry = Entry::builder()
        .id(id)
        .message_body(message.body.as_deref().unwrap_or_default())
        .set_message_attributes(message.message_attributes.clone())
        .set_message_group_id(group(message));
    match system(message, &MessageSystemAttributeName::AwsTraceHeader) {
        None => entry.build(),
        Some(header) => {
            let value = MessageSystemAttributeValue::builder().data_type("String");
            let value = value.string_value(header).build()?;
            entry.message_system_attributes(ForSends::AwsTraceHeader, value).build()
        }
    }
}

fn group(message: &Message) -> Option<String> {
    let own = system(message, &MessageSystemAttributeName::MessageGroupId).cloned();
    let tenant = || open(message.body.as_deref()?).ok().map(|opened| opened.tenant.to_string());
    own.or_else(tenant)
}

fn system<'m>(message: &'m Message, name: &MessageSystemAttributeName) -> Option<&'m String> {
    message.attributes.as_ref()?.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: usize) -> Message {
        Message::builder().body("x".repeat(bytes)).build()
    }

    #[test]
    fn no_request_has_more_messages_or_bytes_than_the_queue_takes() {
        let small: Vec<_> = (0..23).map(|_| message(1)).collect();
        assert_eq!(packs(&small), [0..10, 10..20, 20..23]);
        let large = [message(600 * 1024), message(500 * 1024), message(524 * 1024), message(1)];
        assert_eq!(packs(&large), [0..1, 1..3, 3..4]);
    }

    #[test]
    fn one_that_is_too_long_shares_its_fate_with_nobody() {
        let messages = [message(1), message(2 * 1024 * 1024), message(1)];
        assert_eq!(packs(&messages), [0..1, 1..2, 2..3]);
        assert_eq!(packs(&[]), Vec::<Range<usize>>::new());
    }

    #[test]
    fn what_is_sent_again_is_the_same_in_body_attributes_group_and_trace() {
        let ticket = MessageAttributeValue::builder().data_type("String").string_value("t");
        let ticket = ticket.build().expect("an attribute");
        let message = Message::builder()
            .body("body")
            .message_attributes("ticket", ticket.clone())
            .attributes(MessageSystemAttributeName::MessageGroupId, "acme")
            .attributes(MessageSystemAttributeName::AwsTraceHeader, "Root=1")
            .build();
        let entry = entry("0", &message).expect("an entry");
        assert_eq!(entry.message_body(), "body");
        assert_eq!(entry.message_group_id(), Some("acme"));
        assert_eq!(entry.message_attributes().and_then(|it| it.get("ticket")), Some(&ticket));
        let trace =
            entry.message_system_attributes().and_then(|it| it.get(&ForSends::AwsTraceHeader));
        assert_eq!(trace.and_then(|value| value.string_value()), Some("Root=1"));
    }
}
