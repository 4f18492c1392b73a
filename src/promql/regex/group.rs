//! Parentheses: plain, named, and with flags.

use super::{Level, MOST_GROUPS, PatternError, PatternErrorKind, Reader};

impl Reader<'_> {
    pub(super) fn open_group(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        self.at += 1;
        if self.eat("?") && !self.group_head(start)? {
            return Ok(());
        }
        if self.groups.len() >= MOST_GROUPS {
            return Err(self.error(PatternErrorKind::TooDeep, start));
        }
        self.groups.push(std::mem::replace(&mut self.level, Level::new(start)));
        Ok(())
    }

    pub(super) fn close_group(&mut self, start: usize) -> Result<(), PatternError> {
        self.at += 1;
        let Some(outer) = self.groups.pop() else {
            return Err(self.error(PatternErrorKind::UnexpectedParenthesis, start));
        };
        let mut inner = std::mem::replace(&mut self.level, outer);
        self.level.push(inner.finished());
        Ok(())
    }

    /// What follows `(?`. Whether a group begins; `(?i)` begins none.
    fn group_head(&mut self, start: usize) -> Result<bool, PatternError> {
        if self.eat("P<") || self.eat("<") {
            return self.capture_name(start).map(|()| true);
        }
        let mut negated = false;
        let mut flags_since_sign = false;
        while let Some(letter) = self.peek() {
            self.at += letter.len_utf8();
            match letter {
                'i' | 'm' | 's' | 'U' => flags_since_sign = true,
                '-' if !negated => {
                    negated = true;
                    flags_since_sign = false;
                }
                ':' | ')' if !negated || flags_since_sign => return Ok(letter == ':'),
                _ => break,
            }
        }
        Err(self.error(PatternErrorKind::Perl, start))
    }

    fn capture_name(&mut self, start: usize) -> Result<(), PatternError> {
        let Some((name, _)) = self.pattern.get(self.at..).and_then(|rest| rest.split_once('>')) else {
            return Err(PatternError { kind: PatternErrorKind::CaptureName, start, end: self.pattern.len() });
        };
        self.at += name.len() + 1;
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.is_empty() || !name.chars().all(is_word) || !self.names.insert(name) {
            return Err(self.error(PatternErrorKind::CaptureName, start));
        }
        Ok(())
    }
}
