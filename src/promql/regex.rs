//! Regular expressions as servers read them: the syntax of RE2 as Go's `regexp/syntax` accepts it.
//!
//! Read by hand and not by a crate of Rust's `regex`: that family accepts what RE2 refuses (`a**`, `(?x)`, nested
//! classes) and refuses what it accepts (`\Q…\E`, `a{,2}`, octal escapes).
//! Source of the rules: Go's documentation of `regexp/syntax`.
//!
//! Invariant: one pass, no recursion; time and memory are linear in the pattern's length.
//! `translate` says the same in the syntax of the crate `regex`, for those who match (`engine`).
//! Not here: matching. Names of Unicode scripts are taken on trust, as their list is long and changes.

mod class;
mod escape;
mod group;
mod translate;

pub use translate::{alternatives, group_name, translate};

use std::collections::BTreeSet;

/// The most that `{n,m}` repeats, also when nested: RE2's own limit.
const MOST_REPEATS: u32 = 1000;

/// The deepest that groups nest: Go's own limit.
const MOST_GROUPS: usize = 1000;

/// What is known of a valid pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternFacts {
    /// Whether it matches the empty text, and so a label that is missing.
    pub matches_empty: bool,
}

/// Why a pattern is not valid, and where: bytes within the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PatternError {
    /// What is wrong.
    pub kind: PatternErrorKind,
    /// The first byte concerned, from the pattern's start.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatternErrorKind {
    /// `(` is never closed.
    MissingParenthesis,
    /// `)` was never opened.
    UnexpectedParenthesis,
    /// `[` is never closed.
    MissingBracket,
    /// `*`, `+`, `?` or `{n}` without anything before it.
    MissingArgument,
    /// `a**` and the like.
    NestedRepetition,
    /// `{2,1}`, or more than 1000 repeats.
    RepeatCount,
    /// `[z-a]`, `[[:unknown:]]`, `\p{unknown}`.
    Range,
    /// `\8` and the like.
    Escape,
    /// A backslash at the end.
    TrailingBackslash,
    /// `(?P<…>` with a name that is none, or twice the same.
    CaptureName,
    /// `(?=…)` and the like.
    Perl,
    /// Groups nested deeper than a thousand levels.
    TooDeep,
}

/// Reads a pattern of RE2, anchored at both ends as matchers are. Fails with the first mistake.
pub fn read(pattern: &str) -> Result<PatternFacts, PatternError> {
    let mut reader = Reader::new(pattern);
    while let Some(letter) = reader.peek() {
        reader.token(letter)?;
    }
    reader.end()
}

/// Something that can be repeated.
#[derive(Clone, Copy)]
struct Item {
    /// Whether it matches the empty text.
    nullable: bool,
    /// How often the most repeated part inside it is repeated.
    repeats: u32,
}

/// A group being read, the whole pattern being the outermost.
struct Level {
    /// Where its parenthesis stands.
    open: usize,
    /// Whether an alternative before the current one matches the empty text.
    alternative: bool,
    /// Whether what the current alternative has before its last item matches the empty text.
    before: bool,
    /// The last item, which a repetition would repeat.
    last: Option<Item>,
    /// The greatest of its items' `repeats`.
    repeats: u32,
}

impl Level {
    fn new(open: usize) -> Self {
        Self { open, alternative: false, before: true, last: None, repeats: 1 }
    }

    fn push(&mut self, item: Item) {
        self.close_item();
        self.last = Some(item);
    }

    fn close_item(&mut self) {
        if let Some(last) = self.last.take() {
            self.before &= last.nullable;
            self.repeats = self.repeats.max(last.repeats);
        }
    }

    fn next_alternative(&mut self) {
        self.close_item();
        self.alternative |= self.before;
        self.before = true;
    }

    /// The whole group as an item.
    fn finished(&mut self) -> Item {
        self.next_alternative();
        Item { nullable: self.alternative, repeats: self.repeats }
    }
}

struct Reader<'a> {
    pattern: &'a str,
    at: usize,
    /// Where the last `:]` stands, so that a `[:` after it is known to be none without a search.
    last_class_name: Option<usize>,
    /// Names of captures so far.
    names: BTreeSet<&'a str>,
    groups: Vec<Level>,
    level: Level,
    /// Where the repetition that was just read begins; `None` after anything else.
    repetition: Option<usize>,
}

