//! What AWS, or the local stack in its place, would not do: sorted by what to do next.

use std::error::Error as StdError;
use std::fmt::Debug;

use anyhow::Error;
use aws_sdk_sqs::error::{DisplayErrorContext, SdkError};

/// Why a call to AWS came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// There are no credentials.
    #[error(
        "there are no AWS credentials: sign in (`aws sso login --profile NAME`) and name the profile \
         with --profile NAME or AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    )]
    NoCredentials,
    /// Credentials that count no more.
    #[error(
        "the AWS credentials are expired or not valid: sign in again (`aws sso login`), or name \
         another profile with --profile NAME; AWS says: {0}"
    )]
    Expired(String),
    /// It is not known which region to ask.
    #[error(
        "there is no region: give --region NAME, or set AWS_REGION, or a region in the profile"
    )]
    NoRegion,
    /// The credentials lack a right.
    #[error(
        "access denied: {0}; infra/iam/operate.json lists the rights that an operator needs, for a \
         stack named tidewaiter"
    )]
    Denied(String),
    /// No answer.
    #[error(
        "no answer: {0}; is the network there? a local stack is started by `make up`, and a stack \
         file that is left from another one is removed by `make down`"
    )]
    Unreachable(String),
    /// Too much at once.
    #[error("AWS asks to slow down: {0}; try again in a minute, or more slowly with --rate")]
    Throttled(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// Words of the SDK, and the trouble that they are.
type Sign = (&'static [&'static str], fn(String) -> Trouble);

/// What stands in the words of the SDK, and what it means; the first that fits counts.
const WORDS: [Sign; 6] = [
    (
        &[
            "no providers in chain provided credentials",
            "NoCredentials",
            "CredentialsNotLoaded",
            "failed to load credentials",
            "ProviderError",
        ],
        |_| Trouble::NoCredentials,
    ),
    (
        &[
            "ExpiredToken",
            "UnrecognizedClient",
            "InvalidClientTokenId",
            "InvalidSignature",
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
        ],
        Trouble::Expired,
    ),
    (&["Missing Region", "A region must be set", "region was not set"], |_| Trouble::NoRegion),
    (&["AccessDenied", "not authorized to perform", "UnauthorizedOperation"], Trouble::Denied),
    (
        &[
            "Throttling",
            "ThrottledException",
            "ProvisionedThroughputExceeded",
            "RequestLimitExceeded",
            "TooManyRequests",
        ],
        Trouble::Throttled,
    ),
    (&["dispatch failure", "timed out", "timeout", "ConnectorError"], Trouble::Unreachable),
];

impl Trouble {
    /// Sorts what the SDK said in its own words. The tables' libraries keep only these words.
    pub fn of(words: &str) -> Self {
        let short = short(words);
        let fits = |(signs, _): &&Sign| signs.iter().any(|sign| words.contains(sign));
        WORDS
            .iter()
            .find(fits)
            .map_or_else(|| Self::Other(short.clone()), |(_, kind)| kind(short.clone()))
    }

    /// The trouble in an error, under whatever context.
    pub fn in_error(error: &Error) -> Option<Self> {
        error.chain().find_map(Self::of_cause)
    }

    /// The trouble that one cause of an error is, if it is one.
    pub fn of_cause(cause: &(dyn StdError + 'static)) -> Option<Self> {
        let own = cause.downcast_ref::<Self>().cloned();
        own.or_else(|| words_of_table(cause).map(Self::of))
    }
}

/// What a table's library said.
fn words_of_table<'e>(cause: &'e (dyn StdError + 'static)) -> Option<&'e str> {
    let ledger = cause.downcast_ref::<ledger::Unavailable>().map(|error| &error.0);
    let holds = || cause.downcast_ref::<holds::Unavailable>().map(|error| &error.0);
    let budget = || cause.downcast_ref::<budget::Unavailable>().map(|error| &error.0);
    let answers = || cause.downcast_ref::<classifications::Unavailable>().map(|error| &error.0);
    let orders = || cause.downcast_ref::<sequences::Unavailable>().map(|error| &error.0);
    let cursors = || cause.downcast_ref::<cursors::Unavailable>().map(|error| &error.0);
    let found = ledger.or_else(holds).or_else(orders).or_else(cursors);
    found.or_else(budget).or_else(answers).map(String::as_str)
}

/// The SDK ends with everything that it knows, as a program would print it: that is left out.
fn short(words: &str) -> String {
    const DEBUG: [&str; 5] = [
        " (ServiceError(",
        " (DispatchFailure(",
        " (TimeoutError(",
        " (ConstructionFailure(",
        " (ResponseError(",
    ];
    let end = DEBUG.iter().filter_map(|mark| words.find(mark)).min();
    end.and_then(|end| words.get(..end)).unwrap_or(words).to_owned()
}

/// Names what was done when a call of the SDK failed, and sorts the failure.
pub(crate) trait Told<T> {
    /// The value, or the trouble under `doing` (`cannot look into the queue`).
    fn told(self, doing: &str) -> anyhow::Result<T>;
}

impl<T, E, R> Told<T> for Result<T, SdkError<E, R>>
where
    E: StdError + 'static,
    R: Debug,
{
    fn told(self, doing: &str) -> anyhow::Result<T> {
        self.map_err(|error| {
            let trouble = Trouble::of(&DisplayErrorContext(error).to_string());
            Error::new(trouble).context(doing.to_owned())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_is_sorted_by_what_to_do_next() {
        let denied = "unhandled error (AccessDeniedException): User: arn:aws:iam::1:user/a is not authorized \
                      to perform: dynamodb:Scan (ServiceError(ServiceError { source: Unhandled }))";
        let told = "unhandled error (AccessDeniedException): User: arn:aws:iam::1:user/a is not authorized to \
                    perform: dynamodb:Scan";
        assert_eq!(Trouble::of(denied), Trouble::Denied(told.to_owned()));
        for (words, expected) in [
            ("dispatch failure: other: no providers in chain provided credentials", "sign in"),
            ("service error: unhandled error (ExpiredTokenException): gone", "sign in again"),
            ("failed to construct request: Invalid Configuration: Missing Region", "--region"),
            ("dispatch failure: io error: Connection refused (os error 111)", "make up"),
            ("service error: ThrottlingException: slow down", "slow down"),
            ("something new", "something new"),
        ] {
            let shown = Trouble::of(words).to_string();
            assert!(shown.contains(expected), "{words}: {shown}");
        }
    }

    #[test]
    fn trouble_is_found_under_any_context_and_in_a_tables_words() {
        let table = Error::new(ledger::Unavailable("dispatch failure".to_owned()));
        let table = table.context("cannot read the ledger").context("status");
        assert_eq!(
            Trouble::in_error(&table),
            Some(Trouble::Unreachable("dispatch failure".to_owned()))
        );
        let own = Error::new(Trouble::NoRegion).context("status");
        assert_eq!(Trouble::in_error(&own), Some(Trouble::NoRegion));
        assert_eq!(Trouble::in_error(&anyhow::anyhow!("a file is missing")), None);
    }
}
