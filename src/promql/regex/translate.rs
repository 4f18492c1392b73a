//! RE2's patterns in the syntax of the crate `regex-lite`, which is another language in small things: no classes within
//! classes, no `\Q…\E`, no octal escapes, no flag that is written twice, and letters without case beyond ASCII.
//!
//! A class is computed (`ranges`) and written as code points, and under `(?i)` with the other cases of what it has.
//!
//! Invariant: linear in the pattern's length, but for classes under `(?i)`, which are looked through; what comes out
//! is not anchored.

use std::fmt::Write as _;

use super::ranges::Ranges;
use super::{Mistake, Reader};

/// Why a pattern has no translation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untranslated {
    /// It is none of RE2's.
    Mistake(Mistake),
    /// It has this class of Unicode, whose tables would cost the worker 23 kB.
    UnicodeClass(String),
}

/// The pattern as `regex-lite` wants it.
pub fn translate(pattern: &str) -> Result<String, Untranslated> {
    let mut writer = Writer { out: String::with_capacity(pattern.len() + 16), ..Writer::default() };
    for_each_token(pattern, |token| writer.push(token)).map_err(Untranslated::Mistake)?;
    writer.unknown.map_or(Ok(writer.out), |class| Err(Untranslated::UnicodeClass(class)))
}

/// The texts of a pattern that is nothing but plain texts with `|` between them, be it in one pair of parentheses;
/// `None` for any other, and for one that is not valid.
pub fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let grouped = pattern.strip_prefix("(?:").or(pattern.strip_prefix('('));
    let inside = grouped.and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let mut all = vec![String::new()];
    let mut plain = true;
    let valid = for_each_token(inside, |token| match plain_text(token) {
        _ if token == "|" => all.push(String::new()),
        Some(letter) => all.iter_mut().last().into_iter().for_each(|text| text.push(letter)),
        None => plain = false,
    });
    (valid.is_ok() && plain).then_some(all)
}

fn for_each_token(pattern: &str, mut take: impl FnMut(&str)) -> Result<(), Mistake> {
    let mut reader = Reader::new(pattern);
    while let Some(letter) = reader.peek() {
        let start = reader.at;
        reader.token(letter)?;
        take(&pattern[start..reader.at]);
    }
    reader.end().map(|_| ())
}

