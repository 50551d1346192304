//! Other URLs that the sender may have signed.

use super::attempt::Patch;
use super::question::Question;
use super::reason::Reason;
use super::suspect::Suspect;

/// The usual differences between the URL that was called and the one that was signed.
pub(super) fn suspects(question: &Question<'_>) -> Vec<Suspect> {
    if !question.source.scheme.signs_url() {
        return Vec::new();
    }
    let known = question.request.url.iter().chain(question.other_urls);
    let known = known.filter(|url| *url != question.url);
    let known = known.map(|url| ("the one that was called", url.clone()));
    let mut seen = vec![question.url.to_owned()];
    let mut suspects = Vec::new();
    for (how, url) in known.chain(variants(question.url)) {
        if !seen.contains(&url) {
            seen.push(url.clone());
            suspects.push(Suspect { reason: Reason::Url { how }, patch: Patch::Url(url) });
        }
    }
    suspects
}

fn variants(url: &str) -> Vec<(&'static str, String)> {
    let Some((scheme, rest)) = url.split_once("://") else { return Vec::new() };
    let (bare, query) = match rest.split_once('?') {
        Some((bare, query)) => (bare, format!("?{query}")),
        None => (rest, String::new()),
    };
    let (host, path) = match bare.split_once('/') {
        Some((host, path)) => (host, format!("/{path}")),
        None => (bare, String::new()),
    };
    let other = if scheme == "https" { "http" } else { "https" };
    let with_slash = format!("{}/", path.trim_end_matches('/'));
    let without_stage = path.trim_start_matches('/').split_once('/');
    let without_stage = without_stage.map(|(_, path)| format!("/{path}"));
    let without_port = host.split_once(':').map_or(host, |(host, _)| host);
    let mut variants = vec![
        ("with the other of http and https", format!("{other}://{bare}{query}")),
        ("with a slash at its end", format!("{scheme}://{host}{with_slash}{query}")),
        (
            "without the slash at its end",
            format!("{scheme}://{host}{}{query}", path.trim_end_matches('/')),
        ),
        ("without its query", format!("{scheme}://{bare}")),
        ("without its port", format!("{scheme}://{without_port}{path}{query}")),
        ("with its port", format!("{scheme}://{without_port}:443{path}{query}")),
        ("without its host", format!("{path}{query}")),
        ("in lower case", url.to_ascii_lowercase()),
    ];
    variants.extend(without_stage.map(|path| {
        ("without the first part of its path", format!("{scheme}://{host}{path}{query}"))
    }));
    variants
}
