//! What a keyring remembers, and for how long.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use secrets::{Current, Keyring, Look, REFRESH_EVERY, SecretStore, TTL, Unavailable};
use settings::{SecretPlace, Settings, Source};
use zeroize::Zeroizing;

/// A store that can be rotated and broken, and counts how often it is asked.
#[derive(Debug, Default)]
struct Vault(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// What it is, what it was, and since when.
    secret: Option<(String, Option<String>, Timestamp)>,
    asked: usize,
    asked_for_previous: usize,
}

impl Vault {
    fn holding(values: &[&str], rotated_at: Timestamp) -> Self {
        let text = |value: &&str| (*value).to_owned();
        let secret =
            values.first().map(text).map(|current| (current, values.get(1).map(text), rotated_at));
        Self(Mutex::new(State { secret, ..State::default() }))
    }

    fn set(&self, other: &Self) {
        let secret = other.0.lock().expect("a lock").secret.clone();
        self.0.lock().expect("a lock").secret = secret;
    }

    fn asked(&self) -> usize {
        self.0.lock().expect("a lock").asked
    }

    fn asked_for_previous(&self) -> usize {
        self.0.lock().expect("a lock").asked_for_previous
    }
}

impl SecretStore for &Vault {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        let mut state = self.0.lock().expect("a lock");
        state.asked += 1;
        let secret = state.secret.clone();
        let current =
            secret.map(|(value, _, since)| Current { value: value.into(), since: Some(since) });
        current.ok_or_else(|| gone(place))
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        let mut state = self.0.lock().expect("a lock");
        state.asked_for_previous += 1;
        let secret = state.secret.clone().ok_or_else(|| gone(place))?;
        Ok(secret.1.map(Zeroizing::new))
    }
}

fn gone(place: &SecretPlace) -> Unavailable {
    Unavailable { place: place.to_string(), why: "gone".into() }
}

fn source() -> Source {
    let text = include_str!("../../../../infra/sources.toml");
    let settings = Settings::parse(text).expect("the sample file");
    settings.sources.get("erp").expect("a source").clone()
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

const OLD: &str = "the-old-secret-of-the-erp";
const NEW: &str = "the-new-secret-of-the-erp";

#[tokio::test]
async fn a_secret_is_asked_for_once_in_its_time_to_live() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(&vault);
    for seconds in [0, 1, 299] {
        let now = start() + SignedDuration::from_secs(seconds);
        assert_eq!(keyring.keys(&source(), now).await.expect("keys").len(), 1);
    }
    assert_eq!(vault.asked(), 1);
    keyring.keys(&source(), start() + TTL).await.expect("keys");
    assert_eq!(vault.asked(), 2);
}

#[tokio::test]
async fn after_a_rotation_both_stages_verify() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let keys = Keyring::new(&vault).keys(&source(), start()).await.expect("keys");
    let names: Vec<_> = keys.iter().map(webhook::Key::name).collect();
    assert_eq!(names, ["tidewaiter/erp/AWSCURRENT", "tidewaiter/erp/AWSPREVIOUS"]);
}

#[tokio::test]
async fn what_a_secret_was_is_asked_for_only_while_it_may_verify() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let two_days = start() + SignedDuration::from_hours(48);
    let almost = two_days - SignedDuration::from_secs(1);
    assert_eq!(Keyring::new(&vault).keys(&source(), almost).await.expect("keys").len(), 2);
    assert_eq!(vault.asked_for_previous(), 1);
    assert_eq!(Keyring::new(&vault).keys(&source(), two_days).await.expect("keys").len(), 1);
    assert_eq!(vault.asked_for_previous(), 1);
}

#[tokio::test]
async fn the_key_of_an_api_is_asked_for_as_it_is_now_only() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let place = SecretPlace::Env("KEY".into());
    let value = Keyring::new(&vault).value(&place, start()).await.expect("a key");
    assert_eq!((value.as_str(), vault.asked_for_previous()), (NEW, 0));
}

#[tokio::test]
async fn one_secret_of_two_sources_is_read_as_each_of_them_says() {
    let vault = Vault::holding(&["Zm9ydHktdHdvLWJ5dGVz"], start());
    let keyring = Keyring::new(&vault);
    let [mut text, mut hex] = [source(), source()];
    text.name = "text".to_owned().try_into().expect("a name");
    hex.scheme.key = webhook::KeyEncoding::Hex;
    assert!(keyring.keys(&text, start()).await.is_ok());
    assert!(keyring.keys(&hex, start()).await.is_err(), "it is no hexadecimal");
}

#[tokio::test]
async fn a_failing_store_is_no_outage_for_what_is_known() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(&vault);
    keyring.keys(&source(), start()).await.expect("keys");
    vault.set(&Vault::default());
    let later = start() + TTL + TTL;
    for _delivery in 0..100 {
        assert_eq!(keyring.keys(&source(), later).await.expect("stale keys").len(), 1);
    }
    assert_eq!(vault.asked(), 2, "and it is left alone for a while");
    assert!(Keyring::new(&vault).keys(&source(), later).await.is_err());
}

#[tokio::test]
async fn a_mismatch_right_after_a_rotation_finds_the_new_secret() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(&vault);
    keyring.keys(&source(), start()).await.expect("keys");
    vault.set(&Vault::holding(&[NEW, OLD], start()));
    let look = keyring.look(&source(), start() + SignedDuration::from_secs(1)).await;
    assert!(matches!(look, Look::Newer(keys) if keys.len() == 2));
}

#[tokio::test]
async fn a_mismatch_looks_again_but_not_at_every_delivery() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(&vault);
    keyring.keys(&source(), start()).await.expect("keys");
    assert!(matches!(keyring.look(&source(), start()).await, Look::Newer(_)));
    let almost = start() + REFRESH_EVERY - SignedDuration::from_millis(1);
    assert!(matches!(keyring.look(&source(), almost).await, Look::NothingNew));
    assert_eq!(vault.asked(), 2);
    assert!(matches!(keyring.look(&source(), start() + REFRESH_EVERY).await, Look::Newer(_)));
    assert!(matches!(keyring.look(&source(), start() + REFRESH_EVERY).await, Look::NothingNew));
    assert_eq!(vault.asked(), 3);
}

#[tokio::test]
async fn a_look_that_failed_is_told_from_one_that_found_nothing() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(&vault);
    keyring.keys(&source(), start()).await.expect("keys");
    vault.set(&Vault::default());
    for seconds in [0, 1] {
        let now = start() + SignedDuration::from_secs(seconds);
        assert!(matches!(keyring.look(&source(), now).await, Look::Failed));
    }
    assert_eq!(vault.asked(), 2, "and is not repeated at every delivery");
}

#[tokio::test]
async fn a_source_that_strangers_knock_at_takes_no_other_sources_look() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(&vault);
    let text = include_str!("../../../../infra/sources.toml");
    let sources = Settings::parse(text).expect("the sample file").sources;
    let other = sources.get("warehouse").expect("a source");
    assert!(matches!(keyring.look(&source(), start()).await, Look::Newer(_)));
    assert!(matches!(keyring.look(other, start()).await, Look::Newer(_)));
}

#[tokio::test]
async fn a_secret_that_is_too_short_is_refused_by_name_only() {
    let vault = Vault::holding(&["hunter2"], start());
    let refused = Keyring::new(&vault).keys(&source(), start()).await.expect_err("too short");
    let said = refused.to_string();
    assert!(said.contains("tidewaiter/erp") && !said.contains("hunter2"), "{said}");
}
