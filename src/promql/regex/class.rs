//! Classes in brackets. Unlike in Rust's `regex`, `[`, `&&`, `--` and `~~` inside them are plain characters.

use super::{PatternError, PatternErrorKind, Reader};

/// The names that `[[:name:]]` knows.
const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

impl Reader<'_> {
    pub(super) fn class(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        self.at += 1;
        self.eat("^");
        let first = self.at;
        loop {
            match self.peek() {
                None => {
                    return Err(PatternError {
                        kind: PatternErrorKind::MissingBracket,
                        start,
                        end: self.pattern.len(),
                    });
                }
                // A bracket right at the beginning is a character of the class.
                Some(']') if self.at > first => break,
                Some(_) => self.class_item(start)?,
            }
        }
        self.at += 1;
        self.one();
        Ok(())
    }

    pub(super) fn class_item(&mut self, open: usize) -> Result<(), PatternError> {
        let start = self.at;
        if self.rest().starts_with("[:") && self.class_name(start)? {
            return Ok(());
        }
        if self.rest().starts_with('\\') && self.class_escape()? {
            return Ok(());
        }
        let low = self.class_character(open)?;
        let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]") && self.rest().len() > 1;
        if is_range {
            self.at += 1;
            let high = self.class_character(open)?;
            if high < low {
                return Err(self.error(PatternErrorKind::Range, start));
            }
        }
        Ok(())
    }

    /// `[:alpha:]` or `[:^alpha:]`; without its end it is no name.
    fn class_name(&mut self, start: usize) -> Result<bool, PatternError> {
        if self.last_class_name.is_none_or(|last| last < start + 2) {
            return Ok(false);
        }
        let Some((name, _)) = self.rest()[2..].split_once(":]") else { return Ok(false) };
        let known = NAMES.contains(&name.strip_prefix('^').unwrap_or(name));
        self.at += name.len() + 4;
        if known { Ok(true) } else { Err(self.error(PatternErrorKind::Range, start)) }
    }

    pub(super) fn class_character(&mut self, open: usize) -> Result<u32, PatternError> {
        match self.peek() {
            None => Err(PatternError { kind: PatternErrorKind::MissingBracket, start: open, end: self.pattern.len() }),
            Some('\\') => self.character_escape(),
            Some(letter) => {
                self.at += letter.len_utf8();
                Ok(u32::from(letter))
            }
        }
    }
}
