//! What a reference finds in a version: all of its text, or one value of a JSON object.

use secrets::SecretStore;

use super::{Bench, Keeper, is_withdrawn};

impl<S: SecretStore, K: Keeper> Bench<S, K> {
    /// A version has a `SecretString` or a `SecretBinary`, not both.
    pub(super) async fn bytes_are_no_text(&self) {
        self.keeper.create_bytes(&self.name("bytes")).await;
        for place in [self.whole("bytes"), self.part("bytes", "signing")] {
            is_withdrawn(self.store.current(&place).await, &place, "hidden");
            assert_eq!(self.store.previous(&place).await, Ok(None));
        }
    }

    pub(super) async fn one_value_of_several_is_found_by_its_key(&self) {
        let text = r#"{"signing": "hidden-a", "api": "hidden-b"}"#;
        self.keeper.create(&self.name("object"), text).await;
        for (key, value) in [("signing", "hidden-a"), ("api", "hidden-b")] {
            assert_eq!(self.read(&self.part("object", key)).await.value.as_str(), value);
        }
        // As it was kept, space for space.
        assert_eq!(self.read(&self.whole("object")).await.value.as_str(), text);
    }

    /// Nothing to be had is an answer: what was known before is no longer to be used.
    pub(super) async fn a_reference_that_finds_no_text_is_told_apart_from_silence(&self) {
        let texts = [
            ("plain", "hidden"),
            ("list", r#"["signing", "hidden"]"#),
            ("other", r#"{"Signing": "hidden"}"#),
            ("number", r#"{"signing": 7, "hidden": 1}"#),
            ("nested", r#"{"signing": {"value": "hidden"}}"#),
            ("null", r#"{"signing": null, "hidden": 1}"#),
        ];
        for (secret, text) in texts {
            self.keeper.create(&self.name(secret), text).await;
            let place = self.part(secret, "signing");
            is_withdrawn(self.store.current(&place).await, &place, "hidden");
        }
        let place = self.part("never", "signing");
        is_withdrawn(self.store.current(&place).await, &place, "hidden");
    }

    pub(super) async fn a_previous_version_is_read_by_the_same_key(&self) {
        let (name, place) = (self.name("parts"), self.part("parts", "signing"));
        self.keeper.create(&name, "hidden").await;
        self.keeper.put(&name, r#"{"signing": "hidden-one"}"#).await;
        is_withdrawn(self.store.previous(&place).await, &place, "hidden");
        self.keeper.put(&name, r#"{"signing": "hidden-two"}"#).await;
        let both = ("hidden-two".to_owned(), Some("hidden-one".to_owned()));
        assert_eq!(self.labels(&place).await, both);
    }
}
