//! Where a source of figures writes them down.

use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::exemplar::Exemplar;
use tongguan_figures::Sample;

/// Something that is counted.
pub trait Source: Send + Sync {
    /// Writes down what it shows now. Each name comes once on a page, with all of its rows.
    ///
    /// # Errors
    /// The page takes no more.
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result;
}

/// A page in the making.
pub struct Sheet<'p>(pub(crate) DescriptorEncoder<'p>);

/// The name of a label, and its value.
type Label<'r> = (&'static str, &'r str);

impl Sheet<'_> {
    /// What only grows. Its name comes without `_total`.
    ///
    /// # Errors
    /// The page takes no more.
    pub fn counter<'r, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        rows: impl IntoIterator<Item = ([Label<'r>; N], u64)>,
    ) -> fmt::Result {
        self.rows(name, help, MetricType::Counter, rows, |encoder, value| {
            encoder.encode_counter(&value, None::<&Exemplar<NoLabelSet, u64>>)
        })
    }

    /// What goes up and down.
    ///
    /// # Errors
    /// The page takes no more.
    pub fn gauge<'r, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        rows: impl IntoIterator<Item = ([Label<'r>; N], i64)>,
    ) -> fmt::Result {
        self.rows(name, help, MetricType::Gauge, rows, |encoder, value| encoder.encode_gauge(&value))
    }

    /// What does not change while the process runs; its row counts 1. Its name comes without `_info`.
    ///
    /// # Errors
    /// The page takes no more.
    pub fn info<const N: usize>(&mut self, name: &str, help: &str, labels: [Label<'_>; N]) -> fmt::Result {
        self.0.encode_descriptor(name, help, None, MetricType::Info)?.encode_info(&labels)
    }

    /// How long things took, of samples in microseconds.
    ///
    /// # Errors
    /// The page takes no more.
    pub fn times<'r, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        rows: impl IntoIterator<Item = ([Label<'r>; N], Sample)>,
    ) -> fmt::Result {
        let seconds = |micros| Duration::from_micros(micros).as_secs_f64();
        self.rows(name, help, MetricType::Histogram, rows, |encoder, sample| {
            histogram(encoder, &sample, seconds)
        })
    }

    /// How many there were at a time.
    ///
    /// # Errors
    /// The page takes no more.
    pub fn sizes(&mut self, name: &str, help: &str, sample: Sample) -> fmt::Result {
        let number = |size| size as f64;
        self.rows(name, help, MetricType::Histogram, [([], sample)], |encoder, sample| {
            histogram(encoder, &sample, number)
        })
    }

    fn rows<'r, V, const N: usize>(
        &mut self,
        name: &str,
        help: &str,
        kind: MetricType,
        rows: impl IntoIterator<Item = ([Label<'r>; N], V)>,
        write: impl Fn(&mut MetricEncoder<'_>, V) -> fmt::Result,
    ) -> fmt::Result {
        let mut encoder = self.0.encode_descriptor(name, help, None, kind)?;
        for (labels, value) in rows {
            if N == 0 {
                write(&mut encoder, value)?;
            } else {
                write(&mut encoder.encode_family(&labels)?, value)?;
            }
        }
        Ok(())
    }
}

fn histogram(encoder: &mut MetricEncoder<'_>, sample: &Sample, number: impl Fn(u64) -> f64) -> fmt::Result {
    let steps = sample.steps.iter().map(|(step, count)| (number(*step), *count));
    let buckets: Vec<_> = steps.chain([(f64::INFINITY, sample.beyond)]).collect();
    encoder.encode_histogram::<NoLabelSet>(number(sample.sum), sample.count(), &buckets, None)
}
