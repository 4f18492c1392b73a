//! How well a name fits what was typed: its letters in order, anywhere in the name, the case of ASCII's letters aside.
//!
//! Letters at the beginning of a word (after `_`, `:`, `.` and the like, or a capital after a small letter) and letters
//! in a row count most; a name that begins with what was typed comes before any other.
//!
//! Written here, as the crate at hand for it (`nucleo-matcher`) costs the page 35 kB of compressed wasm, mostly tables
//! of Unicode's cases without which it does not build, and takes two to four times as long for lists of metrics.
//! Invariant: time in proportion to the name's length; nothing is allocated for a name that does not fit.
//! Not here: what besides the letters makes an offer come first (`top`, and each kind's file).

use crate::model::count::to_i32;
use std::ops::Range;

/// More typed letters than this are not looked at.
const MOST_UNITS: usize = 64;

/// From so many beginnings of words at most is a match tried.
const MOST_STARTS: usize = 4;

const WORD_START: i32 = 8;
const IN_A_ROW: i32 = 8;
const SAME_CASE: i32 = 2;
/// What a gap costs besides its length.
const GAP: i32 = 3;
/// Longer gaps cost no more.
const LONGEST_GAP: usize = 8;

/// How a name begins in respect of what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The letters are in it.
    Within,
    /// It begins with them.
    Prefix,
    /// It is them.
    Whole,
}

/// Which letters a text has, as a set of 32 kinds: a text can only hold another if it has all the other's kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Letters(u32);

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        // The low five bits are the same for a letter and its capital.
        Self(text.bytes().fold(0, |set, byte| set | 1 << (byte & 31)))
    }
}

/// What was typed, made ready for many names.
#[derive(Debug)]
pub(super) struct Pattern {
    units: Vec<Unit>,
    typed: Vec<u8>,
    letters: Letters,
}

/// One letter: a byte, or the bytes of a letter beyond ASCII, which stay together.
#[derive(Debug, Clone, Copy)]
struct Unit {
    bytes: [u8; 4],
    length: u8,
    /// The bit that tells a small ASCII letter from its capital.
    case: u8,
}

impl Unit {
    fn new(letter: char) -> Self {
        let mut bytes = [0; 4];
        #[expect(clippy::cast_possible_truncation, reason = "at most 4")]
        let length = letter.encode_utf8(&mut bytes).len() as u8;
        let case = if letter.is_ascii_alphabetic() { 0x20 } else { 0 };
        bytes[0] |= case;
        Self { bytes, length, case }
    }

    fn is_at(self, name: &[u8], at: usize) -> bool {
        match self.length {
            1 => name.get(at).is_some_and(|byte| byte | self.case == self.bytes[0]),
            length => name.get(at..).is_some_and(|rest| rest.starts_with(&self.bytes[..length.into()])),
        }
    }

    /// The first offset at or after `from` where it stands.
    fn find(self, name: &[u8], from: usize) -> Option<usize> {
        let rest = name.get(from..)?;
        let (first, case) = (self.bytes[0], self.case);
        match self.length {
            1 => rest.iter().position(|byte| byte | case == first).map(|at| from + at),
            length => {
                let wanted = &self.bytes[..length.into()];
                rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
            }
        }
    }
}

impl Pattern {
    pub(super) fn new(typed: &str) -> Self {
        let units = typed.chars().take(MOST_UNITS).map(Unit::new).collect();
        Self { units, typed: typed.as_bytes().to_vec(), letters: Letters::of(typed) }
    }

    /// Whether nothing was typed, which every name fits.
    pub(super) fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Whether a name of these letters may fit.
    pub(super) fn may_be_in(&self, letters: Letters) -> bool {
        letters.0 & self.letters.0 == self.letters.0
    }

    /// Whether the typed letters are in a name, in order.
    pub(super) fn is_in(&self, name: &str) -> bool {
        let name = name.as_bytes();
        let mut from = 0;
        for unit in &self.units {
            let Some(at) = unit.find(name, from) else { return false };
            from = at + usize::from(unit.length);
        }
        true
    }

    /// How a name begins that has the letters.
    pub(super) fn class(&self, name: &str) -> Class {
        match name.as_bytes().get(..self.typed.len()) {
            Some(start) if !self.is_empty() && start.eq_ignore_ascii_case(&self.typed) => {
                if start.len() == name.len() {
                    Class::Whole
                } else {
                    Class::Prefix
                }
            }
            _ => Class::Within,
        }
    }

    /// How well the letters stand in a name that has them; more is better.
    pub(super) fn score(&self, name: &str) -> i32 {
        self.best_way(name.as_bytes()).map_or(0, |(score, _)| score)
    }

    /// The pieces of a name that were typed, in order and apart from one another.
    pub(super) fn ranges(&self, name: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let Some((_, way)) = self.best_way(name.as_bytes()) else { return ranges };
        self.walk(name.as_bytes(), way, |at, length| match ranges.last_mut() {
            Some(last) if last.end == at => last.end += length,
            _ => ranges.push(at..at + length),
        });
        ranges
    }

