//! The secret that a request is signed with.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use settings::Source;
use webhook::Key;

use crate::context::Context;
use crate::stack::Secret;

/// Where the secret comes from.
#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    /// The secret as the sender holds it, a private key in PEM where it signs with one [default: the
    /// stack file's]; others can see it in `ps`
    #[arg(long, value_name = "VALUE", conflicts_with = "secret_file")]
    secret: Option<Secret>,
    /// A file with the secret and nothing else
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

/// The secret that is a file's whole content. A line break at its end is no part of it, as
/// everywhere; any other white space is, since the door would take it for one.
pub(crate) fn read(file: &Path) -> anyhow::Result<Secret> {
    let secret = std::fs::read_to_string(file);
    let secret = secret.with_context(|| format!("cannot read {}", file.display()))?;
    Ok(secret.trim_end_matches(['\r', '\n']).to_owned().into())
}

impl SecretArgs {
    /// The key that a sender of this source signs with.
    pub async fn key(&self, source: &Source, context: &Context) -> anyhow::Result<Key> {
        let Secret(secret) = self.secret(source, context).await?;
        Key::signing("sender", &secret, source.scheme.key, source.scheme.algorithm)
            .with_context(|| format!("the secret of `{}` cannot be used", source.name))
    }

    async fn secret(&self, source: &Source, context: &Context) -> anyhow::Result<Secret> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        if let Some(file) = &self.secret_file {
            return read(file);
        }
        let how = || {
            format!(
                "no secret to sign with: give --secret-file, or a stack that has `{}`",
                source.name
            )
        };
        let stack = context.stack().await.with_context(how)?;
        let found = stack.secrets.get(source.name.as_str()).cloned();
        found.with_context(|| {
            format!("{} has no secret of `{}`: give --secret-file", stack.label(), source.name)
        })
    }
}