/// The character that a token stands for, where it is a plain one.
fn plain_text(token: &str) -> Option<char> {
    let mut letters = token.chars();
    match (letters.next()?, letters.next()) {
        ('\\', Some(next)) if !next.is_ascii_alphabetic() || "afnrtvx".contains(next) => {
            Reader::new(token).character_escape().ok().and_then(char::from_u32)
        }
        (letter, None) if !"\\*+?(){[|^$.".contains(letter) || letter == '{' => Some(letter),
        _ => None,
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Whether letters of both cases are the same here.
    folds: bool,
    /// `folds` before each group that is open.
    outer: Vec<bool>,
    /// The first class that has no translation.
    unknown: Option<String>,
}

impl Writer {
    fn push(&mut self, token: &str) {
        match token.as_bytes().first() {
            Some(b'{') if token.len() == 1 => self.push_character('{'),
            Some(b')') => {
                self.folds = self.outer.pop().unwrap_or_default();
                self.out.push(')');
            }
            Some(b'*' | b'+' | b'?' | b'{' | b'|' | b'^' | b'$' | b'.') => self.out.push_str(token),
            Some(b'(') => self.push_group(token),
            Some(b'[') => self.push_class(token),
            Some(b'\\') => self.push_escape(token),
            _ => token.chars().for_each(|letter| self.push_character(letter)),
        }
    }

    /// A character as itself. All of ASCII's punctuation is written by number, so that none of it means anything.
    fn push_character(&mut self, letter: char) {
        let code = u32::from(letter);
        if self.folds && !letter.is_ascii_punctuation() {
            self.push_ranges(Ranges::of(code, code));
        } else if letter.is_ascii_punctuation() || letter.is_ascii_control() {
            push_code(&mut self.out, code);
        } else {
            self.out.push(letter);
        }
    }

    /// An opening parenthesis with what belongs to it; of flags that are written more than once the last counts.
    fn push_group(&mut self, token: &str) {
        let outer = self.folds;
        let Some(flags) = token.strip_prefix("(?").filter(|rest| !rest.ends_with('>')) else {
            self.outer.push(outer);
            self.out.push_str(token);
            return;
        };
        let (flags, end) = flags.split_at(flags.len() - 1);
        let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
        self.folds = (self.folds || on.contains('i')) && !off.contains('i');
        // What `i` means is written out, so the flag itself is not needed.
        let mut text = String::from("(?");
        text.extend("msU".chars().filter(|flag| on.contains(*flag) && !off.contains(*flag)));
        let off: String = "msU".chars().filter(|flag| off.contains(*flag)).collect();
        if !off.is_empty() {
            text.push('-');
            text.push_str(&off);
        }
        if end == ":" {
            self.outer.push(outer);
        }
        if text != "(?" || end == ":" {
            self.out.push_str(&text);
            self.out.push_str(end);
        }
    }

    fn push_escape(&mut self, token: &str) {
        if matches!(token, "\\A" | "\\z" | "\\b" | "\\B") {
            self.out.push_str(token);
        } else if let Some(quoted) = token.strip_prefix("\\Q") {
            quoted.strip_suffix("\\E").unwrap_or(quoted).chars().for_each(|letter| self.push_character(letter));
        } else {
            let ranges = self.escape(token);
            self.push_ranges(ranges);
        }
    }

    fn push_class(&mut self, token: &str) {
        let mut reader = Reader::new(token);
        reader.at = 1;
        let is_negated = reader.eat("^");
        let first = reader.at;
        let mut ranges = Ranges::default();
        while reader.at == first || !reader.rest().starts_with(']') {
            let start = reader.at;
            // The class was read before; should it not be one after all, it ends here.
            if reader.class_item(0).is_err() || reader.at == start {
                break;
            }
            ranges.extend(self.class_item(&token[start..reader.at]));
        }
        if self.folds {
            ranges.fold();
        }
        self.out.push_str(&if is_negated { ranges.complement() } else { ranges }.to_string());
    }

    fn class_item(&mut self, item: &str) -> Ranges {
        if let Some(name) = item.strip_prefix("[:").and_then(|rest| rest.strip_suffix(":]")) {
            return match name.strip_prefix('^') {
                Some(name) => Ranges::posix(name).complement(),
                None => Ranges::posix(name),
            };
        }
        if item.starts_with('\\') && class_letter(item).is_some() {
            return self.escape(item);
        }
        let mut reader = Reader::new(item);
        let low = reader.class_character(0).unwrap_or_default();
        let high = if reader.eat("-") { reader.class_character(0).unwrap_or(low) } else { low };
        Ranges::of(low, high)
    }

    /// `\d`, `\pL`, `\x41` and the like.
    fn escape(&mut self, token: &str) -> Ranges {
        let Some(letter) = class_letter(token) else {
            // The token was read before, so this is a character.
            let code = Reader::new(token).character_escape().unwrap_or_default();
            return Ranges::of(code, code);
        };
        let ranges = match letter.to_ascii_lowercase() {
            'd' => Ranges::posix("digit"),
            'w' => Ranges::posix("word"),
            's' => ['\t', '\n', '\u{c}', '\r', ' ']
                .map(|space| Ranges::of(space.into(), space.into()))
                .into_iter()
                .collect(),
            _ => return self.property(token, letter == 'P'),
        };
        if letter.is_ascii_uppercase() { ranges.complement() } else { ranges }
    }

    fn property(&mut self, token: &str, is_negated: bool) -> Ranges {
        let name = token[2..].trim_start_matches('{').trim_end_matches('}');
        let (name, is_opposite) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
        let ranges = match name {
            "Any" => Ranges::all(),
            // No character of Rust's is a surrogate.
            "Cs" => Ranges::default(),
            _ => {
                self.unknown.get_or_insert_with(|| token.to_owned());
                Ranges::default()
            }
        };
        if is_negated == is_opposite { ranges } else { ranges.complement() }
    }

    fn push_ranges(&mut self, mut ranges: Ranges) {
        if self.folds {
            ranges.fold();
        }
        self.out.push_str(&ranges.to_string());
    }
}

/// The letter after a backslash, where it begins a class.
fn class_letter(token: &str) -> Option<char> {
    token.chars().nth(1).filter(|letter| "dDsSwWpP".contains(*letter))
}

fn push_code(out: &mut String, code: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\x{{{code:X}}}");
}
