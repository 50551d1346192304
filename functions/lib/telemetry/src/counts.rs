//! What was counted since the last line was written.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

/// What became of one metric under one set of labels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Values {
    /// A counter's sum.
    Sum(u64),
    /// Every value of a histogram, in the order in which they came.
    Each(Vec<f64>),
}

/// What a process has counted and not yet written. Nothing is kept of what was written: a metric
/// that is not counted again costs no byte.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<BTreeMap<Key, Values>>);

impl Counts {
    /// Everything since the last time.
    pub fn take(&self) -> BTreeMap<Key, Values> {
        std::mem::take(&mut *self.lock())
    }

    fn sum(&self, key: &Key, change: impl Fn(u64) -> u64) {
        let mut counts = self.lock();
        match counts.get_mut(key) {
            Some(Values::Sum(sum)) => *sum = change(*sum),
            Some(Values::Each(_)) => {}
            None => drop(counts.insert(key.clone(), Values::Sum(change(0)))),
        }
    }

    fn record(&self, key: &Key, value: f64) {
        // JSON has no number for anything else.
        if !value.is_finite() {
            return;
        }
        let mut counts = self.lock();
        match counts.get_mut(key) {
            Some(Values::Each(values)) => values.push(value),
            Some(Values::Sum(_)) => {}
            None => drop(counts.insert(key.clone(), Values::Each(vec![value]))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Values>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The process's recorder.
#[derive(Clone, Debug)]
pub(crate) struct Registrar(pub Arc<Counts>);

/// One metric, as whoever counts holds it.
struct Handle {
    counts: Arc<Counts>,
    key: Key,
}

impl CounterFn for Handle {
    fn increment(&self, value: u64) {
        self.counts.sum(&self.key, |sum| sum.saturating_add(value));
    }

    fn absolute(&self, value: u64) {
        self.counts.sum(&self.key, |sum| sum.max(value));
    }
}

impl HistogramFn for Handle {
    fn record(&self, value: f64) {
        self.counts.record(&self.key, value);
    }
}

impl Registrar {
    fn handle(&self, key: &Key) -> Arc<Handle> {
        Arc::new(Handle { counts: Arc::clone(&self.0), key: key.clone() })
    }
}

/// Names stand for themselves: no metric has a unit or a description.
impl Recorder for Registrar {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.handle(key))
    }

    /// There are none (`.clippy.toml`): what an invocation sees is a histogram's value.
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.handle(key))
    }
}

#[cfg(test)]
mod tests {
    use metrics::with_local_recorder;

    use super::*;

    #[test]
    fn what_was_counted_is_taken_once() {
        let registrar = Registrar(Arc::default());
        with_local_recorder(&registrar, || {
            for value in [2.0, f64::NAN, 0.5] {
                metrics::counter!("calls", "api" => "a").increment(3);
                metrics::histogram!("seconds").record(value);
            }
        });
        let taken = registrar.0.take();
        let of = |name: &str| taken.iter().find(|(key, _)| key.name() == name).map(|(_, it)| it);
        assert_eq!(of("calls"), Some(&Values::Sum(9)));
        assert_eq!(of("seconds"), Some(&Values::Each(vec![2.0, 0.5])));
        assert!(registrar.0.take().is_empty());
    }
}
