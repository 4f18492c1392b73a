//! RE2's patterns in the syntax of the crate `regex`, which is another language in small things: `\d`, `\w`, `\s` and
//! `\b` mean Unicode's there, `[`, `&&`, `--` and `~~` mean something within a class, and there is neither `\Q…\E` nor
//! an octal escape, nor may a flag be written twice or a group's name begin with a digit.
//!
//! Invariant: linear in the pattern's length; what comes out is not anchored.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{PatternError, Reader};

/// Code points that are no characters: `regex` refuses them.
const SURROGATES: std::ops::RangeInclusive<u32> = 0xD800..=0xDFFF;

/// A class that no character is in.
const NOTHING: &str = "[^\\x{0}-\\x{10FFFF}]";

/// The pattern as the crate `regex` wants it. Fails where it is none of RE2's.
pub fn translate(pattern: &str) -> Result<String, PatternError> {
    let mut out = String::with_capacity(pattern.len() + 16);
    for_each_token(pattern, |token| push(&mut out, token))?;
    Ok(out)
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

fn for_each_token(pattern: &str, mut take: impl FnMut(&str)) -> Result<(), PatternError> {
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

fn push(out: &mut String, token: &str) {
    match token.as_bytes().first() {
        Some(b'{') if token.len() == 1 => push_character(out, '{'),
        Some(b'*' | b'+' | b'?' | b'{' | b'|' | b'^' | b'$' | b'.' | b')') => out.push_str(token),
        Some(b'(') => push_group(out, token),
        Some(b'[') => push_class(out, token),
        Some(b'\\') => push_escape(out, token),
        _ => token.chars().for_each(|letter| push_character(out, letter)),
    }
}

/// A character as itself. All of ASCII's punctuation is written by number, so that none of it means anything.
fn push_character(out: &mut String, letter: char) {
    if letter.is_ascii_punctuation() || letter.is_ascii_control() {
        push_code(out, letter.into());
    } else {
        out.push(letter);
    }
}

/// How the crate `regex` has the name of a group: RE2's names may begin with a digit and there they may not, where none
/// of RE2's has a dot.
pub fn group_name(name: &str) -> Cow<'_, str> {
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_.{name}").into() } else { name.into() }
}

/// An opening parenthesis with what belongs to it; of flags that are written more than once the last counts.
fn push_group(out: &mut String, token: &str) {
    if let Some((_, name)) = token.strip_suffix('>').and_then(|named| named.split_once('<')) {
        let _ = write!(out, "(?P<{}>", group_name(name));
        return;
    }
    let Some(flags) = token.strip_prefix("(?") else {
        out.push_str(token);
        return;
    };
    let (flags, end) = flags.split_at(flags.len() - 1);
    let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
    let mut text = String::from("(?");
    text.extend("imsU".chars().filter(|flag| on.contains(*flag) && !off.contains(*flag)));
    let off: String = "imsU".chars().filter(|flag| off.contains(*flag)).collect();
    if !off.is_empty() {
        text.push('-');
        text.push_str(&off);
    }
    if text != "(?" || end == ":" {
        out.push_str(&text);
        out.push_str(end);
    }
}

fn push_escape(out: &mut String, token: &str) {
    match token {
        "\\A" | "\\z" => out.push_str(token),
        // Where words begin and end, by ASCII's letters.
        "\\b" | "\\B" => {
            let _ = write!(out, "(?-u:{token})");
        }
        _ => match token.strip_prefix("\\Q") {
            Some(quoted) => {
                quoted.strip_suffix("\\E").unwrap_or(quoted).chars().for_each(|letter| push_character(out, letter));
            }
            None if class_letter(token).is_some() => push_named_class(out, token),
            // The token was read before, so this is a character.
            None => push_range(out, |reader| reader.character_escape().unwrap_or_default(), token),
        },
    }
}

/// A class in brackets, each of its members in brackets of its own.
fn push_class(out: &mut String, token: &str) {
    let mut reader = Reader::new(token);
    reader.at = 1;
    out.push_str(if reader.eat("^") { "[^" } else { "[" });
    let first = reader.at;
    while reader.at == first || !reader.rest().starts_with(']') {
        let start = reader.at;
        // The class was read before; should it not be one after all, it ends here.
        if reader.class_item(0).is_err() || reader.at == start {
            break;
        }
        push_class_item(out, &token[start..reader.at]);
    }
    out.push(']');
}

fn push_class_item(out: &mut String, item: &str) {
    if item.starts_with("[:") && item.ends_with(":]") {
        let _ = write!(out, "[{item}]");
    } else if class_letter(item).is_some() {
        push_named_class(out, item);
    } else {
        push_range(out, |reader| reader.class_character(0).unwrap_or_default(), item);
    }
}

/// One character, or all from one to another.
fn push_range(out: &mut String, mut character: impl FnMut(&mut Reader<'_>) -> u32, token: &str) {
    let mut reader = Reader::new(token);
    let low = character(&mut reader);
    let high = if reader.eat("-") { character(&mut reader) } else { low };
    let low = if SURROGATES.contains(&low) { SURROGATES.end() + 1 } else { low };
    let high = if SURROGATES.contains(&high) { SURROGATES.start() - 1 } else { high };
    if low > high {
        out.push_str(NOTHING);
        return;
    }
    out.push('[');
    push_code(out, low);
    if low < high {
        out.push('-');
        push_code(out, high);
    }
    out.push(']');
}

/// `\d`, `\pL`, `\P{Greek}` and the like.
fn push_named_class(out: &mut String, token: &str) {
    let Some(letter) = class_letter(token) else { return };
    let is_opposite = letter.is_ascii_uppercase();
    let members = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => "\\t\\n\\x0C\\r ",
        _ => return push_property(out, &token[2..], is_opposite),
    };
    let _ = write!(out, "[{}{members}]", if is_opposite { "^" } else { "" });
}

fn push_property(out: &mut String, name: &str, is_opposite: bool) {
    let name = name.trim_start_matches('{').trim_end_matches('}');
    let (name, is_negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
    let not = if is_opposite == is_negated { "" } else { "^" };
    let _ = match name {
        "Any" => write!(out, "[{not}\\x{{0}}-\\x{{10FFFF}}]"),
        // No character is a surrogate.
        "Cs" => write!(out, "[{not}{NOTHING}]"),
        // To RE2 what is not assigned is nothing.
        "C" => write!(out, "[{not}\\p{{Cc}}\\p{{Cf}}\\p{{Co}}]"),
        _ => write!(out, "[{not}\\p{{{name}}}]"),
    };
}

/// The letter after a backslash, where it begins a class.
fn class_letter(token: &str) -> Option<char> {
    token.strip_prefix('\\')?.chars().next().filter(|letter| "dDsSwWpP".contains(*letter))
}

fn push_code(out: &mut String, code: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\x{{{code:X}}}");
}
