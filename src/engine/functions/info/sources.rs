//! The info series of one name about one thing, and which of them counts at a step.

use super::InfoSeries;
use crate::engine::error::Error;
use crate::engine::labels::Labels;

/// The info series of one name about one thing.
#[derive(Default)]
pub(super) struct Source<'a> {
    series: Vec<&'a InfoSeries>,
    /// At each step the newest and its time.
    newest: Vec<Option<(usize, i64)>>,
}

impl<'a> Source<'a> {
    /// Takes a series in. An error where it is as new as another, or has a histogram.
    pub(super) fn add(&mut self, series: &'a InfoSeries) -> Result<(), Error> {
        if series.has_histograms {
            return Err(Error::evaluation("info sample should be float"));
        }
        self.newest.resize(series.newest.len(), None);
        for (own, newest) in series.newest.iter().zip(&mut self.newest) {
            let Some(own) = *own else { continue };
            match *newest {
                Some((at, time)) if time == own => {
                    return Err(Error::evaluation(format!(
                        "found duplicate series for info metric: existing {} @ {time}, new {} @ {own}",
                        self.series[at].labels, series.labels
                    )));
                }
                Some((_, time)) if time > own => {}
                _ => *newest = Some((self.series.len(), own)),
            }
        }
        self.series.push(series);
        Ok(())
    }

    /// Which series counts at a step.
    pub(super) fn newest(&self, step: usize) -> Option<usize> {
        let (at, _) = (*self.newest.get(step)?)?;
        Some(at)
    }

    /// The labels of a series.
    pub(super) fn labels(&self, series: usize) -> &'a Labels {
        &self.series[series].labels
    }
}
