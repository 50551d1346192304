//! Several secrets, several signatures: one live key that made one of them is enough.

use http::{HeaderMap, HeaderName};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use settings::preset;
use webhook::{Key, Refusal, Scheme, TimeFormat, sign};

use crate::generate::{Message, UNKNOWN, config, message, scheme, secret, signed};
use crate::{check, headers, value};

/// A secret beside the delivery's time: how long after it the secret ends, if it ends.
type Life = Option<i64>;

/// One signature of a list.
#[derive(Clone, Copy, Debug)]
enum Entry {
    /// By the key at this place.
    Made(Index),
    /// By the key at this place, but of a version that the scheme does not know.
    Unknown(Index),
    /// By a key that the receiver has not.
    Strangers,
}

/// How a list stands in a request.
#[derive(Clone, Copy, Debug)]
enum Layout {
    /// Elements of one header, apart by the scheme's separator (or a comma).
    List,
    /// A header each.
    Repeated,
    /// A header each, as API Gateway joins them.
    Joined(&'static str),
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        any::<Index>().prop_map(Entry::Made),
        any::<Index>().prop_map(Entry::Unknown),
        Just(Entry::Strangers),
    ]
}

fn layout() -> impl Strategy<Value = Layout> {
    prop::sample::select(
        &[Layout::List, Layout::Repeated, Layout::Joined(","), Layout::Joined(", ")][..],
    )
}

/// A scheme with one to four different secrets of its kind, and a stranger's at the end.
fn secrets() -> impl Strategy<Value = (Scheme, Vec<(String, Life)>)> {
    scheme().prop_flat_map(|scheme| {
        let life = prop::option::of(prop_oneof![Just(0), Just(1), -9_i64..9]);
        let secrets = vec((secret(scheme.key), life), 2..=5);
        let different = secrets.prop_filter("no secret twice", |secrets| {
            let texts: std::collections::BTreeSet<_> =
                secrets.iter().map(|(text, _)| text).collect();
            texts.len() == secrets.len()
        });
        different.prop_map(move |secrets| (scheme.clone(), secrets))
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_delivery_verifies_iff_a_live_key_made_one_of_its_signatures(
        (scheme, secrets) in secrets(),
        message in message(),
        entries in vec(entry(), 1..=8),
        layout in layout(),
    ) {
        let now = message.timestamp;
        let until = |life: &Life| life.map(|life| now.saturating_add(life));
        let mut keys: Vec<Key> = secrets.iter().enumerate().map(|(place, (secret, life))| {
            Key::new(&format!("k{place}"), secret, scheme.key, until(life)).expect("a good secret")
        }).collect();
        let stranger = keys.pop().expect("two at least");
        let texts = entries.iter().map(|entry| write(&scheme, &message, &keys, &stranger, *entry));
        let request = request(&scheme, &message, &stranger, layout, texts.collect());

        let made = |place: usize| entries.iter().any(|entry| {
            matches!(entry, Entry::Made(index) if index.index(keys.len()) == place)
        });
        let live = |place: usize| until(&secrets[place].1).is_none_or(|until| now < until);
        let expected = (0..keys.len()).find(|place| live(*place) && made(*place));

        let place = (&*message.body, &*message.url);
        let outcome = check(&scheme, &request, place, &keys, now);
        let outcome = outcome.map(|verified| verified.secret().to_owned());
        prop_assert_eq!(outcome, expected.map(|place| format!("k{place}")).ok_or(Refusal::Mismatch));
    }
}

/// What stands in the signature's header for one entry.
fn write(scheme: &Scheme, message: &Message, keys: &[Key], stranger: &Key, entry: Entry) -> String {
    let prefix = &signed(scheme).signature.prefix;
    match entry {
        Entry::Made(index) => mac(scheme, message, &keys[index.index(keys.len())]),
        Entry::Strangers => mac(scheme, message, stranger),
        Entry::Unknown(index) => {
            let good = mac(scheme, message, &keys[index.index(keys.len())]);
            format!("{UNKNOWN}{}", &good[prefix.len()..])
        }
    }
}

/// The signature alone, with its prefix, without the time that Stripe puts before it.
fn mac(scheme: &Scheme, message: &Message, key: &Key) -> String {
    let (name, text) = signature_of(scheme, message, key);
    let between = signed(scheme).separator.unwrap_or(',');
    let start = if shares_its_header(scheme, &name) { text.find(between) } else { None };
    text[start.map_or(0, |at| at + between.len_utf8())..].to_owned()
}

fn signature_of(scheme: &Scheme, message: &Message, key: &Key) -> (HeaderName, String) {
    let name = &signed(scheme).signature.headers[0];
    let mut pairs = sign(scheme, &message.unsigned(), key).into_iter();
    pairs.find(|(header, _)| header == name).expect("a signature")
}

fn shares_its_header(scheme: &Scheme, name: &HeaderName) -> bool {
    signed(scheme).timestamp.as_ref().is_some_and(|time| time.at.headers[0] == *name)
}

/// The time as it stands in the signature's header.
fn time(scheme: &Scheme, message: &Message) -> String {
    let timestamp = signed(scheme).timestamp.as_ref().expect("a time");
    let instant = jiff::Timestamp::from_second(message.timestamp).expect("a time");
    let text = match timestamp.window.format {
        TimeFormat::Seconds => message.timestamp.to_string(),
        TimeFormat::Milliseconds => instant.as_millisecond().to_string(),
        TimeFormat::Rfc3339 => instant.to_string(),
    };
    format!("{}{text}", timestamp.at.prefix)
}

/// The headers of a delivery with these signatures.
fn request(
    scheme: &Scheme,
    message: &Message,
    any_key: &Key,
    layout: Layout,
    mut texts: Vec<String>,
) -> HeaderMap {
    let name = signed(scheme).signature.headers[0].clone();
    let mut request = headers(sign(scheme, &message.unsigned(), any_key));
    request.remove(&name);
    if shares_its_header(scheme, &name) {
        texts.insert(0, time(scheme, message));
    }
    let own = signed(scheme).separator.unwrap_or(',').to_string();
    let values = match layout {
        Layout::List => vec![texts.join(&own)],
        Layout::Joined(by) => vec![texts.join(by)],
        Layout::Repeated => texts,
    };
    for text in values {
        request.append(name.clone(), value(&text));
    }
    request
}

/// A rotation needs two; a stranger's list without end costs no more than sixteen comparisons.
#[test]
fn the_seventeenth_signature_is_not_tried() {
    let scheme = preset("standard-webhooks").expect("a preset");
    let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    let key = Key::new("sender", secret, scheme.key, None).expect("a good secret");
    let url = String::new();
    let message = Message { body: b"{}".to_vec(), id: "msg_1".into(), url, timestamp: 1 };
    for (before, outcome) in [(15, None), (16, Some(Refusal::Mismatch))] {
        let mut texts = vec!["v1,AAAA".to_owned(); before];
        texts.push(mac(&scheme, &message, &key));
        let request = request(&scheme, &message, &key, Layout::List, texts);
        let keys = std::slice::from_ref(&key);
        assert_eq!(check(&scheme, &request, (b"{}", ""), keys, 1).err(), outcome);
    }
}
