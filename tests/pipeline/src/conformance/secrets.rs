//! The promises of [`SecretStore`], as AWS documents versions, their labels and their deletion.

mod keeper;
mod labels;
mod texts;

use jiff::Timestamp;
use secrets::{Cause, Current, SecretStore, Unavailable};
use settings::SecretPlace;

pub use keeper::Keeper;

/// Runs every check, each on secrets of its own whose names begin with `prefix`. The keeper changes
/// what the store reads.
pub async fn suite<S: SecretStore, K: Keeper>(store: S, keeper: K, prefix: &str) {
    let bench = Bench { store, keeper, prefix: prefix.to_owned() };
    bench.a_first_version_is_current_and_none_is_previous().await;
    bench.a_rotation_leaves_the_one_before_it_and_no_other().await;
    bench.a_pending_version_is_nobodys_secret_yet().await;
    bench.a_label_that_is_moved_back_takes_the_other_with_it().await;
    bench.a_secret_is_as_old_as_its_current_version().await;
    bench.what_is_marked_for_deletion_is_not_given_until_it_is_restored().await;
    bench.what_was_never_made_is_not_there().await;
    bench.bytes_are_no_text().await;
    bench.one_value_of_several_is_found_by_its_key().await;
    bench.a_reference_that_finds_no_text_is_told_apart_from_silence().await;
    bench.a_previous_version_is_read_by_the_same_key().await;
}

struct Bench<S, K> {
    store: S,
    keeper: K,
    prefix: String,
}

impl<S: SecretStore, K: Keeper> Bench<S, K> {
    fn name(&self, secret: &str) -> String {
        format!("{}/{secret}", self.prefix)
    }

    /// The whole text of a secret.
    fn whole(&self, secret: &str) -> SecretPlace {
        SecretPlace::SecretsManager { name: self.name(secret), key: None }
    }

    /// One value of a secret that is a JSON object.
    fn part(&self, secret: &str, key: &str) -> SecretPlace {
        SecretPlace::SecretsManager { name: self.name(secret), key: Some(key.to_owned()) }
    }

    async fn read(&self, place: &SecretPlace) -> Current {
        self.store.current(place).await.expect("a secret")
    }

    /// What the two labels stand for.
    async fn labels(&self, place: &SecretPlace) -> (String, Option<String>) {
        let current = self.read(place).await.value.to_string();
        let previous = self.store.previous(place).await.expect("a store that answers");
        (current, previous.map(|previous| previous.to_string()))
    }

    async fn since(&self, place: &SecretPlace) -> Timestamp {
        self.read(place).await.since.expect("a version has a date")
    }

    async fn changed(&self, place: &SecretPlace) -> Timestamp {
        let changed = self.store.changed(place).await.expect("a store that answers");
        changed.expect("a secret has a date")
    }
}

/// The store has answered that it gives nothing, and does not say what it keeps.
fn is_withdrawn<T>(answer: Result<T, Unavailable>, place: &SecretPlace, secret: &str) {
    let Err(error) = answer else { panic!("{place} was given") };
    assert_eq!((error.cause, error.place.clone()), (Cause::Withdrawn, place.to_string()));
    assert!(!format!("{error} {error:?}").contains(secret), "{error}");
}
