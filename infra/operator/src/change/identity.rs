//! Who makes a change.

use crate::connection::Connection;
use crate::environment::Environment;
use crate::trouble::Told;

/// On AWS, whom AWS takes this command for; on a local stack, who is signed in on this machine.
pub(super) async fn who(
    connection: &Connection,
    environment: &Environment,
) -> anyhow::Result<String> {
    if connection.stack.is_local() {
        return Ok(environment
            .user
            .clone()
            .unwrap_or_else(|| "somebody on this machine".to_owned()));
    }
    let client = aws_sdk_sts::Client::new(&connection.config);
    let identity = client.get_caller_identity().send().await;
    let identity = identity.told("cannot ask AWS who you are, for the audit record")?;
    Ok(identity.arn.unwrap_or_else(|| "unknown to AWS".to_owned()))
}
