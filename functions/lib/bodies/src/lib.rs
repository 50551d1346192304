//! Where bodies are kept that are too long for the queue: a bucket (claim check).
//!
//! The door puts, the consumer gets; a lifecycle rule of the bucket deletes, later than anything
//! may still ask.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::copy_object::CopyObjectError;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::MetadataDirective;
use bytes::Bytes;
use thiserror::Error;
use tokio::time::timeout;

/// How long a body may take to arrive: six megabytes at most, from the same region.
const READ_WITHIN: Duration = Duration::from_secs(10);

/// The store gave no answer, or refused.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("body store: {0}")]
pub struct Unavailable(pub String);

/// Why a body is not to be had.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NotFetched {
    /// There is none under this key: it was deleted, and will not come back.
    #[error("the stored body is gone")]
    Gone,
    /// No answer this time.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Keeps long bodies.
pub trait BodyStore: Send + Sync {
    /// Done once the store has it, durably.
    fn put(&self, key: &str, body: Bytes) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// What was put under this key.
    fn get(&self, key: &str) -> impl Future<Output = Result<Bytes, NotFetched>> + Send;

    /// Makes what was put under this key as good as new, so that it is deleted later. What is gone
    /// stays gone: its event finds out when its turn comes.
    fn renew(&self, key: &str) -> impl Future<Output = Result<(), Unavailable>> + Send;
}

/// An S3 bucket.
#[derive(Clone)]
pub struct S3Bodies {
    client: Arc<LazyLock<Client, Open>>,
    bucket: String,
}

type Open = Box<dyn FnOnce() -> Client + Send>;

impl fmt::Debug for S3Bodies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Bodies").field("bucket", &self.bucket).finish_non_exhaustive()
    }
}

impl S3Bodies {
    /// The bucket of this name. Its client is opened for the first body: long ones are rare, and
    /// every start would read a table of all endpoints for them.
    pub fn new(open: impl FnOnce() -> Client + Send + 'static, bucket: String) -> Self {
        Self { client: Arc::new(LazyLock::new(Box::new(open))), bucket }
    }
}

impl BodyStore for S3Bodies {
    async fn put(&self, key: &str, body: Bytes) -> Result<(), Unavailable> {
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        let sent = request.body(ByteStream::from(body)).send().await;
        sent.map(|_| ()).map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))
    }

    async fn get(&self, key: &str) -> Result<Bytes, NotFetched> {
        let object = self.client.get_object().bucket(&self.bucket).key(key).send().await;
        let object = object.map_err(|error| match error.as_service_error() {
            Some(GetObjectError::NoSuchKey(_)) => NotFetched::Gone,
            _ => Unavailable(DisplayErrorContext(error).to_string()).into(),
        })?;
        Ok(in_time(object.body.collect()).await?.into_bytes())
    }

    /// An object that is copied onto itself is a new one to the bucket's lifecycle rule. S3 takes
    /// such a copy only if something of it changes: its metadata are written anew.
    async fn renew(&self, key: &str) -> Result<(), Unavailable> {
        let request = self.client.copy_object().bucket(&self.bucket).key(key);
        let source = format!("{}/{}", self.bucket, key.replace('/', "%2F"));
        let copied =
            request.copy_source(source).metadata_directive(MetadataDirective::Replace).send().await;
        match copied {
            Ok(_) => Ok(()),
            Err(error) if is_gone(&error) => Ok(()),
            Err(error) => Err(Unavailable(DisplayErrorContext(error).to_string())),
        }
    }
}

/// What comes after a response's head. The client's own timeouts end with the head.
async fn in_time<T, E: fmt::Display>(
    body: impl Future<Output = Result<T, E>>,
) -> Result<T, Unavailable> {
    let body = timeout(READ_WITHIN, body).await;
    let body = body.map_err(|_elapsed| Unavailable("the body does not end".to_owned()))?;
    body.map_err(|error| Unavailable(error.to_string()))
}

fn is_gone(error: &SdkError<CopyObjectError>) -> bool {
    error.as_service_error().and_then(ProvideErrorMetadata::code) == Some("NoSuchKey")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_end_is_given_up() {
        let body = std::future::pending::<Result<Bytes, String>>();
        let read = in_time(body).await;
        assert_eq!(read, Err(Unavailable("the body does not end".to_owned())));
        assert_eq!(in_time(async { Ok::<_, String>(7) }).await, Ok(7));
    }
}
