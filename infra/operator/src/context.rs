//! What commands share: the clock, the stack file and the sources file, each read when asked for.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use settings::{Settings, Source, SourceName};

use crate::exit::Misused;
use crate::options::Options;
use crate::stack::Stack;

/// The sources file of the repository.
const SOURCES: &str = "infra/sources.toml";

/// One run of the command.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    options: Options,
    /// When it was started.
    pub now: Timestamp,
}

impl Context {
    /// Nothing is read yet.
    pub fn new(options: Options, now: Timestamp) -> Self {
        Self { options, now }
    }

    /// The stack file.
    pub fn stack(&self) -> anyhow::Result<Stack> {
        Stack::read(&self.options.stack)
    }

    /// The name of the stack file, for messages.
    pub fn stack_file(&self) -> &Path {
        &self.options.stack
    }

    /// The stack file, if there is one: some commands can do without.
    pub fn stack_if_any(&self) -> anyhow::Result<Option<Stack>> {
        let there = self.options.stack.exists();
        there.then(|| self.stack()).transpose()
    }

    /// The sources file: as asked for, else the stack's, else the repository's.
    pub fn sources_file(&self) -> anyhow::Result<PathBuf> {
        if let Some(asked) = &self.options.sources {
            return Ok(asked.clone());
        }
        let of_stack = self.stack_if_any()?.and_then(|stack| stack.sources);
        Ok(of_stack.unwrap_or_else(|| PathBuf::from(SOURCES)))
    }

    /// What the sources file says.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let path = self.sources_file()?;
        let settings = Settings::parse(&read_sources(&path)?);
        settings.with_context(|| format!("{} has problems", path.display()))
    }

    /// One source.
    pub fn source(&self, name: &str) -> anyhow::Result<Source> {
        Ok(Self::source_of(&self.settings()?, name)?.clone())
    }

    /// One source of these.
    pub fn source_of<'s>(settings: &'s Settings, name: &str) -> Result<&'s Source, Misused> {
        let sources = &settings.sources;
        let known = || sources.keys().map(SourceName::as_str).collect::<Vec<_>>();
        sources
            .get(name)
            .ok_or_else(|| Misused(format!("no source `{name}`: there are {}", known().join(", "))))
    }
}

/// The text of a sources file.
pub(crate) fn read_sources(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {} (--sources names another)", path.display()))
}
