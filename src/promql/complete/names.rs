//! Many names, prepared once for being searched at each key: metrics, labels, values.
//!
//! Invariant: sorted and without doubles; at most [`MAX_NAMES`], none longer than [`MAX_NAME`]: what is left out is
//! counted. A name may hold anything that is text, line ends and markup included: it is plain text.

use super::pattern::Letters;
use crate::model::count::to_u32;

/// The most names that are kept.
pub const MAX_NAMES: usize = 500_000;

/// The longest name, in bytes.
pub const MAX_NAME: usize = 1_000;

/// Names in order, one after the other in one text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    text: String,
    /// Name `i` ends at byte `ends[i]` and starts where the one before ends.
    ends: Vec<u32>,
    /// Which letters are in each: most names are passed by without being read.
    letters: Vec<Letters>,
    left_out: usize,
}

impl Names {
    /// The names of a list, sorted.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut kept, mut left_out) = (Vec::new(), 0);
        for name in names {
            if name.is_empty() || name.len() > MAX_NAME || kept.len() >= MAX_NAMES {
                left_out += 1;
            } else {
                kept.push(name);
            }
        }
        kept.sort_unstable();
        kept.dedup();
        let mut made = Self { left_out, ..Self::default() };
        for name in kept {
            made.text.push_str(name);
            made.ends.push(to_u32(made.text.len()));
            made.letters.push(Letters::of(name));
        }
        made
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many were left out, as there were too many or they were too long.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// All names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.with_letters().map(|(name, _)| name)
    }

    /// Whether a name is among them.
    pub fn contains(&self, name: &str) -> bool {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.name(middle).cmp(name) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }

    pub(super) fn with_letters(&self) -> impl Iterator<Item = (&str, Letters)> {
        let mut start = 0;
        self.ends.iter().zip(&self.letters).map(move |(end, letters)| {
            let name = &self.text[start..*end as usize];
            start = *end as usize;
            (name, *letters)
        })
    }

    fn name(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        &self.text[start..self.ends[at] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_and_finds() {
        let names = Names::new(["b", "a", "c\nd", "b", "<b>é</b>", ""]);
        assert_eq!(names.iter().collect::<Vec<_>>(), ["<b>é</b>", "a", "b", "c\nd"]);
        assert_eq!((names.len(), names.left_out(), names.is_empty()), (4, 1, false));
        for (name, expected) in [("a", true), ("b", true), ("<b>é</b>", true), ("", false), ("d", false)] {
            assert_eq!(names.contains(name), expected, "{name}");
        }
    }

    #[test]
    fn is_bounded() {
        let long = "x".repeat(MAX_NAME + 1);
        let many: Vec<String> = (0..MAX_NAMES + 10).map(|number| number.to_string()).collect();
        let names = Names::new(many.iter().map(String::as_str).chain([long.as_str()]));
        assert_eq!((names.len(), names.left_out()), (MAX_NAMES, 11));
    }
}
