//! A part as one member is asked it: matchers of external labels, which the member's own series lack, are decided here.

use crate::engine::matcher::{LabelMatcher, Matchers, Patterns};
use crate::engine::options::Dialect;
use crate::promql::ast::{Expr, ExprKind, MatchOp, Matcher, Selector};
use crate::promql::parser;

/// The text of a part for a member with these external labels (names and values); `None` where none of the member's
/// series can be in its result, or where the text is none.
///
/// A matcher that a label satisfies goes. A selector with one that it does not satisfy is given two that contradict
/// each other, so that it finds nothing.
pub fn for_member(expr: &str, external: &[(String, String)], dialect: Dialect) -> Option<String> {
    let parsed = parser::parse(expr);
    let mut patterns = Patterns::new(dialect);
    let mut out = String::with_capacity(expr.len());
    let (mut written, mut finds) = (0, false);
    for selector in selectors(&parsed.expr) {
        let is_own = |matcher: &&Matcher| external.iter().all(|(name, _)| *name != matcher.name.text);
        let mut failed = None;
        for matcher in selector.matchers.iter().filter(|one| !is_own(one)) {
            if !is_satisfied(matcher, external, &mut patterns)? {
                failed = Some(matcher.name.span.of(expr));
            }
        }
        finds |= failed.is_none();
        let kept: Vec<&Matcher> = selector.matchers.iter().filter(is_own).collect();
        if kept.len() == selector.matchers.len() {
            continue;
        }
        let mut texts: Vec<String> = kept.iter().map(|one| one.span.of(expr).to_owned()).collect();
        if let Some(name) = failed {
            texts.extend([format!("{name}=\"\""), format!("{name}!=\"\"")]);
        }
        let is_named = |one: &&Matcher| one.op == MatchOp::Equal && !one.value.value.is_empty();
        if failed.is_none() && selector.name.is_none() && !kept.iter().any(is_named) {
            texts.push("__name__!=\"\"".to_owned());
        }
        let name = selector.name.as_ref().map(|name| name.span.of(expr)).unwrap_or_default();
        out.push_str(&expr[written..selector.span.start as usize]);
        out.push_str(name);
        if !texts.is_empty() {
            out.extend(["{", &texts.join(", "), "}"]);
        }
        written = selector.span.end as usize;
    }
    out.push_str(&expr[written..]);
    finds.then_some(out)
}

/// Whether an external label satisfies a matcher; `None` where its pattern is none.
fn is_satisfied(matcher: &Matcher, external: &[(String, String)], patterns: &mut Patterns) -> Option<bool> {
    let own = LabelMatcher { name: matcher.name.text.clone(), op: matcher.op, value: matcher.value.value.clone() };
    let value = external.iter().find(|(name, _)| *name == own.name).map_or("", |(_, value)| value.as_str());
    let compiled = Matchers::compile(std::slice::from_ref(&own), patterns).ok()?;
    Some(compiled.match_value(&own.name, value))
}

/// The selectors of a tree, in the order of the text.
fn selectors(expr: &Expr) -> Vec<&Selector> {
    let mut found: Vec<&Selector> = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match &expr.kind {
            ExprKind::Selector(selector) => found.push(selector),
            ExprKind::Matrix(matrix) => found.push(&matrix.selector),
            _ => left.extend(expr.children()),
        }
    }
    found.sort_by_key(|selector| selector.span.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::check::diagnose;

    #[track_caller]
    fn check(expr: &str, expected: Option<&str>) {
        let external = [("zone", "a"), ("region", "eu-1")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let text = for_member(expr, &external, Dialect::V3);
        assert_eq!(text.as_deref(), expected, "{expr}");
        let found = text.as_deref().map(|text| diagnose(text).1).unwrap_or_default();
        assert!(found.is_empty(), "{text:?}: {found:?}");
    }

    #[test]
    fn what_external_labels_satisfy_is_not_asked() {
        check("sum(up)", Some("sum(up)"));
        check("sum(rate(m{zone=\"a\", x=~\"y.*\"}[5m]))", Some("sum(rate(m{x=~\"y.*\"}[5m]))"));
        check("m{zone=\"a\", region=~\"eu-.\"} offset 5m", Some("m offset 5m"));
        check("count({zone!=\"b\", x=\"\"})", Some("count({x=\"\", __name__!=\"\"})"));
        check("sum({__name__=\"m\", zone=\"a\"})", Some("sum({__name__=\"m\"})"));
    }

    #[test]
    fn what_they_do_not_satisfy_finds_nothing() {
        check("sum(rate(m{zone=\"b\"}[5m]))", None);
        check("sum(m{zone=\"\"})", None);
        check("m{zone!=\"a\"} or n{zone=\"a\"}", Some("m{zone=\"\", zone!=\"\"} or n"));
        check("m{zone=~\"b|c\", x=\"1\"} or n", Some("m{x=\"1\", zone=\"\", zone!=\"\"} or n"));
    }
}
