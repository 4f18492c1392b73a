//! Pulls JSON tokens out of a window of bytes.
//!
//! Invariant: a function that stops has passed nothing on; the element may be read again from
//! the last commit.

use std::borrow::Cow;

use super::{Stop, string};

/// How deep skipped values may nest.
const MAX_DEPTH: u32 = 64;

/// Where in an object or array the scanner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemPosition {
    /// After the opening bracket.
    First,
    /// After a member or an element.
    Later,
}

/// A position in a window of bytes.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    mark: usize,
}

impl<'a> Scanner<'a> {
    /// At the window's start.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, mark: 0 }
    }

    /// Says that everything up to here is read and need not be kept.
    #[inline]
    pub fn commit(&mut self) {
        self.mark = self.at;
    }

    /// The offset of the last commit, in bytes from the window's start.
    pub fn committed(&self) -> usize {
        self.mark
    }

    /// The bytes that are not read yet.
    #[inline]
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Goes on by `count` bytes of [`Scanner::rest`].
    #[inline]
    pub fn advance(&mut self, count: usize) {
        self.at += count;
    }

    /// A stop at the current byte: here `expected`, as it is told to people, is not what stands there.
    #[cold]
    pub fn bad<T>(&self, expected: &'static str) -> Result<T, Stop> {
        Err(Stop::Bad { at: self.at, expected })
    }

    /// The next byte that is no white space, without reading it. Stops for more bytes at the window's end.
    #[inline]
    pub fn peek(&mut self) -> Result<u8, Stop> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(&byte) => return Ok(byte),
                None => return Err(Stop::More),
            }
        }
    }

    /// Reads one given byte, white space before it passed over; bad where it is another, as told by `expected`.
    #[inline]
    pub fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
        if self.peek()? == byte {
            self.at += 1;
            Ok(())
        } else {
            self.bad(expected)
        }
    }

    /// Goes to the next element of an array, over the comma; false at the array's end, which is read.
    #[inline]
    pub fn element(&mut self, position: ItemPosition) -> Result<bool, Stop> {
        match (self.peek()?, position) {
            (b']', _) => {
                self.at += 1;
                Ok(false)
            }
            (b',', ItemPosition::Later) => {
                self.at += 1;
                // A comma is followed by an element, so that the next bracket does not end the array.
                if self.peek()? == b']' { self.bad("an element") } else { Ok(true) }
            }
            (_, ItemPosition::First) => Ok(true),
            (_, ItemPosition::Later) => self.bad("',' or ']'"),
        }
    }

    /// Reads the next key of an object with its colon; `None` at the object's end, which is read.
    pub fn member(&mut self, position: ItemPosition) -> Result<Option<Cow<'a, str>>, Stop> {
        match (self.peek()?, position) {
            (b'}', _) => {
                self.at += 1;
                return Ok(None);
            }
            (b',', ItemPosition::Later) => self.at += 1,
            (_, ItemPosition::First) => {}
            (_, ItemPosition::Later) => return self.bad("',' or '}'"),
        }
        if self.peek()? != b'"' {
            return self.bad("a key in quotes");
        }
        let key = self.text()?;
        self.expect(b':', "':'")?;
        Ok(Some(key))
    }

    /// Reads a string; borrowed from the window unless it has escapes.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Stop> {
        self.expect(b'"', "a text in quotes")?;
        let start = self.at;
        let mut escaped = false;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(run) = rest.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20) else {
                return Err(Stop::More);
            };
            self.at += run;
            match self.bytes[self.at] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += string::escape_len(&self.bytes[self.at..]).map_err(|stop| stop.after(self.at))?;
                }
                _ => return self.bad("an escaped control character"),
            }
        }
        let raw = &self.bytes[start..self.at];
        self.at += 1;
        match std::str::from_utf8(raw) {
            Ok(text) if escaped => Ok(Cow::Owned(string::unescape(text))),
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(Stop::Bad { at: start + error.valid_up_to(), expected: "UTF-8" }),
        }
    }

    /// Reads a value of any kind and forgets it.
    pub fn skip(&mut self) -> Result<(), Stop> {
        self.skip_nested(MAX_DEPTH)
    }

    /// Makes sure that the next value is wholly in the window and well formed, without reading it.
    pub fn whole(&self) -> Result<(), Stop> {
        self.clone().skip()
    }

    /// Reads `null` if it comes next; true if it did.
    pub fn null(&mut self) -> Result<bool, Stop> {
        Ok(self.peek()? == b'n' && self.word(b"null").map(|()| true)?)
    }

    /// Reads `true` or `false`.
    pub fn truth(&mut self) -> Result<bool, Stop> {
        match self.peek()? {
            b't' => self.word(b"true").map(|()| true),
            b'f' => self.word(b"false").map(|()| false),
            _ => self.bad("true or false"),
        }
    }

    fn skip_nested(&mut self, depth: u32) -> Result<(), Stop> {
        let Some(depth) = depth.checked_sub(1) else { return self.bad("less nesting") };
        let mut position = ItemPosition::First;
        match self.peek()? {
            b'{' => {
                self.at += 1;
                while self.member(position)?.is_some() {
                    self.skip_nested(depth)?;
                    position = ItemPosition::Later;
                }
                Ok(())
            }
            b'[' => {
                self.at += 1;
                while self.element(position)? {
                    self.skip_nested(depth)?;
                    position = ItemPosition::Later;
                }
                Ok(())
            }
            b'"' => self.text().map(|_| ()),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            b'-' | b'0'..=b'9' => super::number::float(self).map(|_| ()),
            _ => self.bad("a value"),
        }
    }

    fn word(&mut self, word: &'static [u8]) -> Result<(), Stop> {
        let rest = self.rest();
        let fitting = rest.iter().zip(word).take_while(|(a, b)| a == b).count();
        self.at += fitting;
        if fitting == word.len() {
            Ok(())
        } else if fitting == rest.len() {
            Err(Stop::More)
        } else {
            self.bad("true, false or null")
        }
    }
}

