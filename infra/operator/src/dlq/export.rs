//! Writes dead messages to a file before they are dropped.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use aws_sdk_sqs::types::Message;
use serde_json::{Map, Value, json};

use crate::dlq::taken::Done;
use crate::exit::Misused;

/// A file that gets a line of JSON for each message. It holds what senders have sent, so only its
/// owner may read it.
#[derive(Debug)]
pub(crate) struct Export {
    path: PathBuf,
    file: File,
}

impl Export {
    /// A new file: one that is there already may hold what was dropped before.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        if path.exists() {
            let path = path.display();
            return Err(
                Misused(format!("{path} is there already: --export names another file")).into()
            );
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path);
        let file = file.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { path: path.to_owned(), file })
    }

    fn write(&mut self, messages: &[Message]) -> std::io::Result<()> {
        for message in messages {
            writeln!(self.file, "{}", line(message))?;
        }
        // On the disk before the queue forgets it.
        self.file.sync_data()
    }
}

impl Done for Export {
    async fn with(&mut self, messages: Vec<Message>) -> anyhow::Result<Vec<Message>> {
        let written = self.write(&messages);
        written.with_context(|| {
            format!("cannot write {}, so nothing more is dropped", self.path.display())
        })?;
        Ok(messages)
    }
}

/// A message as it could be sent again.
fn line(message: &Message) -> Value {
    let attributes = message.message_attributes.iter().flatten();
    let attributes: Map<String, Value> = attributes
        .filter_map(|(name, value)| Some((name.clone(), Value::from(value.string_value.clone()?))))
        .collect();
    let system = message.attributes.iter().flatten();
    let system: Map<String, Value> = system
        .map(|(name, value)| (name.as_str().to_owned(), Value::from(value.clone())))
        .collect();
    json!({
        "message_id": message.message_id, "body": message.body, "attributes": attributes, "system_attributes": system,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> PathBuf {
        std::env::temp_dir().join(format!("dead-{}.jsonl", uuid::Uuid::new_v4().simple()))
    }

    #[tokio::test]
    async fn what_is_dropped_stands_in_the_file_as_it_was() {
        let path = path();
        let mut export = Export::create(&path).expect("a file");
        let message = Message::builder().message_id("m1").body("line 1\nline 2").build();
        let done = export.with(vec![message]).await.expect("written");
        assert_eq!(done.len(), 1);
        let text = std::fs::read_to_string(&path).expect("the file");
        let line: Value = serde_json::from_str(text.trim_end()).expect("one line of JSON");
        assert_eq!(line["message_id"], "m1");
        assert_eq!(line["body"], "line 1\nline 2");
    }

    #[test]
    fn a_file_that_is_there_is_never_written_over() {
        let path = path();
        std::fs::write(&path, "kept").expect("a file");
        let refused = Export::create(&path).expect_err("it is there");
        assert!(refused.is::<Misused>(), "{refused}");
        assert_eq!(std::fs::read_to_string(&path).expect("the file"), "kept");
    }
}
