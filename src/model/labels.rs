//! Label sets of many series in one table: every text stored once, a pair is two small numbers.
//!
//! Invariant: within one series the pairs stand in the order they were pushed (servers send them
//! sorted by name), and a name occurs at most once.
//! Not here: matchers (with `promql`), hashing of label sets for joins (with `engine`).

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use super::count::to_u32;
use super::text::{Bounded, beginning};

/// The name of the label that holds a metric's name.
pub const METRIC_NAME: &str = "__name__";

/// The finished, immutable label sets of `len()` series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelTable {
    /// All distinct texts, one after the other.
    text: String,
    /// Text `i` ends at byte `ends[i]`; it starts where text `i - 1` ends.
    ends: Vec<u32>,
    /// (name text, value text), series after series.
    pairs: Vec<[u32; 2]>,
    /// The pairs of series `s` end at `series_ends[s]`.
    series_ends: Vec<u32>,
}

impl LabelTable {
    /// The number of series.
    pub fn len(&self) -> usize {
        self.series_ends.len()
    }

    /// Whether the table holds no series.
    pub fn is_empty(&self) -> bool {
        self.series_ends.is_empty()
    }

    /// The number of distinct texts, names and values together; their numbers are below it.
    pub fn texts(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number.
    pub fn text(&self, id: u32) -> &str {
        let id = id as usize;
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        &self.text[start..self.ends[id] as usize]
    }

    /// The number of a text; `None` where no label has it as its name or value.
    pub fn id(&self, text: &str) -> Option<u32> {
        (0..to_u32(self.ends.len())).find(|&id| self.text(id) == text)
    }

    /// The labels of one series as numbers of texts (name, value), in stored order. Of the tables that a
    /// [`LabelTableBuilder`] makes, equal texts have equal numbers: passes over many series compare those.
    pub fn pairs_of(&self, series: usize) -> &[[u32; 2]] {
        let Some(&end) = self.series_ends.get(series) else { return &[] };
        let start = series.checked_sub(1).map_or(0, |before| self.series_ends[before]) as usize;
        &self.pairs[start..end as usize]
    }

    /// The labels of one series as (name, value), in stored order, `__name__` among them; none for an index that is
    /// not of this table.
    pub fn of(&self, series: usize) -> impl Iterator<Item = (&str, &str)> {
        self.pairs_of(series).iter().map(|&[name, value]| (self.text(name), self.text(value)))
    }

    /// The value of one label, `None` where the series has no such label.
    pub fn value(&self, series: usize, name: &str) -> Option<&str> {
        self.of(series).find(|&(n, _)| n == name).map(|(_, v)| v)
    }

    /// The series in `PromQL`'s notation: `metric{label="value",…}`, `{}` where it has no label.
    pub fn display(&self, series: usize) -> String {
        display(self.of(series))
    }

    /// The distinct label names of all series, in the order of first appearance.
    pub fn names(&self) -> Vec<&str> {
        let mut seen = vec![false; self.ends.len()];
        let mut names = Vec::new();
        for &[name, _] in &self.pairs {
            if !std::mem::replace(&mut seen[name as usize], true) {
                names.push(self.text(name));
            }
        }
        names
    }

    /// The table's columns, for sending it elsewhere: (text, text ends, flat pairs, series ends).
    pub fn into_columns(self) -> (String, Vec<u32>, Vec<u32>, Vec<u32>) {
        (self.text, self.ends, self.pairs.into_flattened(), self.series_ends)
    }

    /// The inverse of [`LabelTable::into_columns`]; `None` unless every index is within bounds and
    /// every cut falls on a character's boundary.
    pub fn from_columns(text: String, ends: Vec<u32>, flat: &[u32], series_ends: Vec<u32>) -> Option<Self> {
        let (pairs, rest) = flat.as_chunks::<2>();
        let is_valid = rest.is_empty()
            && ends.is_sorted()
            && ends.iter().all(|&e| text.is_char_boundary(e as usize))
            && flat.iter().all(|&id| (id as usize) < ends.len())
            && series_ends.is_sorted()
            && series_ends.last().is_none_or(|&e| e as usize <= pairs.len());
        is_valid.then(|| Self { text, ends, pairs: pairs.to_vec(), series_ends })
    }
}

/// Some labels as `PromQL` writes a series: `metric{label="value",…}`, `{}` for none.
pub fn display<'a>(labels: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (mut metric, mut others) = ("", String::new());
    for (name, value) in labels {
        if name == METRIC_NAME {
            metric = value;
            continue;
        }
        if !others.is_empty() {
            others.push(',');
        }
        others.push_str(name);
        others.push('=');
        push_quoted(&mut others, value);
    }
    if others.is_empty() && !metric.is_empty() { metric.to_owned() } else { format!("{metric}{{{others}}}") }
}

