//! The label set of one series, as the engine joins, groups and compares them.
//!
//! Invariant: pairs are sorted by name (bytes), no name occurs twice, no value is empty: an empty value is no label.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::rc::Rc;

use hashbrown::HashTable;

use super::options::Dialect;
use super::query_budget::{ALLOCATION, bytes_of, growing};
use crate::model::count::to_u32;
pub use crate::model::labels::METRIC_NAME;
use crate::model::labels::push_quoted;

/// The names that functions and operators drop: they say what a series measured before.
pub const SCHEMA_NAMES: [&str; 3] = [METRIC_NAME, "__type__", "__unit__"];

/// In a set of so many labels each is compared.
const FEW: usize = 32;

/// The bytes that an `Rc` has before what it holds, and what an allocation takes besides.
const COUNTERS: u64 = bytes_of::<usize>(2) + ALLOCATION;

/// The label set of one series. Cloning it is cheap.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Labels(Rc<[Pair]>);

/// A name and a value.
type Pair = (Rc<str>, Rc<str>);

/// Whether a label can have this name: version 3 takes any text, version 2 only identifiers.
pub fn is_name(name: &str, dialect: Dialect) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let mut bytes = name.bytes();
    match (bytes.next(), dialect) {
        (None, _) => false,
        (Some(_), Dialect::V3) => true,
        (Some(first), Dialect::V2) => is_letter(first) && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit()),
    }
}

/// Whether a name is one of [`SCHEMA_NAMES`].
pub fn is_schema_name(name: &str) -> bool {
    // Each compared by itself: the compiler then compares words, and calls nothing.
    matches!(name, METRIC_NAME | "__type__" | "__unit__")
}

impl Default for Labels {
    fn default() -> Self {
        Self(Rc::from([]))
    }
}

impl Labels {
    /// Of pairs in any order. Pairs of empty value are left out; of a name that occurs twice the last pair counts.
    pub fn new(pairs: impl IntoIterator<Item = (impl Into<Rc<str>>, impl Into<Rc<str>>)>) -> Self {
        let mut pairs: Vec<(Rc<str>, Rc<str>)> =
            pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        // A stable sort: of equal names the last stands last.
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let mut kept: Vec<(Rc<str>, Rc<str>)> = Vec::with_capacity(pairs.len());
        for pair in pairs {
            match kept.last_mut() {
                Some(last) if last.0 == pair.0 => *last = pair,
                _ => kept.push(pair),
            }
        }
        kept.retain(|(_, value)| !value.is_empty());
        Self(kept.into())
    }

