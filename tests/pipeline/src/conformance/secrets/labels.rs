//! `AWSCURRENT`, `AWSPREVIOUS` and `AWSPENDING`: each is on one version at most.

use secrets::SecretStore;

use super::{Bench, Keeper, is_withdrawn};

/// What two labels are expected to stand for.
fn both(current: &str, previous: &str) -> (String, Option<String>) {
    (current.to_owned(), Some(previous.to_owned()))
}

impl<S: SecretStore, K: Keeper> Bench<S, K> {
    pub(super) async fn a_first_version_is_current_and_none_is_previous(&self) {
        self.keeper.create(&self.name("first"), "one").await;
        assert_eq!(self.labels(&self.whole("first")).await, ("one".to_owned(), None));
    }

    /// `AWSPREVIOUS` goes to the version that `AWSCURRENT` was taken from.
    pub(super) async fn a_rotation_leaves_the_one_before_it_and_no_other(&self) {
        let (name, place) = (self.name("rotated"), self.whole("rotated"));
        self.keeper.create(&name, "one").await;
        for (before, now) in [("one", "two"), ("two", "three"), ("three", "four")] {
            self.keeper.put(&name, now).await;
            assert_eq!(self.labels(&place).await, both(now, before));
        }
    }

    /// A rotation in steps makes the new version first, and moves the label when it was tried.
    pub(super) async fn a_pending_version_is_nobodys_secret_yet(&self) {
        let (name, place) = (self.name("pending"), self.whole("pending"));
        let one = self.keeper.create(&name, "one").await;
        let two = self.keeper.put_pending(&name, "two").await;
        assert_eq!(self.labels(&place).await, ("one".to_owned(), None));
        self.keeper.move_current(&name, &one, &two).await;
        assert_eq!(self.labels(&place).await, both("two", "one"));
        self.keeper.put_pending(&name, "three").await;
        assert_eq!(self.labels(&place).await, both("two", "one"));
    }

    pub(super) async fn a_label_that_is_moved_back_takes_the_other_with_it(&self) {
        let (name, place) = (self.name("back"), self.whole("back"));
        self.keeper.create(&name, "one").await;
        let two = self.keeper.put(&name, "two").await;
        let three = self.keeper.put(&name, "three").await;
        self.keeper.move_current(&name, &three, &two).await;
        assert_eq!(self.labels(&place).await, both("two", "three"));
    }

    /// A version is dated when it is made; when its label moved is the secret's own date.
    pub(super) async fn a_secret_is_as_old_as_its_current_version(&self) {
        let (name, place) = (self.name("dated"), self.whole("dated"));
        let began = self.keeper.later().await;
        let one = self.keeper.create(&name, "one").await;
        let created = self.keeper.later().await;
        let two = self.keeper.put_pending(&name, "two").await;
        let made = self.keeper.later().await;
        assert!((began..created).contains(&self.since(&place).await), "the first one's");
        self.keeper.move_current(&name, &one, &two).await;
        let moved = self.keeper.later().await;
        assert!((created..made).contains(&self.since(&place).await), "not when it was moved");
        assert!((made..moved).contains(&self.changed(&place).await), "when it was moved");
        self.keeper.move_current(&name, &two, &one).await;
        assert!((began..created).contains(&self.since(&place).await), "an old one is as old");
        assert!(self.changed(&place).await >= moved, "moved back is changed, too");
    }

    /// A secret that is marked for deletion keeps its versions, and gives none of them.
    pub(super) async fn what_is_marked_for_deletion_is_not_given_until_it_is_restored(&self) {
        let (name, place) = (self.name("deleted"), self.whole("deleted"));
        self.keeper.create(&name, "hidden-one").await;
        self.keeper.put(&name, "hidden-two").await;
        self.keeper.delete(&name).await;
        is_withdrawn(self.store.current(&place).await, &place, "hidden");
        is_withdrawn(self.store.previous(&place).await, &place, "hidden");
        self.changed(&place).await;
        self.keeper.restore(&name).await;
        assert_eq!(self.labels(&place).await, both("hidden-two", "hidden-one"));
    }

    pub(super) async fn what_was_never_made_is_not_there(&self) {
        let place = self.whole("never");
        is_withdrawn(self.store.current(&place).await, &place, "hidden");
        assert_eq!(self.store.previous(&place).await, Ok(None));
        assert!(self.store.changed(&place).await.is_err());
        self.keeper.create_empty(&self.name("empty")).await;
        let place = self.whole("empty");
        is_withdrawn(self.store.current(&place).await, &place, "hidden");
        assert_eq!(self.store.previous(&place).await, Ok(None));
    }
}
