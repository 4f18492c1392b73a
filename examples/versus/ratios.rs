//! How many times as fast, over all queries.

use std::fmt;

/// The ratios so far.
#[derive(Debug, Default)]
pub(crate) struct Ratios(Vec<f64>);

impl Ratios {
    /// Adds two times, in seconds; gives the own one and the ratio as a part of a line.
    pub(crate) fn add(&mut self, theirs: f64, own: f64) -> String {
        let ratio = theirs / own;
        self.0.push(ratio);
        format!("  {:9.3} ms {ratio:6.1}", own * 1e3)
    }
}

impl fmt::Display for Ratios {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let at = |at: usize| sorted.get(at).copied().unwrap_or(f64::NAN);
        let slower = sorted.iter().filter(|ratio| **ratio < 1.0).count();
        let (median, least) = (at(sorted.len() / 2), at(0));
        write!(
            out,
            "{median:.1} times as fast in the median of {}, at least {least:.1} times, slower in {slower}",
            sorted.len()
        )
    }
}
