//! A request that somebody captured: as raw HTTP, or as API Gateway hands it over.

mod captured;
mod event;
mod raw;

pub(crate) use captured::{Captured, NotRead, add};

/// Reads a capture, whichever of the two it is.
pub(crate) fn read(bytes: &[u8]) -> Result<Captured, NotRead> {
    match serde_json::from_slice(bytes) {
        Ok(serde_json::Value::Object(event)) => event::read(&event),
        Ok(_) | Err(_) => raw::read(bytes),
    }
}

#[cfg(test)]
mod tests;
