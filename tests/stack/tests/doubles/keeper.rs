//! Who changes secrets in Secrets Manager.

use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::primitives::Blob;
use jiff::Timestamp;
use pipeline::conformance::secrets::Keeper;

/// An operator of the local AWS, whose clock is this machine's.
#[derive(Debug)]
pub struct AwsKeeper(pub Client);

impl Keeper for AwsKeeper {
    async fn later(&self) -> Timestamp {
        let began = stack::now().as_second();
        while stack::now().as_second() == began {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Timestamp::from_second(stack::now().as_second()).expect("a time")
    }

    async fn create(&self, name: &str, text: &str) -> String {
        let made = self.0.create_secret().name(name).secret_string(text).send().await;
        made.expect("a new secret").version_id.expect("its version")
    }

    async fn create_bytes(&self, name: &str) {
        let bytes = Blob::new([0, 159, 146, 150]);
        let made = self.0.create_secret().name(name).secret_binary(bytes).send().await;
        made.expect("a new secret");
    }

    async fn create_empty(&self, name: &str) {
        self.0.create_secret().name(name).send().await.expect("a new secret");
    }

    async fn put(&self, name: &str, text: &str) -> String {
        let put = self.0.put_secret_value().secret_id(name).secret_string(text).send().await;
        put.expect("a new version").version_id.expect("its id")
    }

    async fn put_pending(&self, name: &str, text: &str) -> String {
        let put = self.0.put_secret_value().secret_id(name).secret_string(text);
        let put = put.version_stages("AWSPENDING").send().await;
        put.expect("a new version").version_id.expect("its id")
    }

    async fn move_current(&self, name: &str, from: &str, to: &str) {
        let label = self.0.update_secret_version_stage().secret_id(name);
        let label = label.version_stage("AWSCURRENT").remove_from_version_id(from);
        label.move_to_version_id(to).send().await.expect("a label that moves");
    }

    async fn delete(&self, name: &str) {
        let deleted = self.0.delete_secret().secret_id(name).recovery_window_in_days(7);
        deleted.send().await.expect("a secret");
    }

    async fn restore(&self, name: &str) {
        self.0.restore_secret().secret_id(name).send().await.expect("a secret");
    }
}
