//! The trace context of a call (W3C Trace Context).

use envelope::TraceContext;

/// The `traceparent` of the call with this id, made for events of these traces. A call for one
/// trace goes on with it. One for several, or for none, begins a trace of its own, named as the
/// call is, so that whoever has either finds the other.
pub(crate) fn traceparent<'t>(
    request_id: &str,
    traces: impl Iterator<Item = Option<&'t TraceContext>>,
) -> String {
    let digits: String = request_id.chars().filter(char::is_ascii_hexdigit).collect();
    let (trace_id, sampled) = match only(traces) {
        Some(context) => (context.trace_id.as_str(), context.sampled),
        None => (digits.as_str(), false),
    };
    // The second half of a UUID is never all zeros: its first bits say which kind it is.
    let span_id = digits.get(16..).unwrap_or_default();
    format!("00-{trace_id}-{span_id}-{:02x}", u8::from(sampled))
}

/// The one context, if all have the same.
fn only<'t>(
    mut traces: impl Iterator<Item = Option<&'t TraceContext>>,
) -> Option<&'t TraceContext> {
    let first = traces.next()??;
    traces.all(|other| other == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

    fn context(digit: char) -> TraceContext {
        TraceContext { trace_id: digit.to_string().repeat(32), sampled: true }
    }

    #[test]
    fn a_call_for_one_trace_goes_on_with_it() {
        let trace = context('a');
        let expected = format!("00-{}-9247bb680e5fe0c8-01", "a".repeat(32));
        assert_eq!(traceparent(CALL, [Some(&trace), Some(&trace)].into_iter()), expected);
    }

    #[test]
    fn a_call_for_several_or_none_begins_one_named_as_itself() {
        let expected = "00-67e5504410b1426f9247bb680e5fe0c8-9247bb680e5fe0c8-00";
        let (one, other) = (context('a'), context('b'));
        for traces in [[Some(&one), Some(&other)], [Some(&one), None], [None, None]] {
            assert_eq!(traceparent(CALL, traces.into_iter()), expected);
        }
    }
}
