//! Every vector of `events/vectors/`, spoilt by hand in each way, and the reason that must come out.

mod spoilt;
mod vector;

use jiff::Timestamp;

use super::{Diagnosis, Held, Question, Reason, Whose, diagnose};
use crate::capture::Captured;
use crate::stack::Secret;
use vector::{Vector, vectors};

/// A request to be judged.
struct Case {
    vector: Vector,
    request: Captured,
    held: Vec<Held>,
    url: String,
    now: Timestamp,
}

impl Case {
    /// As the provider published it.
    fn of(vector: &Vector) -> Self {
        Self {
            request: vector.request(),
            held: vec![held(Whose::Own, vector.secret())],
            url: vector.url().to_owned(),
            now: vector.now(),
            vector: vector.clone(),
        }
    }

    fn diagnosis(&self) -> Diagnosis {
        let source = self.vector.source();
        let question = Question {
            source: &source,
            request: &self.request,
            url: &self.url,
            other_urls: &[],
            held: &self.held,
            now: self.now,
        };
        let diagnosis = diagnose(&question).expect("a usable secret");
        let said = serde_json::to_string(&diagnosis.explanations).expect("JSON");
        for Held { secret, .. } in &self.held {
            assert!(!said.contains(&secret.0), "it says the secret: {said}");
        }
        diagnosis
    }

    /// The codes of each explanation.
    fn codes(&self) -> Vec<Vec<&'static str>> {
        let explanations = self.diagnosis().explanations;
        explanations.iter().map(|all| all.iter().map(Reason::code).collect()).collect()
    }

    /// One of the explanations is this one thing, and none needs more.
    fn is_explained_by(&self, code: &str) {
        let codes = self.codes();
        let name = self.vector.name();
        assert!(codes.contains(&vec![code]), "{name}: {code} is wrong, and it says {codes:?}");
        assert!(codes.iter().all(|all| all.len() == 1), "{name}: {codes:?}");
    }
}

fn held(whose: Whose, secret: &str) -> Held {
    Held { whose, secret: Secret(secret.to_owned()) }
}

fn other(name: &str) -> Whose {
    Whose::Other(name.to_owned().try_into().expect("a name"))
}

#[test]
fn what_is_rightly_signed_is_said_to_be() {
    for vector in vectors() {
        let diagnosis = Case::of(&vector).diagnosis();
        let codes = Case::of(&vector).codes();
        // Some publish a body that is no event.
        let is_right = diagnosis.verifies || codes == [["content"]];
        assert!(is_right, "{}: {codes:?}", vector.name());
    }
}

#[test]
fn a_secret_that_signed_it_is_named_by_whose_it_is() {
    for vector in vectors() {
        let right = vector.secret();
        let strange = vector.strange_secret();
        for (whose, code) in
            [(Whose::Previous, "previous_secret"), (other("shop"), "secret_of_another_source")]
        {
            let held = vec![held(Whose::Own, &strange), held(whose, right)];
            Case { held, ..Case::of(&vector) }.is_explained_by(code);
        }
    }
}

#[test]
fn a_secret_that_nobody_has_explains_nothing() {
    for vector in vectors() {
        let held = vec![held(Whose::Own, &vector.strange_secret())];
        let codes = Case { held, ..Case::of(&vector) }.codes();
        // A token names its algorithm, which may be what is wrong.
        assert!(
            codes == [["unexplained"]] || (vector.kind() == "jws" && codes == [["algorithm"]]),
            "{}: {codes:?}",
            vector.name()
        );
    }
}

#[test]
fn a_time_outside_the_window_is_said_to_the_second() {
    for vector in vectors() {
        let source = vector.source();
        let Some(window) = source.scheme.window() else { continue };
        let tolerance = i64::try_from(window.tolerance_s).expect("a tolerance");
        for (shift, is_late) in [(tolerance + 100, true), (-tolerance - 100, false)] {
            let at = vector.now().as_second() + shift;
            let now = Timestamp::from_second(at).expect("a time");
            let case = Case { now, ..Case::of(&vector) };
            let diagnosis = case.diagnosis();
            let off_s = window.tolerance_s + 100;
            let expected = if let Some(over) = vector.over_s(at) {
                Reason::Over { off_s: over }
            } else {
                let is_late = Some(is_late);
                Reason::OutsideWindow { off_s, tolerance_s: window.tolerance_s, is_late }
            };
            assert_eq!(diagnosis.explanations, [[expected]], "{}", vector.name());
        }
    }
}

#[test]
fn a_missing_signature_is_said_with_the_header_that_it_should_be_in() {
    for vector in vectors() {
        let mut case = Case::of(&vector);
        let headers = vector.source().scheme.signature_headers();
        for name in &headers {
            case.request.headers.remove(name);
        }
        let explanations = case.diagnosis().explanations;
        let expected = headers.first().expect("a header").to_string();
        let is_said = |reason: &Reason| matches!(reason, Reason::Missing { headers, .. } if headers.contains(&expected));
        assert!(explanations.iter().flatten().all(is_said), "{}: {explanations:?}", vector.name());
    }
}

#[test]
fn a_signature_in_another_header_is_found() {
    for vector in vectors().into_iter().filter(Vector::is_in_one_header) {
        let mut case = Case::of(&vector);
        let headers = vector.source().scheme.signature_headers();
        let signed = headers.iter().find_map(|name| case.request.headers.remove(name));
        case.request.headers.insert("x-other-signature", signed.expect("a signature"));
        case.is_explained_by("other_header");
    }
}
