//! Requests that must be refused.

use clap::ValueEnum;
use settings::Source;
use webhook::{Form, Jws};

use crate::exit::Misused;
use crate::request::Request;

/// What is wrong with a request, on purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tamper {
    /// Nothing
    #[default]
    None,
    /// The body is not the one that was signed
    Signature,
    /// Signed an hour too long ago
    Stale,
    /// Not signed at all
    Missing,
}

/// Beyond the tolerance, whatever it is.
const TOO_LATE_S: i64 = 60 * 60;

impl Tamper {
    /// Seconds by which the time of signing lies back.
    pub fn shift_s(self, source: &Source) -> Result<i64, Misused> {
        match (self, source.scheme.window()) {
            (Self::None | Self::Signature | Self::Missing, _) => Ok(0),
            (Self::Stale, Some(window)) => {
                let tolerance = i64::try_from(window.tolerance_s).unwrap_or(i64::MAX);
                Ok(tolerance.saturating_add(TOO_LATE_S))
            }
            (Self::Stale, None) => {
                let name = &source.name;
                Err(Misused(format!(
                    "--tamper stale: `{name}` signs no time, so nothing it sends grows stale"
                )))
            }
        }
    }

    /// Changes what was signed.
    pub fn apply(self, source: &Source, request: &mut Request) {
        match self {
            Self::None | Self::Stale => {}
            // Of a token the last letter; else still JSON, and the same JSON. Nothing but the
            // signature can tell.
            Self::Signature if is_token(source) => {
                let last = request.body.pop();
                request.body.push(if last == Some(b'A') { b'B' } else { b'A' });
            }
            Self::Signature => request.body.push(b'\n'),
            Self::Missing if is_token(source) => request.body.clear(),
            Self::Missing => {
                let headers = source.scheme.signature_headers();
                request.headers.retain(|(name, _)| !headers.contains(name));
            }
        }
    }
}

/// Whether the signature is in the body, which is then a token.
fn is_token(source: &Source) -> bool {
    matches!(&source.scheme.form, Form::Jws(Jws::Body))
}
