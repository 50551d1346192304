//! Where the measuring is done: a sink, the programs, and a folder for what they write.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{Function, Launch, Sink};

/// What every measurement needs.
#[derive(Debug)]
pub struct Lab {
    /// The functions' AWS.
    pub sink: Sink,
    /// How many certificates a bare function has to load: the system's.
    pub certificates: usize,
    /// How many ours has to load: those that it is built with on AWS, as a file.
    pub own_certificates: usize,
    functions: Functions,
    programs: PathBuf,
    folder: PathBuf,
}

/// Where our own functions are.
#[derive(Clone, Debug)]
pub enum Functions {
    /// Beside the other programs, as `cargo build` leaves them.
    Beside,
    /// In this folder as cargo-lambda leaves them, for Lambda: `NAME/bootstrap`.
    Packed(PathBuf),
}

impl Lab {
    /// Opens one; `programs` is where the bare functions are, `folder` may be written to.
    pub async fn open(functions: Functions, programs: PathBuf, folder: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let folder = folder.canonicalize()?;
        let sink = Sink::start().await?;
        let certificates = sink.write_trust(&trust(&folder), None)?;
        let own_certificates = sink.write_trust(&own_trust(&folder), Some(cloud::AWS_ROOTS))?;
        Ok(Self { sink, certificates, own_certificates, functions, programs, folder })
    }

    /// How to start the ingress with these `sources` beside it.
    pub fn ingress(&self, name: &str, sources: &str) -> Result<Launch> {
        self.own(name, "ingress", sources)
    }

    /// How to start one of ours with these `sources` beside it.
    pub fn own(&self, name: &str, program: &str, sources: &str) -> Result<Launch> {
        let mut launch = self.launch(name, program)?;
        if let Functions::Packed(folder) = &self.functions {
            launch.program = folder.join(program).join("bootstrap");
        }
        let trust = own_trust(&self.folder).display().to_string();
        launch.variables.retain(|(name, _)| name != "SSL_CERT_FILE");
        launch.variables.push(("SSL_CERT_FILE".to_owned(), trust));
        std::fs::write(launch.task_root.join("sources.toml"), sources)?;
        Ok(launch)
    }

    /// How to start a function with nothing beside it.
    pub fn launch(&self, name: &str, program: &str) -> Result<Launch> {
        let task_root = self.folder.join(name);
        std::fs::create_dir_all(&task_root)?;
        let log = task_root.join("log");
        let variables = self.variables();
        let (program, arguments) = (self.programs.join(program), Vec::new());
        Ok(Launch { program, arguments, variables, task_root, log })
    }

    /// The sink's own certificate, alone, for whoever has the system's built in.
    pub fn authority(&self) -> Result<PathBuf> {
        let path = self.folder.join("authority.pem");
        self.sink.write_trust(&path, Some(""))?;
        Ok(path)
    }

    /// The system's certificates, and the sink's.
    pub fn trust(&self) -> PathBuf {
        trust(&self.folder)
    }

    fn variables(&self) -> Vec<(String, String)> {
        let queue_url = format!("{}/123456789012/bench", self.sink.sqs_url());
        let variables = [
            ("QUEUE_URL", queue_url),
            ("BODIES_BUCKET", "bench".to_owned()),
            ("AWS_ENDPOINT_URL_SQS", self.sink.sqs_url()),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", self.sink.secrets_manager_url()),
            ("SSL_CERT_FILE", trust(&self.folder).display().to_string()),
        ];
        variables.map(|(name, value)| (name.to_owned(), value)).to_vec()
    }
}

fn trust(folder: &Path) -> PathBuf {
    folder.join("trust.pem")
}

/// The roots that our functions are built with, where `SSL_CERT_FILE` would say others.
fn own_trust(folder: &Path) -> PathBuf {
    folder.join("own-trust.pem")
}

impl Launch {
    /// Starts it.
    pub async fn start(&self) -> Result<Function> {
        Function::start(self).await
    }
}
