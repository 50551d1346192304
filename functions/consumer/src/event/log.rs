//! One line, and one count, for each step of an event.

use crate::event::event::Event;
use crate::measure;

/// Why a step was taken: one word to count by, and the same for people.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Why<'a> {
    pub cause: Option<&'static str>,
    pub reason: &'a str,
}

impl Event {
    /// One line, and one count, for one step of this event.
    pub(crate) fn log(&self, step: &'static str) {
        self.line(step, None, None);
    }

    /// The same with a reason, which names places and codes, never contents.
    pub(crate) fn log_reason(&self, step: &'static str, reason: &str) {
        self.line(step, Some(Why { cause: None, reason }), None);
    }

    /// The same with the API's call that it is owed to, where that is known.
    pub(crate) fn log_call(&self, step: &'static str, api_request_id: Option<&str>) {
        self.line(step, None, api_request_id);
    }

    /// The same with all that is known of it.
    pub(crate) fn line(
        &self,
        step: &'static str,
        why: Option<Why<'_>>,
        api_request_id: Option<&str>,
    ) {
        measure::step(&self.origin.source, step);
        let cause = why.and_then(|why| why.cause);
        if let Some(cause) = cause {
            measure::cause(step, cause);
        }
        let Self { key, origin, record, .. } = self;
        tracing::info!(
            event = key,
            request_id = origin.request_id,
            trace_id = origin.trace.as_ref().map(|trace| trace.trace_id.as_str()),
            message_id = record.message_id,
            receives = record.receives,
            api_request_id,
            cause,
            reason = why.map(|why| why.reason),
            "{step}"
        );
    }
}
