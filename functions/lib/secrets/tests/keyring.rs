//! What a keyring remembers, and for how long.
#![allow(clippy::expect_used, reason = "a test may fail")]

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use secrets::{Cause, Current, GRACE, Keyring, Look, REFRESH_EVERY, SecretStore, TTL, Unavailable};
use settings::{SecretPlace, Settings, Source};
use zeroize::Zeroizing;

/// A store that can be rotated and broken, and counts how often it is asked.
#[derive(Debug, Default)]
struct Vault(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// What it is, what it was, and since when.
    secret: Option<(String, Option<String>, Timestamp)>,
    /// When it was last changed, if the store says.
    changed: Option<Timestamp>,
    /// What the store says in place of a secret that is not there.
    silence: Option<Cause>,
    asked: usize,
    asked_for_previous: usize,
}

impl Vault {
    fn holding(values: &[&str], rotated_at: Timestamp) -> Arc<Self> {
        let text = |value: &&str| (*value).to_owned();
        let secret =
            values.first().map(text).map(|current| (current, values.get(1).map(text), rotated_at));
        Arc::new(Self(Mutex::new(State { secret, ..State::default() })))
    }

    fn set(&self, other: &Self) {
        let secret = other.0.lock().expect("a lock").secret.clone();
        self.0.lock().expect("a lock").secret = secret;
    }

    /// Nothing is there any more, for this reason.
    fn lose(&self, cause: Cause) {
        let mut state = self.0.lock().expect("a lock");
        (state.secret, state.silence) = (None, Some(cause));
    }

    fn changed_at(&self, changed: Timestamp) {
        self.0.lock().expect("a lock").changed = Some(changed);
    }

    fn asked(&self) -> usize {
        self.0.lock().expect("a lock").asked
    }

    fn asked_for_previous(&self) -> usize {
        self.0.lock().expect("a lock").asked_for_previous
    }
}

impl SecretStore for Vault {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        let mut state = self.0.lock().expect("a lock");
        state.asked += 1;
        let secret = state.secret.clone();
        let current =
            secret.map(|(value, _, since)| Current { value: value.into(), since: Some(since) });
        current.ok_or_else(|| gone(place, state.silence))
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        let mut state = self.0.lock().expect("a lock");
        state.asked_for_previous += 1;
        let secret = state.secret.clone().ok_or_else(|| gone(place, state.silence))?;
        Ok(secret.1.map(Zeroizing::new))
    }

    async fn changed(&self, _: &SecretPlace) -> Result<Option<Timestamp>, Unavailable> {
        Ok(self.0.lock().expect("a lock").changed)
    }
}

fn gone(place: &SecretPlace, cause: Option<Cause>) -> Unavailable {
    let cause = cause.unwrap_or(Cause::Unreachable);
    Unavailable { place: place.to_string(), why: "gone".into(), cause }
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
    let keyring = Keyring::new(Arc::clone(&vault));
    for seconds in [0, 1, 299] {
        let now = start() + SignedDuration::from_secs(seconds);
        assert_eq!(keyring.keys(&source(), now).await.expect("keys").len(), 1);
    }
    assert_eq!(vault.asked(), 1);
    keyring.keys(&source(), start() + TTL).await.expect("keys");
    meanwhile().await;
    assert_eq!(vault.asked(), 2);
}

#[tokio::test]
async fn after_a_rotation_both_stages_verify() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let keys = Keyring::new(Arc::clone(&vault)).keys(&source(), start()).await.expect("keys");
    let names: Vec<_> = keys.iter().map(webhook::Key::name).collect();
    assert_eq!(names, ["tidewaiter/erp/AWSCURRENT", "tidewaiter/erp/AWSPREVIOUS"]);
}

#[tokio::test]
async fn what_a_secret_was_is_asked_for_only_while_it_may_verify() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let two_days = start() + SignedDuration::from_hours(48);
    let almost = two_days - SignedDuration::from_secs(1);
    assert_eq!(
        Keyring::new(Arc::clone(&vault)).keys(&source(), almost).await.expect("keys").len(),
        2
    );
    assert_eq!(vault.asked_for_previous(), 1);
    assert_eq!(
        Keyring::new(Arc::clone(&vault)).keys(&source(), two_days).await.expect("keys").len(),
        1
    );
    assert_eq!(vault.asked_for_previous(), 1);
}

