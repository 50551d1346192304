//! A signed time, in each of the forms in which senders write it.

use webhook::{Refusal, TimeFormat, Window};

/// A time that is taken is inside the window, and is read again as the second that it is.
pub fn times(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for format in [TimeFormat::Seconds, TimeFormat::Milliseconds, TimeFormat::Rfc3339] {
        for tolerance_s in [0, 300, u64::MAX] {
            let window = Window { format, tolerance_s };
            for now in [i64::MIN, 0, 1_764_146_900, i64::MAX] {
                match window.check(text, now) {
                    Ok(at) => {
                        assert!(now.abs_diff(at) <= tolerance_s);
                        assert_eq!(window.check(text, at), Ok(at));
                    }
                    Err(Refusal::OutsideWindow { off_s, .. }) => assert!(off_s > tolerance_s),
                    Err(refusal) => assert_eq!(refusal, Refusal::Malformed("timestamp")),
                }
            }
        }
    }
}
