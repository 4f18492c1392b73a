//! Series of the engine as columnar blocks, which is how results go on, and blocks as series.
//!
//! Invariant: a result becomes the very block that the wire's decoder makes of a server's answer with that result.
//! Not here: storing series (`store`), decoding answers (`wire`).

use super::column::{HISTOGRAM, is_histogram};
use super::error::Error;
use super::evaluate::ResultSeries;
use super::histogram::{api, shown};
use super::labels::Labels;
use super::query_budget::{QueryBudget, bytes_of};
use super::samples::Samples;
use crate::model::block::{Block, BlockBuilder};
use crate::model::order;

/// A result that becomes a block.
///
/// Invariant: what is left of the series and what there is of the block are together within the memory that there is.
#[derive(Debug)]
pub struct Filling {
    builder: BlockBuilder,
    /// The bytes of the series that are not in it yet.
    left: u64,
    budget: QueryBudget,
}

impl Filling {
    /// None of these series is in the block yet.
    pub fn new(all: &[ResultSeries], budget: QueryBudget) -> Self {
        Self { builder: BlockBuilder::default(), left: all.iter().map(memory).sum(), budget }
    }

    /// Puts the next series into the block and drops it. Fails where there is no memory for it.
    pub fn push(&mut self, series: ResultSeries) -> Result<(), Error> {
        self.budget.check(self.left + self.builder.memory(series.samples.len()))?;
        self.left = self.left.saturating_sub(memory(&series));
        push(&mut self.builder, &series);
        drop(series);
        Ok(())
    }

    /// The block of the series so far.
    pub fn finish(self) -> Block {
        self.builder.finish()
    }
}

/// The bytes of a series, but for labels that others have, too.
fn memory(series: &ResultSeries) -> u64 {
    let labels = if series.labels.is_shared() { 0 } else { series.labels.memory() };
    bytes_of::<ResultSeries>(1) + labels + series.samples.columns_memory()
}

/// Adds a series to a block.
fn push(builder: &mut BlockBuilder, series: &ResultSeries) {
    builder.reserve(series.samples.len());
    for (name, value) in series.labels.iter() {
        builder.labels.push(name, value);
    }
    let samples = &series.samples;
    for (at, (time, value)) in samples.times.iter().zip(&samples.values).enumerate() {
        match samples.histograms.get(at) {
            Some(Some(own)) if is_histogram(*value) => {
                api::push_buckets(builder.histograms(), own);
                builder.push_histogram(*time, own.count, own.sum);
            }
            _ => builder.push_float(*time, *value),
        }
    }
    builder.end_series();
}

/// A series of a block; `None` where its histograms are none that Prometheus has.
pub fn series(block: &Block, at: usize) -> Option<(Labels, Samples)> {
    let labels = Labels::new(block.labels.of(at));
    let (times, values) = block.series(at);
    let (histogram_times, which) = block.series_histograms(at);
    let mut samples = Samples { times: times.to_vec(), values: values.to_vec(), ..Samples::default() };
    if histogram_times.is_empty() {
        return Some((labels, samples));
    }
    // Floats and histograms stand apart in a block; in a series they are one sequence.
    let mut histograms = shown::read(&block.histograms, which)?.into_iter();
    // At one time the histogram stands behind the float, and counts.
    samples.times.extend(histogram_times);
    samples.values.resize(samples.times.len(), HISTOGRAM);
    order::sort_samples(&mut samples.times, &mut samples.values);
    samples.histograms =
        samples.values.iter().map(|value| is_histogram(*value).then(|| histograms.next()).flatten()).collect();
    Some((labels, samples))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::error::Limit;
    use crate::engine::load::load;
    use crate::promql::span::Span;

    #[test]
    fn series_of_a_block_are_those_that_were_pushed() {
        let lines = ["m{a=\"b\"} 1 _ {{count:3 sum:2 buckets:[1 2]}} 4 {{count:5 sum:2 buckets:[1 4]}}", "n 1 2"];
        let mut builder = BlockBuilder::default();
        let loaded = load(lines, 1000).expect("valid lines");
        for (labels, samples) in loaded.iter().cloned() {
            push(&mut builder, &ResultSeries { labels, samples });
        }
        let block = builder.finish();
        assert!(block.is_valid());
        for (at, (labels, samples)) in loaded.iter().enumerate() {
            let (labels_back, back) = series(&block, at).expect("histograms as Prometheus has them");
            assert_eq!((&labels_back, &back.times), (labels, &samples.times));
            let bits = |samples: &Samples| samples.values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&back), bits(samples));
            let counts = |samples: &Samples| -> Vec<_> {
                samples.histograms.iter().map(|one| one.as_ref().map(|it| (it.count, it.positive.clone()))).collect()
            };
            assert_eq!(counts(&back), counts(samples));
        }
    }

    #[test]
    fn series_and_block_are_within_the_budget_together() {
        // Of 64 kB, and as much in the block: no two have the same times.
        let series = |number: i64| ResultSeries {
            labels: Labels::new([("n", number.to_string())]),
            samples: Samples {
                times: (0..1000).map(|at| at * 10 + number).collect(),
                values: vec![0.5; 1000],
                ..Samples::default()
            },
        };
        let filled = |most: u64| {
            let all: Vec<ResultSeries> = (0..4).map(series).collect();
            let mut filling = Filling::new(&all, QueryBudget::new(most, Span::default()));
            all.into_iter().try_for_each(|one| filling.push(one)).map(|()| filling.finish().samples())
        };
        let limit = |most: u64| Error::Limit { limit: Limit::Memory, most, span: Span::default() };
        assert_eq!(filled(70_000), Err(limit(70_000)));
        assert_eq!(filled(160_000), Ok(4000));
    }

    #[test]
    fn at_one_time_the_histogram_counts() {
        let mut builder = BlockBuilder::default();
        builder.push_float(1, 5.0);
        builder.push_histogram(1, 0.0, 0.0);
        builder.end_series();
        let (_, samples) = series(&builder.finish(), 0).expect("a valid histogram");
        assert_eq!((samples.times, samples.histograms.len()), (vec![1], 1));
        assert!(is_histogram(samples.values[0]));
    }
}
