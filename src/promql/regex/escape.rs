//! What a backslash begins, outside of classes and inside.

use super::{Holds, PatternError, PatternErrorKind, Reader};

/// Unicode's general categories, each letter and pair that RE2 knows.
const CATEGORIES: &str = " Any C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk \
    Sm So Z Zl Zp Zs ";

impl Reader<'_> {
    pub(super) fn backslash(&mut self) -> Result<(), PatternError> {
        if self.eat("\\A") || self.eat("\\z") || self.eat("\\B") {
            self.assertion(Holds::OnEmpty);
        } else if self.eat("\\b") {
            self.assertion(Holds::NotOnEmpty);
        } else if self.eat("\\Q") {
            self.quotation();
        } else {
            if !self.class_escape()? {
                self.character_escape()?;
            }
            self.one();
        }
        Ok(())
    }

    /// `\Q…\E`: letters as they are, to the end where `\E` is missing.
    fn quotation(&mut self) {
        let rest = self.rest();
        let (text, closing) = rest.split_once("\\E").map_or((rest, 0), |(text, _)| (text, 2));
        let (letters, length) = (text.chars().count(), text.len());
        for _ in 0..letters {
            self.one();
        }
        self.at += length + closing;
    }

    /// `\d`, `\pL`, `\p{Greek}` and their opposites. Whether one of them was there.
    pub(super) fn class_escape(&mut self) -> Result<bool, PatternError> {
        let start = self.at;
        let mut letters = self.rest().chars().skip(1);
        match letters.next() {
            Some('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                self.at += 2;
                Ok(true)
            }
            Some('p' | 'P') => {
                self.at += 2;
                self.unicode_name(start).map(|()| true)
            }
            _ => Ok(false),
        }
    }

    fn unicode_name(&mut self, start: usize) -> Result<(), PatternError> {
        let rest = self.rest();
        let (name, length) = if let Some(inside) = rest.strip_prefix('{') {
            inside.split_once('}').map_or(("", rest.len()), |(name, _)| (name, name.len() + 2))
        } else {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            (&rest[..length], length)
        };
        let name = name.strip_prefix('^').unwrap_or(name);
        let category = !name.is_empty() && !name.contains(' ') && CATEGORIES.contains(&format!(" {name} "));
        // A script: capitalised words, three letters at least (`Lao`), as in `Old_Italic`.
        let is_word = |word: &str| {
            word.starts_with(|letter: char| letter.is_ascii_uppercase())
                && word.chars().all(|letter| letter.is_ascii_alphabetic())
        };
        let script = name.len() >= 2 && name.split('_').all(is_word) && name.chars().nth(2).is_some();
        self.at += length;
        if category || script { Ok(()) } else { Err(self.error(PatternErrorKind::Range, start)) }
    }

    /// One character by an escape; its code point where the escape decides it.
    pub(super) fn character_escape(&mut self) -> Result<u32, PatternError> {
        let start = self.at;
        self.at += 1;
        let Some(letter) = self.peek() else {
            return Err(PatternError { kind: PatternErrorKind::TrailingBackslash, start, end: self.at });
        };
        self.at += letter.len_utf8();
        let code = match letter {
            'a' => Some(7),
            'f' => Some(12),
            'n' => Some(10),
            'r' => Some(13),
            't' => Some(9),
            'v' => Some(11),
            'x' => self.hexadecimal(),
            // A single digit other than zero would refer back to a group, which RE2 cannot.
            '1'..='7' if !self.peek().is_some_and(|next| next.is_digit(8)) => None,
            '0'..='7' => Some(self.octal(letter)),
            _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Some(u32::from(letter)),
            _ => None,
        };
        code.ok_or_else(|| self.error(PatternErrorKind::Escape, start))
    }

    /// Up to two digits after the first.
    fn octal(&mut self, first: char) -> u32 {
        let mut code = first.to_digit(8).unwrap_or_default();
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|letter| letter.to_digit(8)) else { break };
            self.at += 1;
            code = code * 8 + digit;
        }
        code
    }

    /// `{…}` with up to Unicode's last code point, or two digits.
    fn hexadecimal(&mut self) -> Option<u32> {
        let (digits, length) = match self.rest().strip_prefix('{') {
            Some(inside) => inside.split_once('}').map(|(digits, _)| (digits, digits.len() + 2))?,
            None => (self.rest().get(..2)?, 2),
        };
        let is_hexadecimal = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let code = is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
        self.at += length;
        (code <= 0x10_FFFF).then_some(code)
    }
}
