//! Replacement texts: `$1`, `${1}`, `$name`, `${name}` and `$$`, as Go's `regexp.Expand` reads them.
//!
//! A name without braces is as long as it can be: `$1号` is the group named `1号`. Groups that are not there are
//! empty; a `$` before anything else is itself.

use regex::Captures;

use crate::promql::regex::group_name;

/// The replacement with the groups of a match in it.
pub(super) fn expand(template: &str, captures: &Captures<'_>) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = name(rest) {
            out.push_str(group(captures, name));
            rest = after;
        } else {
            out.push('$');
        }
    }
    out + rest
}

/// The name of a group after a `$`, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    let bare = text.strip_prefix('{').unwrap_or(text);
    let end = bare.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(bare.len());
    let (name, after) = bare.split_at(end);
    let after = if bare.len() == text.len() { after } else { after.strip_prefix('}')? };
    (!name.is_empty()).then_some((name, after))
}

fn group<'a>(captures: &Captures<'a>, name: &str) -> &'a str {
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
    let found = if is_number {
        name.parse().ok().and_then(|at: usize| captures.get(at))
    } else {
        captures.name(&group_name(name))
    };
    found.map_or("", |found| found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::regex::translate;
    use regex::Regex;

    #[track_caller]
    fn check(template: &str, expected: &str) {
        let pattern = translate("(?P<first>a+)(?P<2nd>(?<03>b)+)").expect("a pattern");
        let regex = Regex::new(&pattern).expect("a pattern");
        let captures = regex.captures("aabbb").expect("a match");
        assert_eq!(expand(template, &captures), expected, "{template}");
    }

    #[test]
    fn groups_are_named_as_go_names_them() {
        check("", "");
        check("plain", "plain");
        check("$1-$2", "aa-bbb");
        check("${1}x$2", "aaxbbb");
        check("$1x", "");
        check("$1号", "");
        check("$first,${first}s", "aa,aas");
        check("$0", "aabbb");
        check("$2nd-${2nd}-$03", "bbb-bbb-b");
        check("$9$nowhere", "");
        check("$01", "");
    }

    #[test]
    fn dollars_that_name_nothing_stay() {
        check("$$1", "$1");
        check("$", "$");
        check("a$-b", "a$-b");
        check("${1", "${1");
        check("${}", "${}");
        check("${first-}", "${first-}");
    }
}
