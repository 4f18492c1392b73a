//! What each pattern matches, and what not, in both dialects.

use super::*;
use Dialect::{V2, V3};

#[track_caller]
fn check(pattern: &str, dialect: Dialect, matching: &[&str], other: &[&str]) {
    let made = Pattern::new(pattern, dialect).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    for value in matching {
        assert!(made.is_match(value), "{pattern} ({dialect:?}) must match {value:?}: {made:?}");
    }
    for value in other {
        assert!(!made.is_match(value), "{pattern} ({dialect:?}) must not match {value:?}: {made:?}");
    }
}

#[test]
fn patterns_match_whole_values_as_re2_does() {
    for dialect in [V2, V3] {
        check("", dialect, &[""], &["a"]);
        check("a|b", dialect, &["a", "b"], &["", "ab", "a|b"]);
        check("(?:node|db)", dialect, &["node", "db"], &["nodedb", "node|db"]);
        check("(a)|(b)", dialect, &["a", "b"], &["a)|(b", ""]);
        check("a|", dialect, &["a", ""], &["b"]);
        check(r"10\.0\.0\.1:9100", dialect, &["10.0.0.1:9100"], &["10a0.0.1:9100"]);
        check("api-.*", dialect, &["api-", "api-1"], &["api", "xapi-1"]);
        check("(?i)ab+|é", dialect, &["ABB", "É", "é"], &["a"]);
        check(r"\d\D\w\W\s\S", dialect, &["1aa! x"], &["٣aa! x", "1aaé x\u{a0}"]);
        check(r"\d+", dialect, &["12"], &["٣", ""]);
        check(r"\w+", dialect, &["a_9"], &["é"]);
        check(r"\s", dialect, &["\t", " "], &["\u{b}", "\u{a0}"]);
        check(r"é\b.*", dialect, &["éx"], &["é", "é!"]);
        check(r".*\Bx", dialect, &["ax"], &["x", "éx"]);
        check(r"\Qa.b\E+", dialect, &["a.b", "a.bb"], &["axb", "a.ba.b"]);
        check(r"\Qa|b", dialect, &["a|b"], &["a"]);
        check("[a&&b]+", dialect, &["a&b"], &["", "c"]);
        check("[!--z]", dialect, &["!", "-", "z"], &["a", "."]);
        check("[[:alpha:]-]+", dialect, &["a-b"], &["1"]);
        check("[^[:^digit:]]", dialect, &["7"], &["a"]);
        check(r"[\d\-a]+", dialect, &["1-a"], &["b"]);
        check(r"[^\W_]", dialect, &["a", "9"], &["_", "é"]);
        check(r"[]a[]+", dialect, &["]a["], &["b"]);
        check(r"[\x{D800}-\x{DFFF}]?", dialect, &[""], &["a"]);
        check(r"\p{Any}\P{^Any}[\p{Any}]", dialect, &["aé漢"], &["", "a"]);
        check("(?i)[^a-c]é", dialect, &["xÉ", "Dé"], &["Aé", "bÉ"]);
        check("(?i)[à-ý]+|straße", dialect, &["ÀÝ", "STRAßE", "straße"], &["STRASSE", "x"]);
        check("(?i)k+", dialect, &["kK\u{212A}"], &["x"]);
        check("(?i)σ+", dialect, &["σςΣ"], &["s"]);
        check("(?i)ς", dialect, &["σ", "ς", "Σ"], &[]);
        check("(?i:a)b|(?-i:c)", dialect, &["Ab", "ab", "c"], &["AB", "C"]);
        check(r"[[:space:]]", dialect, &["\u{b}", "\t"], &["a", "\u{a0}"]);
        check("(?U)a+?|(?sm-U).+", dialect, &["aa", "x"], &[""]);
        check("a{,2}", dialect, &["a{,2}"], &["aa"]);
        check("a{1,2}", dialect, &["a", "aa"], &["aaa"]);
        check("(?P<x>a)(?<y>b)", dialect, &["ab"], &["a"]);
        check("(?P<1a>x)(?<2>y)", dialect, &["xy"], &["x"]);
        check("(?ii)A(?i-i:b)(?-i)c", dialect, &["abc", "Abc"], &["aBc", "abC"]);
        check(r"\101\x41\x{42}\<", dialect, &["AAB<"], &["AAB"]);
        check("#a b~", dialect, &["#a b~"], &["ab~"]);
        check("(?m)a$", dialect, &["a"], &["a\n", "a\nb"]);
    }
}

#[test]
fn the_dot_matches_a_line_end_in_version_3_only() {
    check(".*", V3, &["", "a\nb"], &[]);
    check(".*", V2, &["", "ab"], &["a\nb"]);
    check(".+", V3, &["\n"], &[""]);
    check(".+", V2, &["a"], &["", "\n"]);
    check("a.*", V3, &["a\n"], &[]);
    check("a.*", V2, &["a"], &["a\n"]);
    check("(?-s:a.b)", V3, &["axb"], &["a\nb"]);
    check("(?s)a.b", V2, &["a\nb"], &[]);
}

