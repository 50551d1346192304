//! Where an event belongs in a trace: W3C Trace Context, and X-Ray's header.

use serde::{Deserialize, Serialize};

/// Trace context, as it arrived. It is a stranger's to choose: nothing is decided by it, and what
/// is not well formed does not travel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// W3C `traceparent`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub traceparent: Option<String>,
    /// `X-Amzn-Trace-Id`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub xray: Option<String>,
}

/// A trace that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// Its id: 32 hex digits.
    pub trace_id: String,
    /// Whether who began it records it.
    pub sampled: bool,
}

/// The longest X-Ray header that is known to be written, generously.
const MAX_XRAY_BYTES: usize = 256;

impl Trace {
    /// Keeps those headers that are well formed.
    pub fn read(traceparent: Option<&str>, xray: Option<&str>) -> Self {
        let traceparent = traceparent.filter(|text| w3c(text).is_some()).map(str::to_owned);
        let xray = xray.filter(|text| root(text).is_some()).map(str::to_owned);
        Self { traceparent, xray }
    }

    /// The trace to go on with: the sender's own, else the one that API Gateway began.
    pub fn context(&self) -> Option<TraceContext> {
        let sent = self.traceparent.as_deref().and_then(w3c);
        sent.or_else(|| self.xray.as_deref().and_then(root))
    }
}

/// `00-{trace id}-{parent id}-{flags}`; of later versions, as much as is known of this one.
fn w3c(text: &str) -> Option<TraceContext> {
    let mut parts = text.splitn(5, '-');
    let version = parts.next().filter(|part| hex(part, 2) && *part != "ff")?;
    let trace_id = parts.next().filter(|part| hex(part, 32) && !zeros(part))?;
    parts.next().filter(|part| hex(part, 16) && !zeros(part))?;
    let flags = parts.next().filter(|part| hex(part, 2))?;
    let rest = parts.next();
    if version == "00" && rest.is_some() {
        return None;
    }
    let flags = u8::from_str_radix(flags, 16).ok()?;
    Some(TraceContext { trace_id: trace_id.to_owned(), sampled: flags & 1 == 1 })
}

/// `Root=1-{8 digits}-{24 digits};Parent=…;Sampled=1`: the digits together are the W3C id.
fn root(text: &str) -> Option<TraceContext> {
    if text.len() > MAX_XRAY_BYTES || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let field = |name: &str| {
        let mut fields = text.split(';').filter_map(|field| field.split_once('='));
        fields.find_map(|(key, value)| (key == name).then_some(value))
    };
    let mut parts = field("Root")?.splitn(3, '-');
    parts.next().filter(|version| *version == "1")?;
    let begun = parts.next().filter(|part| hex(part, 8))?;
    let unique = parts.next().filter(|part| hex(part, 24))?;
    let trace_id = format!("{begun}{unique}");
    (!zeros(&trace_id)).then(|| TraceContext { trace_id, sampled: field("Sampled") == Some("1") })
}

fn hex(text: &str, digits: usize) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == digits && text.bytes().all(digit)
}

fn zeros(text: &str) -> bool {
    text.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the W3C recommendation.
    const W3C: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /// The example of the X-Ray developer guide.
    const XRAY: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    fn id(trace: &Trace) -> Option<String> {
        trace.context().map(|context| context.trace_id)
    }

    #[test]
    fn the_senders_trace_goes_on_and_else_the_gateways() {
        let both = Trace::read(Some(W3C), Some(XRAY));
        assert_eq!(id(&both).as_deref(), Some("4bf92f3577b34da6a3ce929d0e0e4736"));
        let xray = Trace::read(None, Some(XRAY));
        assert_eq!(id(&xray).as_deref(), Some("5759e988bd862e3fe1be46a994272793"));
        assert!(xray.context().is_some_and(|context| context.sampled));
        let later = Trace::read(Some(&W3C.replacen("00", "cc", 1).replace("-01", "-00-x")), None);
        assert!(later.context().is_some_and(|context| !context.sampled));
    }

    #[test]
    fn what_is_not_well_formed_does_not_travel() {
        let w3c = [
            "",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        ];
        let xray = ["", "Root=1-5759e988", "Root=2-5759e988-bd862e3fe1be46a994272793", "a b"];
        for (w3c, xray) in w3c.iter().zip(xray.iter().cycle()) {
            assert_eq!(Trace::read(Some(w3c), Some(xray)), Trace::default(), "{w3c} {xray}");
        }
    }
}
