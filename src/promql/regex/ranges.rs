//! Classes of characters as ranges of code points.

use crate::model::order;
use std::fmt;

/// The characters of a class; ranges of code points, both ends inclusive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ranges(Vec<(u32, u32)>);

/// The greatest code point.
const LAST: u32 = 0x10_FFFF;

/// Code points that are no characters.
const SURROGATES: (u32, u32) = (0xD800, 0xDFFF);

/// Letters that case makes the same although neither is the other in lower or upper case.
/// Source: Unicode's `CaseFolding.txt`, status C and S.
const ALSO_SAME: [(char, char); 18] = [
    ('k', '\u{212A}'),
    ('s', '\u{17F}'),
    ('å', '\u{212B}'),
    ('µ', 'μ'),
    ('ß', 'ẞ'),
    ('ǆ', 'ǅ'),
    ('ǉ', 'ǈ'),
    ('ǌ', 'ǋ'),
    ('ǳ', 'ǲ'),
    ('β', 'ϐ'),
    ('ε', 'ϵ'),
    ('θ', 'ϑ'),
    ('κ', 'ϰ'),
    ('π', 'ϖ'),
    ('ρ', 'ϱ'),
    ('σ', 'ς'),
    ('φ', 'ϕ'),
    ('ω', '\u{2126}'),
];

impl Ranges {
    /// From one code point to another.
    pub(super) fn of(low: u32, high: u32) -> Self {
        Self(vec![(low, high)])
    }

    pub(super) fn all() -> Self {
        Self::of(0, LAST)
    }

    /// `[:name:]`.
    pub(super) fn posix(name: &str) -> Self {
        let is_in: fn(&char) -> bool = match name {
            "alnum" => char::is_ascii_alphanumeric,
            "alpha" => char::is_ascii_alphabetic,
            "ascii" => char::is_ascii,
            "blank" => |letter| matches!(letter, ' ' | '\t'),
            "cntrl" => char::is_ascii_control,
            "digit" => char::is_ascii_digit,
            "graph" => char::is_ascii_graphic,
            "lower" => char::is_ascii_lowercase,
            "print" => |letter| letter.is_ascii_graphic() || *letter == ' ',
            "punct" => char::is_ascii_punctuation,
            "space" => |letter| matches!(letter, '\t'..='\r' | ' '),
            "upper" => char::is_ascii_uppercase,
            "word" => |letter| letter.is_ascii_alphanumeric() || *letter == '_',
            "xdigit" => char::is_ascii_hexdigit,
            _ => |_| false,
        };
        ('\0'..='\u{7f}').filter(is_in).map(|letter| Self::of(letter.into(), letter.into())).collect()
    }

    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Sorted, and those that touch joined.
    fn joined(mut self) -> Vec<(u32, u32)> {
        order::sort(&mut self.0);
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (low, high) in self.0 {
            match joined.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => joined.push((low, high)),
            }
        }
        joined
    }

    /// All other characters.
    pub(super) fn complement(self) -> Self {
        let mut others = Vec::new();
        let mut next = 0;
        for (low, high) in self.joined() {
            if low > next {
                others.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            others.push((next, LAST));
        }
        Self(others)
    }

    /// Adds the other cases of all letters.
    pub(super) fn fold(&mut self) {
        let own = std::mem::take(self).joined();
        let letters = own.iter().flat_map(|(low, high)| (*low..=*high).filter_map(char::from_u32));
        let others: Self = letters.flat_map(others).map(|letter| Self::of(letter.into(), letter.into())).collect();
        self.0 = own;
        self.extend(others);
        self.0 = std::mem::take(self).joined();
    }
}

/// The other cases of a letter.
fn others(letter: char) -> Vec<char> {
    if letter.is_ascii() && !letter.is_ascii_alphabetic() {
        return Vec::new();
    }
    let lower = single(letter.to_lowercase()).unwrap_or(letter);
    // `ς`, `ϐ` and the like meet their letter in upper case.
    let lower = single(letter.to_uppercase()).and_then(|upper| single(upper.to_lowercase())).unwrap_or(lower);
    let upper = single(lower.to_uppercase());
    let same = ALSO_SAME.iter().filter(|(known, other)| [lower, letter].contains(known) || letter == *other);
    let mut all: Vec<char> =
        same.flat_map(|(known, other)| [Some(*known), Some(*other), single(known.to_uppercase())]).flatten().collect();
    all.extend(upper);
    all.push(lower);
    all.retain(|other| *other != letter);
    all
}

/// The character of a case that is one character.
fn single(mut case: impl Iterator<Item = char>) -> Option<char> {
    case.next().filter(|_| case.next().is_none())
}

impl FromIterator<Self> for Ranges {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        Self(all.into_iter().flat_map(|one| one.0).collect())
    }
}

/// As a class of a pattern, without a surrogate, which would be refused.
impl fmt::Display for Ranges {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut without = Self(self.0.clone()).complement();
        without.0.push(SURROGATES);
        let ranges = without.complement().0;
        if ranges.is_empty() {
            // A class without a member.
            return out.write_str("[^\\x{0}-\\x{10FFFF}]");
        }
        out.write_str("[")?;
        for (low, high) in ranges {
            write!(out, "\\x{{{low:X}}}-\\x{{{high:X}}}")?;
        }
        out.write_str("]")
    }
}
