//! From a delivery that anyone could have sent to one that only the sender could.

use crate::delivery::{Delivery, Refusal};
use crate::facts::pieces;
use crate::grammar::read;
use crate::proof::made_by;
use crate::scheme::{Form, Signed};
use crate::verified::Verified;
use crate::{Key, Scheme, jws, message};

/// Checks `delivery` against every live key; `now` is Unix seconds.
///
/// The signature comes first and the window second, so that a stranger's guess about the clock
/// is answered like any other wrong signature.
pub fn verify(
    scheme: &Scheme,
    delivery: Delivery<'_>,
    keys: &[Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let live: Vec<&Key> = keys.iter().filter(|key| key.is_live(now)).collect();
    match &scheme.form {
        Form::Template(signed) => templated(scheme, signed, delivery, &live, now),
        Form::Jws(place) => jws::verify(scheme, place, &delivery, &live, now),
        Form::Message(rule) => message::verify(scheme, rule, &delivery, &live, now),
    }
}

fn templated(
    scheme: &Scheme,
    signed: &Signed,
    delivery: Delivery<'_>,
    keys: &[&Key],
    now: i64,
) -> Result<Verified, Refusal> {
    let fields = read(signed, delivery.headers)?;
    let decode = |text: &&str| signed.encoding.decode(text);
    let signatures: Vec<_> = fields.signatures.iter().filter_map(decode).collect();
    let pieces = pieces(&signed.template, &delivery, &fields)?;
    let made = |key: &&&Key| made_by(scheme.algorithm, (key, None), &pieces, &signatures);
    let key = keys.iter().find(made).ok_or(Refusal::Mismatch)?;
    let window = signed.timestamp.as_ref().map(|timestamp| &timestamp.window);
    let timestamp = fields.timestamp.zip(window);
    let signed_at = timestamp.map(|(text, window)| window.check(text, now)).transpose()?;
    let id = fields.id.map(str::to_owned);
    drop(pieces);
    Ok(Verified::new(delivery.body, key, signed_at).with_id(id))
}
