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

    /// One count, and a line at `debug`: a step of every event, whose end has a line of its own.
    pub(crate) fn log_quietly(&self, step: &'static str) {
        measure::step(&self.origin.source, step);
        tracing::debug!(event = self.key, request_id = self.origin.request_id, "{step}");
    }

    /// A claim. The first one is told by its end; any other one follows an end that something went
    /// wrong with, or none.
    pub(crate) fn log_claim(&self) {
        if self.is_known() { self.log("claimed") } else { self.log_quietly("claimed") }
    }

    /// One line, and one count, with all that is known of a step. What is the same in nearly every
    /// line is left out: a first receive, and the message and the trace of what has not gone wrong,
    /// which the door's line has by its request.
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
        let message_id = why.map(|_| record.message_id.as_str());
        let trace = origin.trace.as_ref().filter(|_| why.is_some());
        let receives = (record.receives > 1).then_some(record.receives);
        tracing::info!(
            event = key,
            request_id = origin.request_id,
            trace_id = trace.map(|trace| trace.trace_id.as_str()),
            message_id,
            receives,
            api_request_id,
            cause,
            reason = why.map(|why| why.reason),
            "{step}"
        );
    }
}
