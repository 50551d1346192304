//! Where an API is asked what became of a call, or how far a job is.

/// A path with `{request_id}` where the id of the call belongs.
pub(super) fn path(text: &str) -> Result<String, &'static str> {
    const ID: &str = "{request_id}";
    if !text.starts_with('/') || text.matches(ID).count() != 1 {
        return Err("must be a path that begins with / and holds {request_id} once");
    }
    if text.replace(ID, "").contains(['{', '}', ' ']) {
        return Err("holds a { or } or a space besides {request_id}, which no path does");
    }
    Ok(text.to_owned())
}
