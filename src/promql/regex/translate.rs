//! RE2's patterns in the syntax of Rust's `regex` crate, which is another language in small things: its classes have
//! set operators, its `\d`, `\w`, `\s`, `\b` are Unicode's, it has no `\Q…\E`, no octal escapes, and refuses a flag
//! that is written twice.
//!
//! Invariant: what comes out needs no feature of that crate but `unicode-case` and, for `\p`, `unicode-gencat` and
//! `unicode-script`; it is not anchored.

use std::fmt::Write as _;

use super::{Mistake, Reader};

/// A class without a member.
const NOTHING: &str = "[^\\x{0}-\\x{10FFFF}]";

/// A class of all characters.
const ANYTHING: &str = "[\\x{0}-\\x{10FFFF}]";

/// The pattern as Rust's `regex` wants it; where it is none of RE2's, why.
pub fn translate(pattern: &str) -> Result<String, Mistake> {
    let mut out = String::with_capacity(pattern.len() + 16);
    for_each_token(pattern, |token| push_token(&mut out, token))?;
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

fn push_token(out: &mut String, token: &str) {
    match token.as_bytes().first() {
        Some(b'{') if token.len() == 1 => push_literal(out, '{'),
        Some(b'*' | b'+' | b'?' | b'{' | b')' | b'|' | b'^' | b'$' | b'.') => out.push_str(token),
        Some(b'(') => push_group(out, token),
        Some(b'[') => push_class(out, token),
        Some(b'\\') => push_escape(out, token),
        _ => token.chars().for_each(|letter| push_literal(out, letter)),
    }
}

/// A character as itself. All of ASCII's punctuation is written by number, so that none of it means anything.
fn push_literal(out: &mut String, letter: char) {
    if letter.is_ascii_punctuation() || letter.is_ascii_control() {
        push_code(out, u32::from(letter));
    } else {
        out.push(letter);
    }
}

fn push_code(out: &mut String, code: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "\\x{{{code:X}}}");
}

/// An opening parenthesis with what belongs to it; of flags that are written more than once the last counts.
fn push_group(out: &mut String, token: &str) {
    let Some(flags) = token.strip_prefix("(?").filter(|rest| !rest.ends_with('>')) else {
        out.push_str(token);
        return;
    };
    let (flags, end) = flags.split_at(flags.len() - 1);
    let (on, off) = flags.split_once('-').unwrap_or((flags, ""));
    let mut text = String::from("(?");
    text.extend("imsU".chars().filter(|flag| on.contains(*flag) && !off.contains(*flag)));
    if !off.is_empty() {
        text.push('-');
        text.extend("imsU".chars().filter(|flag| off.contains(*flag)));
    }
    if text != "(?" || end == ":" {
        out.push_str(&text);
        out.push_str(end);
    }
}

fn push_escape(out: &mut String, token: &str) {
    match token {
        "\\A" | "\\z" => out.push_str(token),
        "\\b" => out.push_str("(?-u:\\b)"),
        "\\B" => out.push_str("(?-u:\\B)"),
        _ => {
            if let Some(quoted) = token.strip_prefix("\\Q") {
                quoted.strip_suffix("\\E").unwrap_or(quoted).chars().for_each(|letter| push_literal(out, letter));
            } else if let Some(class) = class_escape(token) {
                out.push_str(&class);
            } else {
                // The token was read before, so this is a character.
                let code = Reader::new(token).character_escape().unwrap_or_default();
                if char::from_u32(code).is_some() { push_code(out, code) } else { out.push_str(NOTHING) }
            }
        }
    }
}

/// `\d`, `\pL` and the like as a class that may stand alone or within another one.
fn class_escape(token: &str) -> Option<String> {
    let letter = token.chars().nth(1)?;
    let inside = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        's' => "\\t\\n\\f\\r ",
        'w' => "0-9A-Za-z_",
        'p' => return Some(property(&token[2..], letter == 'P')),
        _ => return None,
    };
    Some(format!("[{}{inside}]", if letter.is_ascii_uppercase() { "^" } else { "" }))
}

fn property(name: &str, is_negated: bool) -> String {
    let name = name.trim_start_matches('{').trim_end_matches('}');
    let (name, is_opposite) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
    match (name, is_negated == is_opposite) {
        // No character of Rust's is a surrogate.
        ("Any", true) | ("Cs", false) => ANYTHING.into(),
        ("Any", false) | ("Cs", true) => NOTHING.into(),
        (_, true) => format!("\\p{{{name}}}"),
        (_, false) => format!("\\P{{{name}}}"),
    }
}

fn push_class(out: &mut String, token: &str) {
    let mut reader = Reader::new(token);
    reader.at = 1;
    let is_negated = reader.eat("^");
    let first = reader.at;
    let mut items = String::new();
    while reader.at == first || !reader.rest().starts_with(']') {
        let start = reader.at;
        // The class was read before; should it not be one after all, it ends here.
        if reader.class_item(0).is_err() || reader.at == start {
            break;
        }
        push_class_item(&mut items, &token[start..reader.at]);
    }
    match (items.is_empty(), is_negated) {
        (true, false) => out.push_str(NOTHING),
        (true, true) => out.push_str(ANYTHING),
        (false, _) => {
            out.push_str(if is_negated { "[^" } else { "[" });
            out.push_str(&items);
            out.push(']');
        }
    }
}

fn push_class_item(out: &mut String, item: &str) {
    if item.starts_with("[:") && item.len() > 2 {
        out.push_str(item);
        return;
    }
    if let Some(class) = class_escape(item) {
        out.push_str(&class);
        return;
    }
    let mut reader = Reader::new(item);
    let low = reader.class_character(0).unwrap_or_default();
    let high = if reader.eat("-") { reader.class_character(0).unwrap_or(low) } else { low };
    // Surrogates are no characters: a range that begins or ends among them is cut.
    let low = if char::from_u32(low).is_none() { 0xE000 } else { low };
    let high = if char::from_u32(high).is_none() { 0xD7FF } else { high };
    if low <= high {
        push_code(out, low);
        out.push('-');
        push_code(out, high);
    }
}