    /// The pairs, sorted by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a label; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        let at = if self.0.len() <= FEW {
            // One after the other: most names differ in length already, so that few are compared.
            self.0.iter().position(|(own, _)| **own == *name)
        } else {
            self.0.binary_search_by(|(own, _)| (**own).cmp(name)).ok()
        };
        at.map_or("", |at| &self.0[at].1)
    }

    /// Whether others hold this very set.
    pub fn is_shared(&self) -> bool {
        Rc::strong_count(&self.0) > 1
    }

    /// The bytes that it takes; of texts that others have too its share.
    pub fn memory(&self) -> u64 {
        let texts = self.0.iter().flat_map(|(name, value)| [name, value]);
        let shares = texts.map(|text| (COUNTERS + text.len() as u64) / Rc::strong_count(text) as u64);
        COUNTERS + bytes_of::<Pair>(self.0.len()) + shares.sum::<u64>()
    }

    /// The bytes that a set with the same texts takes, and its place in a list.
    pub fn copied(&self) -> u64 {
        bytes_of::<(Self, bool)>(1) + COUNTERS + bytes_of::<Pair>(self.0.len())
    }

    /// The metric's name; empty where there is none.
    pub fn metric(&self) -> &str {
        self.get(METRIC_NAME)
    }

    /// With texts that are shared with other label sets: each is replaced by an equal one.
    #[must_use]
    pub(super) fn shared(&self, mut replace: impl FnMut(&(Rc<str>, Rc<str>)) -> (Rc<str>, Rc<str>)) -> Self {
        Self(self.0.iter().map(&mut replace).collect())
    }

    /// Only the labels that satisfy a condition on their name.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(name, _)| keep(name)).count();
        if kept == self.len() {
            return self.clone();
        }
        let mut pairs = self.0.iter().filter(|(name, _)| keep(name));
        // An iterator that knows its length is collected where it stays, and not elsewhere first.
        Self((0..kept).map(|_| pairs.next().cloned().unwrap_or_default()).collect())
    }

    /// Without `__name__`, `__type__` and `__unit__`.
    #[must_use]
    pub fn without_schema(&self) -> Self {
        self.filtered(|name| !is_schema_name(name))
    }

    /// Whether another has the same name, type and unit.
    pub fn is_same_metric(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|labels| labels.0.iter().filter(|(name, _)| is_schema_name(name)));
        own.eq(others)
    }

    /// With a label set to a value; an empty value removes it.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        self.with_shared(&Rc::from(name), &Rc::from(value))
    }

    /// With several labels set to values; an empty value removes one. Of a name that occurs twice the last counts.
    #[must_use]
    pub fn with_all<'a>(&self, changes: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let changes: BTreeMap<&str, &str> = changes.into_iter().collect();
        let mut pairs = Vec::with_capacity(self.0.len() + changes.len());
        let mut own = self.0.iter().peekable();
        for (name, value) in changes {
            pairs.extend(std::iter::from_fn(|| own.next_if(|pair| *pair.0 < *name)).cloned());
            own.next_if(|pair| *pair.0 == *name);
            pairs.extend((!value.is_empty()).then(|| (Rc::from(name), Rc::from(value))));
        }
        pairs.extend(own.cloned());
        Self(pairs.into())
    }

    /// The same with texts that other label sets have, too.
    #[must_use]
    pub(super) fn with_shared(&self, name: &Rc<str>, value: &Rc<str>) -> Self {
        let at = self.0.partition_point(|(own, _)| own < name);
        let behind = at + usize::from(self.0.get(at).is_some_and(|(own, _)| own == name));
        let pair = (!value.is_empty()).then(|| (Rc::clone(name), Rc::clone(value)));
        Self(self.0[..at].iter().cloned().chain(pair).chain(self.0[behind..].iter().cloned()).collect())
    }
}

/// Label sets told apart by some of their labels, numbered in the order of first appearance.
///
/// Only the texts that count are looked at; no label set is made of them.
#[derive(Debug, Default)]
pub struct LabelSetIndex {
    /// Of each number, the label set that came first, and the hash of what counts of it.
    first: Vec<(Labels, u64)>,
    numbers: HashTable<u32>,
    hasher: RandomState,
}

impl LabelSetIndex {
    /// The bytes that one takes at the most: a number has a byte beside it, and up to half of the table is free, or
    /// there twice as long while it grows.
    pub const MOST: u64 = growing::<(Labels, u64)>(1) + bytes_of::<u32>(5);

    /// The number of a label set, of which the labels count whose names satisfy a condition: that of an equal one, or
    /// the next, from 0.
    pub fn number(&mut self, labels: &Labels, counts: &dyn Fn(&str) -> bool) -> u32 {
        let hash = self.hash(labels, counts);
        if let Some(number) = self.numbers.find(hash, |number| self.is(*number, labels, hash, counts)) {
            return *number;
        }
        let Self { first, numbers, .. } = self;
        let number = to_u32(first.len());
        first.push((labels.clone(), hash));
        numbers.insert_unique(hash, number, |number| first[*number as usize].1);
        number
    }

    /// The number of a label set; `None` where it has none. The same labels count as when it got it.
    pub fn known(&self, labels: &Labels, counts: &dyn Fn(&str) -> bool) -> Option<u32> {
        let hash = self.hash(labels, counts);
        self.numbers.find(hash, |number| self.is(*number, labels, hash, counts)).copied()
    }

    /// Whether this is the number of a label set.
    fn is(&self, number: u32, labels: &Labels, hash: u64, counts: &dyn Fn(&str) -> bool) -> bool {
        let (own, known) = &self.first[number as usize];
        *known == hash && counted(own, counts).eq(counted(labels, counts))
    }

