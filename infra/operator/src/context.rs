//! What commands share: the clock, the stack and the sources file, each read when asked for.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use jiff::Timestamp;
use settings::{Settings, Source, SourceName};
use tokio::sync::OnceCell;

use crate::connection::Connection;
use crate::environment::Environment;
use crate::exit::Misused;
use crate::options::Options;
use crate::stack::Stack;
use crate::which::Which;
use crate::{aws, describe};

/// The sources file of the repository.
const SOURCES: &str = "infra/sources.toml";

/// One run of the command.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    options: Options,
    /// Who runs it, and where.
    pub environment: Environment,
    /// When it was started.
    pub now: Timestamp,
    clock: fn() -> Timestamp,
    /// AWS is asked once where the stack is.
    stack: OnceCell<Stack>,
}

impl Context {
    /// Nothing is read yet.
    pub fn new(options: Options, environment: Environment, clock: fn() -> Timestamp) -> Self {
        Self { options, environment, now: clock(), clock, stack: OnceCell::new() }
    }

    /// The time now, for what goes on for longer than a moment.
    pub fn time(&self) -> Timestamp {
        (self.clock)()
    }

    /// The same run, as if it began now: for what is asked while a command goes on.
    pub fn anew(&self) -> Self {
        Self { now: self.time(), ..self.clone() }
    }

    /// The stack that this run is about, and clients for it.
    pub async fn connect(&self) -> anyhow::Result<Connection> {
        let stack = self.stack().await?.clone();
        let config = aws::of_stack(&stack, &self.options).await;
        Ok(Connection { stack, config })
    }

    /// The stack that this run is about.
    pub async fn stack(&self) -> anyhow::Result<&Stack> {
        self.stack.get_or_try_init(|| self.look_up()).await
    }

    async fn look_up(&self) -> anyhow::Result<Stack> {
        match self.which()? {
            Which::Named(name) => {
                describe::stack(&name, &aws::of_person(&self.options).await).await
            }
            Which::File(file) => Stack::read(&file),
            Which::Local(file) if file.exists() => Stack::read(&file),
            Which::Local(file) => Err(none_is_up(&file).into()),
        }
    }

    fn which(&self) -> Result<Which, Misused> {
        Which::of(&self.options, &self.environment)
    }

    /// The stack, if one is up or named: some commands can do without.
    pub async fn stack_if_any(&self) -> anyhow::Result<Option<&Stack>> {
        let there = match self.which()? {
            Which::Named(_) => true,
            Which::File(file) | Which::Local(file) => file.exists(),
        };
        if there { self.stack().await.map(Some) } else { Ok(None) }
    }

    /// The stack, if a file on this machine says where it is: AWS is not asked.
    pub async fn stack_at_hand(&self) -> anyhow::Result<Option<&Stack>> {
        match self.which()? {
            Which::Named(_) => Ok(None),
            Which::File(_) | Which::Local(_) => self.stack_if_any().await,
        }
    }

    /// The sources file: as asked for, else the local stack's, else the repository's.
    pub fn sources_file(&self) -> anyhow::Result<PathBuf> {
        if let Some(asked) = &self.options.sources {
            return Ok(asked.clone());
        }
        let of_stack = match self.which()? {
            Which::File(file) | Which::Local(file) if file.exists() => Stack::read(&file)?.sources,
            Which::File(_) | Which::Local(_) | Which::Named(_) => None,
        };
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

fn none_is_up(file: &Path) -> Misused {
    Misused(format!(
        "no stack is up here (there is no {}), and none is named: start a local one with `make up`, or \
         name one on AWS with --stack-name NAME or TIDEWAITER_STACK_NAME",
        file.display()
    ))
}

/// The text of a sources file.
pub(crate) fn read_sources(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {} (--sources names another)", path.display()))
}
