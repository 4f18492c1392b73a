//! Byte spans in an expression's text, and the UTF-16 units in which a browser counts.
//!
//! Invariant: a span that the lexer made begins and ends on a character's boundary of the text it was made from.

use crate::model::count::to_u32;
use serde::{Deserialize, Serialize};

/// A piece of a text: from byte `start` up to, not including, byte `end`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte, from the text's start.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// From byte `start` up to byte `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: to_u32(start), end: to_u32(end) }
    }

    /// The empty span at a byte.
    pub fn at(byte: usize) -> Self {
        Self::new(byte, byte)
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at its start.
    #[must_use]
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The empty span at its end.
    #[must_use]
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether a cursor before byte `at` stands in it or at one of its edges.
    pub fn touches(self, at: usize) -> bool {
        (self.start as usize..=self.end as usize).contains(&at)
    }

    /// Its piece of the text; empty where it lies outside or cuts a character.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Start and end counted in UTF-16 units, as a browser's text fields count.
    pub fn utf16(self, text: &str) -> (usize, usize) {
        (utf16_of_byte(text, self.start as usize), utf16_of_byte(text, self.end as usize))
    }
}

/// The number of UTF-16 units before a byte of the text; the whole text's beyond its end.
pub fn utf16_of_byte(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).map(|(_, letter)| letter.len_utf16()).sum()
}

/// The byte before which `units` UTF-16 units stand; the text's length beyond its end. A count that would cut a
/// surrogate pair gives the byte after the pair.
pub fn byte_of_utf16(text: &str, units: usize) -> usize {
    let mut seen = 0;
    for (at, letter) in text.char_indices() {
        if seen >= units {
            return at;
        }
        seen += letter.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_browser_does() {
        let text = "aé漢😀z";
        for (byte, units) in [(0, 0), (1, 1), (3, 2), (6, 3), (10, 5), (11, 6)] {
            assert_eq!(utf16_of_byte(text, byte), units, "byte {byte}");
            assert_eq!(byte_of_utf16(text, units), byte, "unit {units}");
        }
        assert_eq!(Span::new(3, 10).utf16(text), (2, 5));
        assert_eq!(Span::new(3, 10).of(text), "漢😀");
    }

    #[test]
    fn bears_places_outside_the_text() {
        assert_eq!(Span::new(2, 3).of("é漢"), "");
        assert_eq!(Span::new(5, 90).of("abc"), "");
        assert_eq!(utf16_of_byte("😀", 90), 2);
        assert_eq!(byte_of_utf16("😀", 1), 4);
        assert_eq!(byte_of_utf16("😀", 9), 4);
    }

    #[test]
    fn joins_and_shrinks() {
        assert_eq!(Span::new(2, 5).to(Span::new(4, 9)), Span::new(2, 9));
        assert_eq!(Span::new(2, 5).after(), Span::at(5));
        assert_eq!(Span::new(2, 5).before(), Span::at(2));
        assert!(Span::at(5).is_empty() && Span::new(2, 5).touches(5) && !Span::new(2, 5).touches(6));
    }
}
