//! An event's key in the ledger, `source#tenant#id`. Pure.

/// Source, tenant and id of a key; of the row of a reused id those of the event, and its digest
/// belongs to the id.
pub(crate) fn key_parts(key: &str) -> (&str, &str, &str) {
    let key = key.strip_prefix("reused:").unwrap_or(key);
    let mut parts = key.splitn(3, '#');
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_its_front_since_ids_may_hold_anything() {
        assert_eq!(key_parts("erp#acme#a#b"), ("erp", "acme", "a#b"));
        assert_eq!(key_parts("reused:erp#acme#a#digest"), ("erp", "acme", "a#digest"));
        assert_eq!(key_parts("unreadable:abc"), ("unreadable:abc", "", ""));
    }
}