    fn hash(&self, labels: &Labels, counts: &dyn Fn(&str) -> bool) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        counted(labels, counts).for_each(|pair| pair.hash(&mut hasher));
        hasher.finish()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// The bytes that it takes at the most, now or with the next one.
    pub fn memory(&self) -> u64 {
        self.len() as u64 * Self::MOST
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

/// The labels that count.
fn counted<'a>(labels: &'a Labels, counts: &dyn Fn(&str) -> bool) -> impl Iterator<Item = (&'a str, &'a str)> {
    labels.iter().filter(move |(name, _)| counts(name))
}

/// As Prometheus' errors show them: `{__name__="up", job="a"}`.
impl fmt::Display for Labels {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from("{");
        for (at, (name, value)) in self.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { ", " });
            text.push_str(name);
            text.push('=');
            push_quoted(&mut text, value);
        }
        text.push('}');
        out.write_str(&text)
    }
}

impl PartialOrd for Labels {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The order of range results: pair by pair, name before value; of equal beginnings the shorter first.
impl Ord for Labels {
    fn cmp(&self, other: &Self) -> Ordering {
        let different = self.0.iter().zip(&*other.0).find_map(|(a, b)| {
            let order = text_order(&a.0, &b.0).then_with(|| text_order(&a.1, &b.1));
            order.is_ne().then_some(order)
        });
        different.unwrap_or_else(|| self.len().cmp(&other.len()))
    }
}

/// The order of texts, of which many are the very same.
fn text_order(a: &Rc<str>, b: &Rc<str>) -> Ordering {
    if Rc::ptr_eq(a, b) { Ordering::Equal } else { a.cmp(b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_sorted_unique_and_without_empty_values() {
        let labels = Labels::new([("b", "2"), ("a", "1"), ("c", ""), ("b", "3")]);
        assert_eq!(labels.iter().collect::<Vec<_>>(), [("a", "1"), ("b", "3")]);
        assert_eq!((labels.get("b"), labels.get("c")), ("3", ""));
        assert_eq!(labels.with("a", "").with("z", "9"), Labels::new([("b", "3"), ("z", "9")]));
        assert_eq!(Labels::new([("__name__", "x"), ("__unit__", "s"), ("a", "1")]).without_schema().len(), 1);
    }

    #[test]
    fn several_are_set_as_one_after_the_other() {
        let labels = Labels::new([("b", "2"), ("d", "4"), ("f", "6")]);
        for changes in [
            &[][..],
            &[("a", "1"), ("g", "7")],
            &[("d", ""), ("b", "x"), ("c", "3")],
            &[("d", "x"), ("d", ""), ("e", ""), ("f", "7"), ("f", "8")],
        ] {
            let each = changes.iter().fold(labels.clone(), |labels, (name, value)| labels.with(name, value));
            assert_eq!(labels.with_all(changes.iter().copied()), each, "{changes:?}");
        }
    }

    #[test]
    fn few_and_many_are_found_alike() {
        for count in [FEW, FEW + 1] {
            let labels = Labels::new((0..count).map(|at| (format!("n{at}"), at.to_string())));
            assert!((0..count).all(|at| labels.get(&format!("n{at}")) == at.to_string()), "{count}");
            assert_eq!((labels.get("n"), labels.get("n99")), ("", ""));
        }
    }

    #[test]
    fn are_numbered_by_what_counts() {
        let all = [("1", "1"), ("1", "2"), ("2", "1"), ("", "1")].map(|(a, b)| Labels::new([("a", a), ("b", b)]));
        let mut distinct = LabelSetIndex::default();
        assert_eq!(all.each_ref().map(|one| distinct.number(one, &|name| name == "a")), [0, 0, 1, 2]);
        assert_eq!(distinct.len(), 3);
    }

    #[test]
    fn are_ordered_as_results_are() {
        let order = [
            Labels::default(),
            Labels::new([("a", "1")]),
            Labels::new([("a", "1"), ("b", "0")]),
            Labels::new([("a", "2")]),
            Labels::new([("b", "1")]),
        ];
        assert!(order.is_sorted());
    }
}