#[tokio::test]
async fn the_key_of_an_api_is_asked_for_as_it_is_now_only() {
    let vault = Vault::holding(&[NEW, OLD], start());
    let place = SecretPlace::Env("KEY".into());
    let value = Keyring::new(Arc::clone(&vault)).value(&place, start()).await.expect("a key");
    assert_eq!((value.as_str(), vault.asked_for_previous()), (NEW, 0));
}

#[tokio::test]
async fn one_secret_of_two_sources_is_read_as_each_of_them_says() {
    let vault = Vault::holding(&["Zm9ydHktdHdvLWJ5dGVz"], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    let [mut text, mut hex] = [source(), source()];
    text.name = "text".to_owned().try_into().expect("a name");
    hex.scheme.key = webhook::KeyEncoding::Hex;
    assert!(keyring.keys(&text, start()).await.is_ok());
    assert!(keyring.keys(&hex, start()).await.is_err(), "it is no hexadecimal");
}

/// Lets whatever goes on beside a delivery come to its end.
async fn meanwhile() {
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_known_secret_is_fetched_anew_beside_whoever_waits() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.set(&Vault::holding(&[NEW, OLD], start()));
    let later = start() + TTL;
    assert_eq!(keyring.keys(&source(), later).await.expect("what was known").len(), 1);
    assert_eq!(vault.asked(), 1, "nobody waited for it");
    meanwhile().await;
    assert_eq!(vault.asked(), 2);
    assert_eq!(keyring.keys(&source(), later).await.expect("what it is now").len(), 2);
}

#[tokio::test]
async fn a_store_that_does_not_answer_leaves_what_is_known_for_an_hour_more() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.lose(Cause::Unreachable);
    let later = start() + TTL + TTL;
    for _delivery in 0..100 {
        assert_eq!(keyring.keys(&source(), later).await.expect("stale keys").len(), 1);
        meanwhile().await;
    }
    assert_eq!(vault.asked(), 2, "and it is left alone for a while");
    let almost = start() + TTL + GRACE - SignedDuration::from_secs(1);
    assert!(keyring.keys(&source(), almost).await.is_ok());
    assert!(keyring.keys(&source(), start() + TTL + GRACE).await.is_err(), "and then no more");
    assert!(Keyring::new(Arc::clone(&vault)).keys(&source(), later).await.is_err());
}

#[tokio::test]
async fn a_secret_that_is_gone_verifies_nothing_from_then_on() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.lose(Cause::Withdrawn);
    let later = start() + TTL;
    assert!(keyring.keys(&source(), later).await.is_ok(), "nobody has been told yet");
    meanwhile().await;
    for seconds in 0..30 {
        let now = later + SignedDuration::from_secs(seconds);
        assert!(keyring.keys(&source(), now).await.is_err());
    }
    assert_eq!(vault.asked(), 2, "and nobody asks at every delivery");
    vault.set(&Vault::holding(&[NEW], start()));
    assert!(keyring.keys(&source(), later + REFRESH_EVERY).await.is_ok(), "once it is back");
}

#[tokio::test]
async fn a_mismatch_ends_a_secret_that_is_gone_too() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.lose(Cause::Withdrawn);
    let looked = keyring.look(&source(), start() + SignedDuration::from_secs(1)).await;
    assert!(matches!(looked, Look::Failed), "nothing is left that could verify");
    assert!(keyring.keys(&source(), start() + SignedDuration::from_secs(2)).await.is_err());
}

/// One reference of two can be read, the other cannot.
#[derive(Debug)]
struct Half(Arc<Vault>, Cause);