impl<'a> Reader<'a> {
    fn new(pattern: &'a str) -> Self {
        Self {
            pattern,
            at: 0,
            last_class_name: pattern.rfind(":]"),
            names: BTreeSet::new(),
            groups: Vec::new(),
            level: Level::new(0),
            repetition: None,
        }
    }

    /// What the whole pattern is, once it has been read.
    fn end(&mut self) -> Result<PatternFacts, PatternError> {
        match self.groups.last() {
            Some(_) => Err(self.error(PatternErrorKind::MissingParenthesis, self.level.open)),
            None => Ok(PatternFacts { matches_empty: self.level.finished().nullable }),
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    /// Whether the text goes on so; if so, it is passed.
    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// From an offset up to where reading stands.
    fn error(&self, kind: PatternErrorKind, start: usize) -> PatternError {
        let end = if self.at > start { self.at } else { self.pattern.len() };
        PatternError { kind, start, end }
    }

    /// One character or class: not empty, not repeated.
    fn one(&mut self) {
        self.level.push(Item { nullable: false, repeats: 1 });
    }

    /// `^`, `\b`: nothing of its own; `holds` on the empty text or not.
    fn assertion(&mut self, holds: Holds) {
        self.level.push(Item { nullable: holds == Holds::OnEmpty, repeats: 1 });
    }

    fn token(&mut self, letter: char) -> Result<(), PatternError> {
        let start = self.at;
        let repetition = self.repetition.take();
        match letter {
            '*' | '+' | '?' => {
                self.at += 1;
                let least = u32::from(letter == '+');
                return self.repeat(start, repetition, least, 1);
            }
            '{' => match self.counts(start)? {
                Some((least, most)) => return self.repeat(start, repetition, least, most),
                None => self.literal(letter),
            },
            '(' => self.open_group()?,
            ')' => self.close_group(start)?,
            '|' => {
                self.at += 1;
                self.level.next_alternative();
            }
            '[' => self.class()?,
            '\\' => self.backslash()?,
            '^' | '$' => {
                self.at += 1;
                self.assertion(Holds::OnEmpty);
            }
            _ => self.literal(letter),
        }
        Ok(())
    }

    fn literal(&mut self, letter: char) {
        self.at += letter.len_utf8();
        self.one();
    }

    /// Repeats the last item; the operator, from `start` on, has been read.
    fn repeat(&mut self, start: usize, before: Option<usize>, least: u32, times: u32) -> Result<(), PatternError> {
        self.eat("?");
        if let Some(first) = before {
            return Err(self.error(PatternErrorKind::NestedRepetition, first));
        }
        let Some(last) = self.level.last.as_mut() else {
            return Err(self.error(PatternErrorKind::MissingArgument, start));
        };
        last.nullable |= least == 0;
        last.repeats = last.repeats.saturating_mul(times.max(1));
        if times > 1 && last.repeats > MOST_REPEATS {
            return Err(self.error(PatternErrorKind::RepeatCount, start));
        }
        self.repetition = Some(start);
        Ok(())
    }

    /// `{n}`, `{n,}`, `{n,m}` as the least count and the one that limits speak of; `None`: a brace like any letter.
    fn counts(&mut self, start: usize) -> Result<Option<(u32, u32)>, PatternError> {
        let inside = self.rest()[1..].split(|letter: char| !letter.is_ascii_digit() && letter != ',').next();
        let inside = inside.unwrap_or_default();
        if !self.rest()[1 + inside.len()..].starts_with('}') {
            return Ok(None);
        }
        let (least, most) = match inside.split_once(',') {
            Some((least, "")) => (count(least), count(least)),
            Some((least, most)) => (count(least), count(most)),
            None => (count(inside), count(inside)),
        };
        let (Some(least), Some(most)) = (least, most) else { return Ok(None) };
        self.at += inside.len() + 2;
        if least > MOST_REPEATS || most > MOST_REPEATS || least > most {
            return Err(self.error(PatternErrorKind::RepeatCount, start));
        }
        Ok(Some((least, most)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    OnEmpty,
    NotOnEmpty,
}

/// A count: digits without a leading zero; one that no limit allows where it is too long.
fn count(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit()) && !digits.is_empty();
    let leading = digits.len() > 1 && digits.starts_with('0');
    (plain && !leading).then(|| digits.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