    /// The best of the ways through a name, with its score; `None` where nothing was typed or the letters are not in
    /// it.
    fn best_way(&self, name: &[u8]) -> Option<(i32, Way)> {
        let first = self.units.first()?;
        let mut best: Option<(i32, Way)> = None;
        let mut consider = |start, stride| {
            let way = Way { start, stride };
            let (score, is_row) = self.walk(name, way, |_, _| {})?;
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, way));
            }
            Some(is_row)
        };
        let mut from = 0;
        for _ in 0..MOST_STARTS {
            let Some(start) = find_word(*first, name, from) else { break };
            match consider(start, Stride::Next) {
                // All in a row from the beginning of a word: nothing is better.
                Some(true) => return best,
                Some(false) => consider(start, Stride::Words),
                None => break,
            };
            from = start + 1;
        }
        // In a row inside of a word: `load` in `overload`.
        consider(self.find_row(name).or_else(|| first.find(name, 0))?, Stride::Next);
        best
    }

    /// The first offset where the letters stand in a row.
    fn find_row(&self, name: &[u8]) -> Option<usize> {
        let (first, others) = self.units.split_first()?;
        let mut from = 0;
        while let Some(start) = first.find(name, from) {
            let mut at = start + usize::from(first.length);
            let is_row = others.iter().all(|unit| {
                let stands = unit.is_at(name, at);
                at += usize::from(unit.length);
                stands
            });
            if is_row {
                return Some(start);
            }
            from = start + 1;
        }
        None
    }

    /// Goes through a name one way and tells where each letter stands. Gives the score, and whether the letters stand
    /// in a row; `None` where the way ends before the letters do.
    fn walk(&self, name: &[u8], way: Way, mut tell: impl FnMut(usize, usize)) -> Option<(i32, bool)> {
        let mut score = 0;
        let mut is_row = true;
        let mut next = way.start;
        for (number, unit) in self.units.iter().enumerate() {
            let follows = unit.is_at(name, next);
            let at = match way.stride {
                _ if follows => next,
                Stride::Next => unit.find(name, next)?,
                Stride::Words => find_word(*unit, name, next).or_else(|| unit.find(name, next))?,
            };
            is_row &= follows;
            if is_word_start(name, at) {
                score += WORD_START;
            }
            if follows && number > 0 {
                score += IN_A_ROW;
            }
            if self.typed.get(number) == name.get(at) {
                score += SAME_CASE;
            }
            score -= match at - next {
                // Names often begin alike: what stands before the first letter weighs little.
                _ if number == 0 => to_i32((at / 4).min(LONGEST_GAP / 2)),
                0 => 0,
                gap => GAP + to_i32(gap.min(LONGEST_GAP)),
            };
            tell(at, unit.length.into());
            next = at + usize::from(unit.length);
        }
        Some((score, is_row))
    }
}

/// A way through a name: where its first letter stands, and how it goes on.
#[derive(Debug, Clone, Copy)]
struct Way {
    start: usize,
    stride: Stride,
}

/// Where the next letter is looked for, unless it follows at once.
#[derive(Debug, Clone, Copy)]
enum Stride {
    /// Wherever it stands next.
    Next,
    /// First at the beginnings of words.
    Words,
}

/// The first beginning of a word at or after `from` where the letter stands.
fn find_word(unit: Unit, name: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    while let Some(at) = unit.find(name, from) {
        if is_word_start(name, at) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn is_word_start(name: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| name.get(before)) else { return true };
    let here = name.get(at).copied().unwrap_or_default();
    let separates = before.is_ascii() && !before.is_ascii_alphanumeric();
    separates || here.is_ascii_uppercase() && before.is_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that fit, the best first, with what was typed in capitals between brackets.
    #[track_caller]
    fn check(typed: &str, names: &[&str], expected: &[&str]) {
        let pattern = Pattern::new(typed);
        let mut found: Vec<&str> = names.iter().copied().filter(|name| pattern.is_in(name)).collect();
        found.sort_by_key(|name| std::cmp::Reverse((pattern.class(name), pattern.score(name))));
        let marked = |name: &str| {
            let mut out = String::new();
            let mut at = 0;
            for range in pattern.ranges(name) {
                out.extend([&name[at..range.start], "[", &name[range.clone()], "]"]);
                at = range.end;
            }
            out + &name[at..]
        };
        assert_eq!(found.into_iter().map(marked).collect::<Vec<_>>(), expected, "{typed}");
    }

    #[test]
    fn the_beginning_comes_first_then_words_then_rows() {
        check("rate", &["irate", "rate_limit", "crate", "rate"], &["[rate]", "[rate]_limit", "i[rate]", "c[rate]"]);
        check(
            "load",
            &["node_overload", "node_overload_load1", "node_load1", "lost_on_a_disk"],
            &["node_[load]1", "node_overload_[load]1", "node_over[load]", "[lo]st_on_[a]_[d]isk"],
        );
        check("hrt", &["http_requests_total", "thread_short"], &["[h]ttp_[r]equests_[t]otal", "t[hr]ead_shor[t]"]);
        check("nl", &["node_load1", "channel", "only_null"], &["[n]ode_[l]oad1", "o[nl]y_null", "cha[n]ne[l]"]);
    }

    #[test]
    fn case_counts_little_and_letters_beyond_ascii_stay_whole() {
        check("GC", &["go_gc_total", "jvmGcTime", "JVM_GC"], &["JVM_[GC]", "jvm[Gc]Time", "go_[gc]_total"]);
        check("漢", &["漢字", "漲", "x漢"], &["[漢]字", "x[漢]"]);
        check("é", &["É", "cafés"], &["caf[é]s"]);
    }

    #[test]
    fn what_is_missing_or_out_of_order_does_not_fit() {
        check("ba", &["ab", "a_b", ""], &[]);
        check("", &["b", "a"], &["b", "a"]);
        assert!(!Pattern::new(&"a".repeat(100)).is_in(&"a".repeat(63)));
    }
}