impl SecretStore for Half {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        match place {
            SecretPlace::Env(_) => Err(gone(place, Some(self.1))),
            SecretPlace::SecretsManager { .. } | SecretPlace::Given(_) => {
                self.0.current(place).await
            }
        }
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        self.0.previous(place).await
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_does_not_speak_for_the_others() {
    for cause in [Cause::Withdrawn, Cause::Unreachable] {
        let mut source = source();
        let broken = settings::SecretRef {
            name: "broken".to_owned(),
            place: SecretPlace::Env("BROKEN".to_owned()),
            until: None,
        };
        source.secrets.insert(0, broken);
        let vault = Vault::holding(&[OLD], start());
        let keyring = Keyring::new(Half(Arc::clone(&vault), cause));
        assert_eq!(keyring.keys(&source, start()).await.expect("the other").len(), 1);
        vault.set(&Vault::holding(&[NEW, OLD], start()));
        let looked = keyring.look(&source, start()).await;
        assert!(matches!(looked, Look::Newer(keys) if keys.len() == 2), "{cause:?}");
    }
}

#[tokio::test]
async fn the_value_before_counts_from_when_the_label_moved() {
    let made = start() - SignedDuration::from_hours(24 * 30);
    let vault = Vault::holding(&[NEW, OLD], made);
    vault.changed_at(start());
    let keyring = Keyring::new(Arc::clone(&vault));
    assert_eq!(keyring.keys(&source(), start()).await.expect("keys").len(), 1, "not asked for yet");
    let looked = keyring.look(&source(), start()).await;
    assert!(matches!(looked, Look::Newer(keys) if keys.len() == 2), "a mismatch asks");
    let over = start() + SignedDuration::from_hours(48);
    assert_eq!(keyring.keys(&source(), over).await.expect("keys").len(), 1);
}

#[tokio::test]
async fn a_line_break_at_the_end_of_a_secret_is_no_part_of_it() {
    let vault = Vault::holding(&["the-new-secret-of-the-erp\n"], start());
    let keys = Keyring::new(vault).keys(&source(), start()).await.expect("keys");
    let source = source();
    let unsigned = webhook::Unsigned { body: b"{}", id: "", url: "", timestamp: 0 };
    let sender = webhook::Key::new("sender", NEW, source.scheme.key, None).expect("a secret");
    let signed = webhook::sign(&source.scheme, &unsigned, &sender).into_iter();
    let headers = signed.map(|(name, text)| (name, text.parse().expect("a value"))).collect();
    let delivery = webhook::Delivery::post(&headers, bytes::Bytes::from_static(b"{}"), "");
    assert!(webhook::verify(&source.scheme, delivery, &keys, 0).is_ok());
}

#[tokio::test]
async fn the_key_of_an_api_ends_when_it_is_gone_and_is_never_several_values() {
    let vault = Vault::holding(&[NEW], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    let place = SecretPlace::Env("KEY".into());
    keyring.value(&place, start()).await.expect("a key");
    vault.lose(Cause::Withdrawn);
    assert!(keyring.value(&place, start() + TTL).await.is_err());
    vault.set(&Vault::holding(&[r#"{"a": "b"}"#], start()));
    let refused = keyring.value(&place, start() + TTL + REFRESH_EVERY).await;
    assert!(refused.expect_err("an object").to_string().contains("#key"));
}

#[tokio::test]
async fn a_mismatch_right_after_a_rotation_finds_the_new_secret() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.set(&Vault::holding(&[NEW, OLD], start()));
    let look = keyring.look(&source(), start() + SignedDuration::from_secs(1)).await;
    assert!(matches!(look, Look::Newer(keys) if keys.len() == 2));
}

#[tokio::test]
async fn a_mismatch_looks_again_but_not_at_every_delivery() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(Arc::clone(&vault));
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
    let keyring = Keyring::new(Arc::clone(&vault));
    keyring.keys(&source(), start()).await.expect("keys");
    vault.lose(Cause::Unreachable);
    for seconds in [0, 1] {
        let now = start() + SignedDuration::from_secs(seconds);
        assert!(matches!(keyring.look(&source(), now).await, Look::Failed));
    }
    assert_eq!(vault.asked(), 2, "and is not repeated at every delivery");
}

#[tokio::test]
async fn a_source_that_strangers_post_to_takes_no_other_sources_look() {
    let vault = Vault::holding(&[OLD], start());
    let keyring = Keyring::new(Arc::clone(&vault));
    let text = include_str!("../../../../infra/sources.toml");
    let sources = Settings::parse(text).expect("the sample file").sources;
    let other = sources.get("warehouse").expect("a source");
    assert!(matches!(keyring.look(&source(), start()).await, Look::Newer(_)));
    assert!(matches!(keyring.look(other, start()).await, Look::Newer(_)));
}

#[tokio::test]
async fn a_secret_that_is_too_short_is_refused_by_name_only() {
    let vault = Vault::holding(&["hunter2"], start());
    let refused =
        Keyring::new(Arc::clone(&vault)).keys(&source(), start()).await.expect_err("too short");
    let said = refused.to_string();
    assert!(said.contains("tidewaiter/erp") && !said.contains("hunter2"), "{said}");
}
