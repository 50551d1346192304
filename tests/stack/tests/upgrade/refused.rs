//! What is not deployed, and what is said then.

use stack::Stack;

use crate::operator::{Deployment, source, sources_with};

/// Deploys with one more source, and returns why it was not.
async fn refusal(more: &str, parameters: &'static str) -> String {
    let stack = Stack::open().await;
    let sources = sources_with(&stack, more);
    let ended = Deployment::over(sources, parameters).run().await;
    assert!(!ended.success, "{}", ended.said);
    assert!(!ended.said.contains("What would change"), "refused too late: {}", ended.said);
    ended.said
}

pub async fn a_sources_file_with_faults() {
    let said = refusal("[source.broken]\ncolour = \"blue\"\n", "").await;
    assert!(said.contains("has faults") && said.contains("colour"), "{said}");
}

/// Everything that is wrong is said at once.
pub async fn secrets_parameters_and_packages_that_are_not_as_they_must_be() {
    let more = [
        source("absent", "secretsmanager:tidewaiter/absent"),
        source("other", "secretsmanager:other/secret"),
        source("local", "env:LOCAL_SECRET"),
    ];
    let said = refusal(&more.concat(), TOO_MUCH).await;
    for reason in [
        "tidewaiter/absent: not in Secrets Manager",
        "other/secret: the functions may read secrets that begin with `tidewaiter/`",
        "env:LOCAL_SECRET: only secrets of Secrets Manager",
        "ingress/bootstrap.zip is not built for",
        "consumer/bootstrap.zip is not built for",
        "the template has no Colour",
        "ConsumerConcurrency=1000 would leave less than 5 to the door",
        "IngressConcurrency=10000: of ",
        "DomainName needs its certificate",
    ] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
}

/// Built for another machine, and more than the account has.
const TOO_MUCH: &str = if cfg!(target_arch = "x86_64") {
    "Colour=blue ConsumerConcurrency=1000 IngressConcurrency=10000 DomainName=hooks.acme.example Architecture=arm64"
} else {
    "Colour=blue ConsumerConcurrency=1000 IngressConcurrency=10000 DomainName=hooks.acme.example Architecture=x86_64"
};

/// Asked, and answered with anything but a whole yes.
pub async fn a_doubt() {
    let stack = Stack::open().await;
    let sources = sources_with(&stack, "");
    let ended =
        Deployment { answer: "y", ..Deployment::over(sources, "LogLevel=warn") }.run().await;
    assert!(!ended.success && ended.said.contains("Nothing was changed."), "{}", ended.said);
    for shown in [
        "account   000000000000",
        "region    us-east-1",
        "stack     tidewaiter (an upgrade)",
        "before anything is asked",
        "What would change",
    ] {
        assert!(ended.said.contains(shown), "{shown}: {}", ended.said);
    }
}
