//! Splits a line of a `load` block: where the series ends, each item of its values, and how often an item is repeated.

/// The byte behind the series that a line begins with: behind its name, or behind its closing brace.
pub(super) fn end_of_series(line: &str) -> usize {
    let mut quote = None;
    let mut is_escaped = false;
    let mut is_inside = false;
    for (at, letter) in line.char_indices() {
        if let Some(open) = quote {
            let is_raw = open == '`';
            if is_escaped {
                is_escaped = false;
            } else if letter == '\\' && !is_raw {
                is_escaped = true;
            } else if letter == open {
                quote = None;
            }
            continue;
        }
        match letter {
            '"' | '\'' | '`' => quote = Some(letter),
            '{' => is_inside = true,
            '}' => return at + 1,
            _ if !is_inside && (letter == '@' || letter.is_whitespace()) => return at,
            _ => {}
        }
    }
    line.len()
}

/// The items of a line: parts between white space that is not within `{{…}}`.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        let mut is_inside = false;
        let end = rest.char_indices().find(|&(at, letter)| {
            if rest[at..].starts_with("{{") {
                is_inside = true;
            } else if rest[..at].ends_with("}}") {
                is_inside = false;
            }
            letter.is_whitespace() && !is_inside
        });
        let end = end.map_or(rest.len(), |(at, _)| at);
        let item = &rest[..end];
        rest = rest[end..].trim_start();
        (!item.is_empty()).then_some(item)
    })
}

/// The count after `x`: `1x5` is `("1", Some(5))`.
pub(super) fn repeated(item: &str) -> Result<(&str, Option<usize>), String> {
    // No other part has an x but a histogram, which ends in braces.
    let tail = item.rfind("}}").map_or(0, |at| at + 2);
    match item[tail..].find('x') {
        None => Ok((item, None)),
        Some(at) => {
            let digits = &item[tail + at + 1..];
            let count = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
            Ok((&item[..tail + at], Some(count.ok_or_else(|| format!("{item} has no valid count after x"))?)))
        }
    }
}
