//! Which series have which labels: of each name its values, of each value its series.
//!
//! Invariant: equal texts of the same label are one text, shared by all label sets that were entered.
//! Invariant: series are named by number; each list of them grows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use crate::engine::labels::Labels;
use crate::engine::matcher::Matchers;
use crate::promql::ast::MatchOp;

/// The values of one name, and the series of each.
type Values = BTreeMap<Rc<str>, Vec<u32>>;

/// The bytes of a label's value beside its text: the text's own counters, its list of series with the first places, and
/// both in a tree whose nodes are half full.
const VALUE: usize = 2 * (size_of::<Rc<str>>() + size_of::<Vec<u32>>()) + 6 * size_of::<usize>() + 4 * size_of::<u32>();

/// Which series have which labels.
#[derive(Debug, Default)]
pub(super) struct Index {
    names: BTreeMap<Rc<str>, Values>,
}

impl Index {
    /// Enters a series; gives its labels with shared texts, and the bytes that this takes at most.
    pub(super) fn enter(&mut self, labels: &Labels, series: u32) -> (Labels, usize) {
        let mut bytes = 0;
        let labels = labels.shared(|(name, value)| {
            let name = shared(&self.names, name);
            let values = self.names.entry(Rc::clone(&name)).or_default();
            bytes += 3 * size_of::<u32>();
            if !values.contains_key(value) {
                bytes += VALUE + value.len();
            }
            let value = shared(values, value);
            values.entry(Rc::clone(&value)).or_default().push(series);
            (name, value)
        });
        (labels, bytes)
    }

    /// The numbers of series of which none else can satisfy the matchers: those that one matcher leaves, the one that
    /// leaves fewest. `None`: all.
    pub(super) fn candidates(&self, matchers: &Matchers) -> Option<Vec<u32>> {
        let equal = matchers.sources().iter().filter(|one| one.op == MatchOp::Equal && !one.value.is_empty());
        let lists = equal.map(|one| self.names.get(&*one.name)?.get(&*one.value));
        if let Some(least) = lists.map(|list| list.map_or(&[][..], Vec::as_slice)).min_by_key(|list| list.len()) {
            return Some(least.to_vec());
        }
        let name =
            matchers.sources().iter().map(|one| one.name.as_str()).find(|name| !matchers.match_value(name, ""))?;
        let values = self.names.get(name).into_iter().flatten();
        Some(
            values.filter(|(value, _)| matchers.match_value(name, value)).flat_map(|(_, list)| list).copied().collect(),
        )
    }
}

/// The key of a map that is equal to a text, or the text.
fn shared<T>(known: &BTreeMap<Rc<str>, T>, text: &Rc<str>) -> Rc<str> {
    known.get_key_value(text).map_or_else(|| Rc::clone(text), |(known, _)| Rc::clone(known))
}

/// Of how many values it is remembered how they are matched: where there are more, few come twice.
const MOST_TESTED: usize = 7 << 11;

/// Matchers that are put to each value of a label only once, if there are not too many.
pub(super) struct Tested<'a> {
    matchers: &'a Matchers,
    /// The labels that they are about; none where no matcher is a pattern, as texts are compared as fast.
    names: Vec<&'a str>,
    known: HashMap<(&'a str, &'a str), bool>,
}

impl<'a> Tested<'a> {
    /// Not put to any value yet.
    pub(super) fn new(matchers: &'a Matchers) -> Self {
        let is_pattern = matchers.sources().iter().any(|one| one.op.is_regex());
        let mut seen = HashSet::new();
        let names = matchers.sources().iter().map(|one| one.name.as_str());
        let names = names.filter(|name| is_pattern && seen.insert(*name)).collect();
        Self { matchers, names, known: HashMap::new() }
    }

    /// Whether a series satisfies all of them.
    pub(super) fn match_labels(&mut self, labels: &'a Labels) -> bool {
        if self.names.is_empty() {
            return self.matchers.match_labels(labels);
        }
        self.names.iter().all(|name| {
            let value = labels.get(name);
            if self.known.len() == MOST_TESTED {
                return self.matchers.match_value(name, value);
            }
            *self.known.entry((name, value)).or_insert_with(|| self.matchers.match_value(name, value))
        })
    }
}
