//! What was captured: a file, flags, or both.

use bytes::Bytes;
use http::HeaderMap;

use super::Verify;
use crate::capture::{self, Captured, add};
use crate::exit::Misused;
use crate::request::read;

impl Verify {
    /// The capture, with what the flags say in place of it.
    pub(super) fn captured(&self) -> anyhow::Result<Captured> {
        let mut captured = self.of_file()?;
        if let Some(body) = &self.body {
            captured.body = Bytes::from(read(body)?);
        }
        if let Some(method) = &self.method {
            captured.method.clone_from(method);
        }
        for header in &self.headers {
            let bad = || Misused("--header: is not `Name: value`".to_owned());
            let (name, value) = header.split_once(':').ok_or_else(bad)?;
            add(&mut captured.headers, name, value)
                .map_err(|error| Misused(format!("--header: {error}")))?;
        }
        Ok(captured)
    }

    fn of_file(&self) -> anyhow::Result<Captured> {
        match (&self.capture, &self.body) {
            (Some(file), _) => capture::read(&read(file)?)
                .map_err(|error| Misused(format!("{}: {error}", file.display())).into()),
            (None, Some(_)) => Ok(Captured {
                method: "POST".to_owned(),
                url: None,
                headers: HeaderMap::new(),
                body: Bytes::new(),
                at: None,
            }),
            (None, None) => {
                let how = "what was captured? Give a file, or --body and each --header";
                Err(Misused(how.to_owned()).into())
            }
        }
    }
}
