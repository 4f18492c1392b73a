//! The list of offers while its kinds are being collected.

use super::context::Context;
use super::offer::{Offer, Offers};
use super::pattern::Pattern;
use super::top::{Rank, RankedName, TopNames};

/// The most offers at one cursor position.
pub const MOST_OFFERS: usize = 200;

/// What speaks for a kind of offer, where letters do not decide.
pub(super) mod kind {
    pub(in super::super) const HISTORY: i32 = 60;
    pub(in super::super) const METRIC: i32 = 5;
    pub(in super::super) const AGGREGATOR: i32 = 4;
    pub(in super::super) const FUNCTION: i32 = 3;
    /// A server needs a flag for it.
    pub(in super::super) const EXPERIMENTAL: i32 = -2;
    /// Its type does not fit the context.
    pub(in super::super) const MISFIT: i32 = -40;
}

/// The offers so far.
#[derive(Debug)]
pub(super) struct List<'c> {
    pub(super) context: &'c Context,
    pub(super) pattern: &'c Pattern,
    found: Vec<(Rank, Offer)>,
    left_out: usize,
}

impl<'c> List<'c> {
    pub(super) fn new(context: &'c Context, pattern: &'c Pattern) -> Self {
        Self { context, pattern, found: Vec::new(), left_out: 0 }
    }

    /// An empty choice of so many names.
    pub(super) fn top<'k, T>(&self, limit: usize) -> TopNames<'c, 'k, T> {
        TopNames::new(self.pattern, limit)
    }

    /// Takes the names of a choice; `make` gives what each stands for.
    pub(super) fn take<'k, T>(&mut self, top: TopNames<'c, 'k, T>, make: impl Fn(&'k str, T) -> Offer) {
        let (ranked, fitting) = top.finish();
        self.left_out += fitting - ranked.len();
        for RankedName { rank, name, item } in ranked {
            let offer = make(name, item);
            let matched = if offer.label == name { self.pattern.ranges(name) } else { Vec::new() };
            self.found.push((rank, Offer { matched, ..offer }));
        }
    }

    /// Takes a single offer if its label fits.
    pub(super) fn add(&mut self, bonus: i32, offer: &Offer) {
        let label = offer.label.clone();
        let mut top = self.top(1);
        top.consider(&label, (), |_| bonus);
        self.take(top, |_, ()| offer.clone());
    }

    /// Counts what could not even be looked at.
    pub(super) fn leave_out(&mut self, count: usize) {
        self.left_out += count;
    }

    /// The best of all kinds, in order.
    pub(super) fn finish(mut self) -> Offers {
        self.found.sort_by(|(rank, offer), (other, that)| {
            other.cmp(rank).then_with(|| offer.label.cmp(&that.label)).then_with(|| offer.kind.cmp(&that.kind))
        });
        self.left_out += self.found.len().saturating_sub(MOST_OFFERS);
        self.found.truncate(MOST_OFFERS);
        Offers { list: self.found.into_iter().map(|(_, offer)| offer).collect(), left_out: self.left_out }
    }
}