/// As [`display()`], of about so many characters at most: a label set can be longer than anyone reads.
pub fn display_bounded<'a>(labels: impl Iterator<Item = (&'a str, &'a str)>, most: usize) -> Bounded {
    let (mut left, mut is_cut) = (most, false);
    let mut shown = Vec::new();
    let mut labels = labels.peekable();
    while left > 0
        && let Some(pair) = labels.next()
    {
        let (name, value) = (beginning(pair.0, left).unwrap_or(pair.0), beginning(pair.1, left).unwrap_or(pair.1));
        is_cut |= (name, value) != pair;
        shown.push((name, value));
        left = left.saturating_sub(name.len() + value.len() + 1);
    }
    is_cut |= labels.peek().is_some();
    let text = display(shown.into_iter());
    Bounded { text: if is_cut { text + "…" } else { text }, is_cut }
}

/// Appends `value` in double quotes with `\`, `"` and line ends escaped, as `PromQL` writes it.
pub fn push_quoted(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Builds a [`LabelTable`]: push pairs, then end the series, then finish.
#[derive(Debug, Default)]
pub struct LabelTableBuilder {
    table: LabelTable,
    /// Where the pairs of the series before the one under construction begin.
    before: usize,
    /// Of each text, the last series that has it as a name, numbered from 1; 0: none.
    named: Vec<u32>,
    /// The ids of texts, found by the texts; no second copy of these, as a map with them as keys would hold.
    ids: HashTable<u32>,
    hasher: RandomState,
}

impl LabelTableBuilder {
    /// Adds a pair to the series under construction. A name pushed twice keeps its first value.
    pub fn push(&mut self, name: &str, value: &str) {
        let open = self.open();
        // Mostly the series before has the same names in the same places, and many of the values.
        let like = self.table.pairs[self.before..open].get(self.table.pairs.len() - open).copied();
        let name = self.intern(name, like.map(|[name, _]| name));
        let series = to_u32(self.table.series_ends.len()) + 1;
        if self.named.len() <= name as usize {
            self.named.resize(name as usize + 1, 0);
        }
        if std::mem::replace(&mut self.named[name as usize], series) != series {
            let value = self.intern(value, like.map(|[_, value]| value));
            self.table.pairs.push([name, value]);
        }
    }

    /// Ends the series under construction; its index is the number of series ended before it.
    pub fn end_series(&mut self) {
        self.before = self.open();
        self.table.series_ends.push(to_u32(self.table.pairs.len()));
    }

    /// The bytes of its texts and lists.
    pub fn memory(&self) -> usize {
        let LabelTable { text, ends, pairs, series_ends } = &self.table;
        let numbers = ends.len() + 2 * pairs.len() + series_ends.len() + self.named.len();
        text.len() + numbers * size_of::<u32>() + self.ids.allocation_size()
    }

    /// The number of series ended so far.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether no series was ended yet.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The finished table; pairs after the last ended series are dropped.
    pub fn finish(mut self) -> LabelTable {
        self.table.pairs.truncate(self.open());
        self.table
    }

    /// Where the pairs of the series under construction begin.
    fn open(&self) -> usize {
        self.table.series_ends.last().map_or(0, |&e| e as usize)
    }

    /// The id of a text, which is `guess` if that is its text.
    fn intern(&mut self, text: &str, guess: Option<u32>) -> u32 {
        if let Some(id) = guess.filter(|&id| self.table.text(id) == text) {
            return id;
        }
        let Self { table, ids, hasher, .. } = self;
        let hash = |id: &u32| hasher.hash_one(table.text(*id));
        match ids.entry(hasher.hash_one(text), |id| table.text(*id) == text, hash) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                let id = to_u32(table.ends.len());
                free.insert(id);
                table.text.push_str(text);
                table.ends.push(to_u32(table.text.len()));
                id
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(series: &[&[(&str, &str)]]) -> LabelTable {
        let mut builder = LabelTableBuilder::default();
        for labels in series {
            for (name, value) in *labels {
                builder.push(name, value);
            }
            builder.end_series();
        }
        builder.finish()
    }

    #[test]
    fn displays_as_promql() {
        let table = table(&[&[("__name__", "up"), ("job", "a\"b\\c\nd")], &[("__name__", "up")], &[], &[("x", "")]]);
        let shown: Vec<_> = (0..4).map(|s| table.display(s)).collect();
        assert_eq!(shown, ["up{job=\"a\\\"b\\\\c\\nd\"}", "up", "{}", "{x=\"\"}"]);
    }

    #[test]
    fn a_long_label_set_is_cut() {
        let long = "x".repeat(1000);
        let of = |labels: &[(&str, &str)]| display_bounded(labels.iter().copied(), 20);
        assert_eq!(of(&[("__name__", "up"), ("a", "1")]), Bounded { text: "up{a=\"1\"}".to_owned(), is_cut: false });
        let many = vec![("a", "1"); 1000];
        for labels in [&[("a", &*long)][..], &many, &[(&*long, "1")], &[("a", &long), ("b", "2")]] {
            let Bounded { text, is_cut } = of(labels);
            assert!(is_cut && text.ends_with('…') && text.len() < 100, "{text}");
        }
    }

    #[test]
    fn an_index_of_another_table_has_no_labels() {
        let table = table(&[&[("a", "1")]]);
        assert_eq!((table.of(1).count(), table.value(7, "a"), table.display(usize::MAX)), (0, None, "{}".to_owned()));
    }

    #[test]
    fn a_name_pushed_twice_keeps_its_first_value() {
        let table = table(&[&[("a", "1"), ("a", "2")]]);
        assert_eq!(table.of(0).collect::<Vec<_>>(), [("a", "1")]);
    }

    #[test]
    fn equal_texts_are_stored_once_however_many_there_are() {
        let texts: Vec<String> = (0..1000).map(|i| format!("v{}", i % 300)).collect();
        let mut builder = LabelTableBuilder::default();
        for text in &texts {
            builder.push("name", text);
            builder.push(text, "same");
            builder.end_series();
        }
        let table = builder.finish();
        assert_eq!(table.ends.len(), 302);
        for (series, text) in texts.iter().enumerate() {
            assert_eq!(table.of(series).collect::<Vec<_>>(), [("name", &**text), (text, "same")]);
        }
    }

    #[test]
    fn columns_round_trip_and_are_checked() {
        let table = table(&[&[("__name__", "é"), ("job", "n")], &[("job", "é")]]);
        let (text, ends, flat, series) = table.clone().into_columns();
        assert_eq!(LabelTable::from_columns(text.clone(), ends.clone(), &flat, series.clone()), Some(table));
        assert_eq!(LabelTable::from_columns(text.clone(), ends.clone(), &[9, 0], vec![1]), None);
        assert_eq!(LabelTable::from_columns(text.clone(), ends.clone(), &flat, vec![9]), None);
        assert_eq!(LabelTable::from_columns(text, vec![9], &flat, series), None);
    }
}