#[test]
fn what_is_no_pattern_is_an_error() {
    for text in ["(", "a**", "[z-a]", "(?=a)"] {
        assert!(Pattern::new(text, V3).is_err(), "{text}");
    }
    // More than a thousand by a thousand states: refused in bounded time and memory.
    assert!(Pattern::new(&format!("({})", vec!["[^a-cx-zé-ß漢]{1000}"; 1000].join("|")), V3).is_err());
}

#[test]
fn a_refusal_says_what_is_refused() {
    for (pattern, expected) in
        [(r"\p{Greekish}", "invalid character class range in "), ("(?P<1>x)", "invalid capture group character: ")]
    {
        assert_eq!(pattern::reason(&regex::Regex::new(pattern).expect_err("no pattern")), expected);
    }
}

#[test]
fn classes_of_unicode_match() {
    for dialect in [V2, V3] {
        check(r"\p{Greek}+", dialect, &["αβγ"], &["abc", "α1"]);
        check(r"[a\P{Greek}]", dialect, &["b", "漢"], &["α", ""]);
        check(r"\pN\p{Nd}\p{^Lu}", dialect, &["Ⅷ٣a"], &["a٣a", "Ⅷ٣A"]);
        check(r"(?i)\p{Lu}", dialect, &["A", "a", "é"], &["1"]);
        check(r"\p{Old_Italic}", dialect, &["\u{10300}"], &["a"]);
        check(r"\p{Cs}|\pC", dialect, &["\u{7}", "\u{E000}"], &["a", "\u{378}"]);
        check(r"(?i)\W", dialect, &["!", "é"], &["k", "s", "\u{212A}", "\u{17F}"]);
        check("(?i)[[:^alpha:]]", dialect, &["1"], &["k", "K", "\u{212A}"]);
    }
    let error = Pattern::new(r"\p{Greekish}", V3).expect_err("no such script").to_string();
    assert!(error.contains(r"`\p{Greekish}`"), "{error}");
}

/// Groups that nest, and to how many levels: alone, with what stands beside each, with alternatives that repeat.
const NESTED: [(&str, &str, &str, usize); 3] =
    [("(", "ab?", ")", 1), ("(?:x*(b|", "a", ")+)", 5), ("(a|bx", "c", ")*", 4)];

fn nested((open, inside, close, levels): (&str, &str, &str, usize), depth: usize) -> String {
    let groups = depth / levels;
    format!("{}{inside}{}", open.repeat(groups), close.repeat(groups))
}

fn check_nested(levels: usize) {
    let [alone, beside, alternatives] = NESTED.map(|kind| nested(kind, levels));
    check(&alone, V3, &["a", "ab"], &["b"]);
    check(&beside, V3, &["xxa", "b"], &["y"]);
    check(&alternatives, V3, &["", "abxbx"], &["b", "c"]);
}

/// Where code is not optimised, in node.
#[cfg(target_arch = "wasm32")]
#[test]
fn groups_nest() {
    check_nested(200);
}

/// Code that is not optimised takes more stack than tests have.
#[cfg(not(target_arch = "wasm32"))]
#[test]
fn groups_nest() {
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(|| check_nested(380));
    thread.and_then(|thread| thread.join().map_err(|_| std::io::Error::other("it failed"))).expect("a thread");
}

#[test]
fn groups_that_nest_too_deep_for_a_browser_are_refused() {
    for pattern in NESTED.map(|kind| nested(kind, 1000)) {
        let error = Pattern::new(&pattern, V3).expect_err("it nests too deep").to_string();
        assert!(error.contains("expression nests deeper than 400 levels: `"), "{error}");
    }
    assert!(Pattern::new(&nested(NESTED[0], 100_000), V3).is_err());
}

#[test]
fn a_missing_label_is_empty() {
    let matcher = |op, value: &str| LabelMatcher { name: "a".into(), op, value: value.into() };
    let mut patterns = Patterns::new(V3);
    let bare = Labels::new([("__name__", "x")]);
    for (op, value, expected) in [
        (MatchOp::Equal, "", true),
        (MatchOp::Equal, "b", false),
        (MatchOp::NotEqual, "b", true),
        (MatchOp::NotEqual, "", false),
        (MatchOp::Regex, "b?", true),
        (MatchOp::Regex, "b", false),
        (MatchOp::NotRegex, "b", true),
        (MatchOp::NotRegex, ".*", false),
    ] {
        let matchers = Matchers::compile(&[matcher(op, value)], &mut patterns).expect("a valid pattern");
        assert_eq!(matchers.match_labels(&bare), expected, "{op:?} {value:?}");
        assert_eq!(matchers.match_value("a", ""), expected);
        assert!(matchers.match_value("other", "x") && matchers.metric().is_none());
    }
}
