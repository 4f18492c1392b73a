//! Descriptions against written expressions, in both languages: the outline of each tree, and what lies under the
//! cursor from the first byte to the last.
//!
//! `tests/language/describe/*.txt` hold sections: a title after `===`, the expression, and after `---` what is said of
//! it. `UPDATE=1` writes what is said now; read the difference.

use std::fmt::Write as _;

use narthex::model::lang::Lang;
use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::describe::{self, MAX_LINES};
use narthex::promql::functions::FUNCTIONS;
use narthex::promql::keywords::KEYWORDS;
use narthex::promql::parser::parse;

use crate::properties::describe as property;
use crate::properties::sentences::check_sentence;
use crate::time::{check_proportion, worked};
use crate::written;

const LANGUAGES: [Lang; 2] = [Lang::En, Lang::Zh];

#[test]
fn outlines() {
    for name in ["selectors", "calls", "aggregations", "operators", "broken"] {
        check_file(name, outlined);
    }
}

#[test]
fn hovers() {
    check_file("hover", hovered);
}

/// The word of each table's entry is found in its example, and said of in both languages.
#[test]
fn every_word_of_the_tables_is_described() {
    let functions = FUNCTIONS.iter().map(|one| (one.name, one.doc, one.signature()));
    let aggregators = AGGREGATORS.iter().map(|one| (one.name, one.doc, one.signature()));
    let keywords = KEYWORDS.iter().map(|one| (one.word, one.doc, one.word.to_owned()));
    for (name, doc, signature) in functions.chain(aggregators).chain(keywords) {
        let parsed = parse(doc.example);
        property::outline(doc.example, &parsed);
        let offsets = doc.example.match_indices(name).map(|(at, _)| at);
        for lang in LANGUAGES {
            let mut hovers = offsets.clone().filter_map(|at| describe::at(doc.example, &parsed, at, lang));
            let found = hovers.find(|hover| hover.word.as_ref().is_some_and(|word| word.signature == signature));
            let Some(hover) = found else { panic!("{name} is not found in {}", doc.example) };
            check_sentence(&hover.words, lang);
            check_sentence(doc.gist(lang), lang);
            assert_eq!(hover.span.of(doc.example).to_ascii_lowercase(), name);
        }
    }
}

/// Every byte of every text of the language's tests, with what stands before it alone, too: it is described or not,
/// and what is described lies in the text.
#[test]
fn every_offset_of_every_text_is_borne() {
    for text in corpus() {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let beginning = &text[..end];
            let parsed = parse(beginning);
            property::outline(beginning, &parsed);
            property::hover(beginning, &parsed, end);
        }
        let parsed = parse(&text);
        for at in 0..=text.len() {
            property::hover(&text, &parsed, at);
        }
        assert_eq!(describe::at(&text, &parsed, text.len() + 1, Lang::En), None, "{text}");
    }
}

/// The tree of another text gives words of some kind.
#[test]
fn the_tree_of_another_text_is_borne() {
    let parsed = parse("sum by (job) (rate(http_requests_total{job=\"api\"}[5m] offset 1d)) > 5");
    for text in ["", "é漢😀", "x"] {
        for lang in LANGUAGES {
            assert_eq!(describe::outline(text, &parsed.expr, lang).lines.len(), 5, "{text}");
            describe::at(text, &parsed, 1, lang);
        }
    }
}

/// However large the expression: bounded lines of bounded length.
#[test]
fn large_expressions_are_cut() {
    let many = "x,".repeat(20_000);
    let name = "n".repeat(20_000);
    for text in [
        format!("f({many}x)"),
        format!("label_join({many}x)"),
        format!("sum by ({many}x) ({name})"),
        format!("a + on ({many}x) group_left ({many}x) {name}"),
        format!("{name}{{{}}}", format!("{name}=\"{name}\",").repeat(3)),
        format!("a{{{}}}", "b=~\"c\",".repeat(20_000)),
        format!("a[{}1m]", "step() + ".repeat(900)),
        vec!["a"; 900].join(" + "),
        format!("{}a{}", "sum(".repeat(140), ")".repeat(140)),
        format!("\"{name}\""),
    ] {
        property::hold(&text);
    }
    let wide = format!("f({many}x)");
    assert_eq!(describe::outline(&wide, &parse(&wide).expr, Lang::En).left_out, 20_002 - MAX_LINES);
}

#[test]
fn long_expressions_take_time_in_proportion() {
    for piece in ["rate(a{b=\"c\", d=~\"e\"}[5m] offset 1d), ", "b=\"c\",", "sum by (job) (-a) > 5, "] {
        check_proportion(piece, 30_000, |length| {
            let inner = piece.repeat(length / piece.len());
            let text = if piece.starts_with('b') { format!("a{{{inner}}}") } else { format!("f({inner}a)") };
            let parsed = parse(&text);
            worked(|| {
                describe::outline(&text, &parsed.expr, Lang::En);
                describe::at(&text, &parsed, text.len() / 2, Lang::Zh);
            })
        });
    }
}

/// The tree in both languages, two spaces a level.
fn outlined(text: &str) -> String {
    let mut out = String::new();
    for lang in LANGUAGES {
        let outline = describe::outline(text, &parse(text).expr, lang);
        for line in outline.lines {
            check_sentence(&line.words, lang);
            let _ = writeln!(out, "{}{}", "  ".repeat(line.depth), line.words);
        }
        out.push('\n');
    }
    out
}

/// What lies under the cursor, offset by offset: the text, the words of both languages, the signature.
fn hovered(text: &str) -> String {
    let parsed = parse(text);
    let mut out = String::new();
    let mut last = None;
    for at in 0..=text.len() {
        let [en, zh] = LANGUAGES.map(|lang| describe::at(text, &parsed, at, lang));
        if en == last {
            continue;
        }
        if let Some((en, zh)) = en.as_ref().zip(zh) {
            check_sentence(&en.words, Lang::En);
            check_sentence(&zh.words, Lang::Zh);
            assert_eq!((en.span, &en.word), (zh.span, &zh.word));
            let _ = writeln!(out, "{}\n  {}\n  {}", en.span.of(text), en.words, zh.words);
            if let Some(word) = &en.word {
                let _ = writeln!(out, "  {}", word.signature);
            }
        }
        last = en;
    }
    out + "\n"
}

#[track_caller]
fn check_file(name: &str, said: impl Fn(&str) -> String) {
    written::check(&format!("tests/language/describe/{name}.txt"), |case| said(case.text));
}

/// The expressions of the parser's, the checker's and these cases.
fn corpus() -> Vec<String> {
    let texts = ["", "/check", "/describe"].map(|folder| written::texts(&format!("tests/language{folder}"))).concat();
    assert!(texts.len() > 300, "{} texts", texts.len());
    texts
}
