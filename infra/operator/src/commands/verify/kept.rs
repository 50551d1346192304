//! The secrets of a source as they are kept on AWS.

use secrets::{AwsStore, SecretStore, Unavailable};
use settings::Source;

use crate::connection::Connection;
use crate::diagnosis::{Held, Whose};
use crate::trouble::Trouble;

/// What the door verifies by: each of the source's secrets as it is, and as it was before its last
/// rotation.
pub(super) async fn secrets(source: &Source, connection: &Connection) -> anyhow::Result<Vec<Held>> {
    let store = AwsStore::new(aws_sdk_secretsmanager::Client::new(&connection.config));
    let mut held = Vec::new();
    for reference in &source.secrets {
        let current = store.current(&reference.place).await.map_err(|error| trouble(&error))?;
        let whose = if held.is_empty() { Whose::Own } else { Whose::Previous };
        held.push(Held { whose, secret: current.value.to_string().into() });
        let previous = store.previous(&reference.place).await.map_err(|error| trouble(&error))?;
        let secret = previous.map(|secret| secret.to_string().into());
        held.extend(secret.map(|secret| Held { whose: Whose::Previous, secret }));
    }
    Ok(held)
}

fn trouble(error: &Unavailable) -> anyhow::Error {
    let place = format!("cannot read the secret {}: give --secret-file", error.place);
    anyhow::Error::new(Trouble::of(&error.why)).context(place)
}