impl Stop {
    /// The same stop, its offset counted from a base.
    fn after(self, base: usize) -> Self {
        match self {
            Self::More => Self::More,
            Self::Bad { at, expected } => Self::Bad { at: base + at, expected },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skip(text: &str) -> Result<usize, Stop> {
        let mut scanner = Scanner::new(text.as_bytes());
        scanner.skip()?;
        Ok(scanner.at)
    }

    #[test]
    fn skips_any_value_and_stops_where_it_breaks() {
        let value = r#" {"a":[1,-2.5e+3,"x\"\u00e9",{"b":null}],"c":true,"d":{},"e":[]}"#;
        assert_eq!(skip(value), Ok(value.len()));
        for cut in 0..value.len() {
            assert_eq!(skip(&value[..cut]), Err(Stop::More), "{cut}");
        }
        for (bad, at) in [
            ("{,}", 1),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7),
            ("nul1", 3),
            ("\"\u{1}\"", 1),
            ("\"\\x\"", 2),
            ("[01]", 2),
            ("[1.]", 3),
            ("<html>", 0),
        ] {
            assert!(matches!(skip(bad), Err(Stop::Bad { at: found, .. }) if found == at), "{bad}: {:?}", skip(bad));
        }
    }

    #[test]
    fn nesting_is_bounded() {
        assert!(skip(&("[".repeat(64) + &"]".repeat(64))).is_ok());
        assert_eq!(skip(&"[".repeat(65)), Err(Stop::Bad { at: 64, expected: "less nesting" }));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_pointed_at() {
        let mut scanner = Scanner::new(b"\"ab\xff\"");
        assert_eq!(scanner.text(), Err(Stop::Bad { at: 3, expected: "UTF-8" }));
    }
}
