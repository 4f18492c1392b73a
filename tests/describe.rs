//! Descriptions against written expressions, in both languages: the outline of each tree, and what lies under the
//! cursor from the first byte to the last.
//!
//! `tests/describe/*.txt` hold sections: a title after `===`, the expression, and after `---` what is said of it.
//! `UPDATE=1` writes what is said now; read the difference.

#[path = "support/written.rs"]
mod written;

#[path = "support/languages.rs"]
mod languages;
#[path = "support/properties/describe.rs"]
mod property;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use languages::check_sentence;
use narthex::model::lang::Lang;
use narthex::promql::aggregators::AGGREGATORS;
use narthex::promql::describe::{self, MAX_LINES};
use narthex::promql::functions::FUNCTIONS;
use narthex::promql::keywords::KEYWORDS;
use narthex::promql::parser::parse;

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
        let places = doc.example.match_indices(name).map(|(at, _)| at);
        for lang in LANGUAGES {
            let mut hovers = places.clone().filter_map(|at| describe::at(doc.example, &parsed, at, lang));
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
fn every_place_of_every_text_is_borne() {
    for text in corpus() {
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            let beginning = &text[..end];
            let parsed = parse(beginning);
            property::outline(beginning, &parsed);
            property::place(beginning, &parsed, end);
        }
        let parsed = parse(&text);
        for at in 0..=text.len() {
            property::place(&text, &parsed, at);
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
        let time = |length: usize| {
            let inner = piece.repeat(length / piece.len());
            let text = if piece.starts_with('b') { format!("a{{{inner}}}") } else { format!("f({inner}a)") };
            let parsed = parse(&text);
            let run = || {
                let start = Instant::now();
                describe::outline(&text, &parsed.expr, Lang::En);
                describe::at(&text, &parsed, text.len() / 2, Lang::Zh);
                start.elapsed()
            };
            // The better of two, as others use the machine too.
            run().min(run())
        };
        let (small, large) = (time(100_000), time(400_000));
        let bound = small.max(Duration::from_millis(2)) * 12;
        assert!(large < bound, "{piece:?}: {small:?} for 100 kB, {large:?} for 400 kB");
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

/// What lies under the cursor, place by place: the text, the words of both languages, the signature.
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
    let path = folder("describe").join(format!("{name}.txt"));
    let written = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut now = String::new();
    for (title, text) in sections(&written) {
        let _ = write!(now, "=== {title}\n{text}\n---\n{}", said(text));
    }
    let now = format!("{}\n", now.trim_end());
    written::compare(&path, &written, &now);
}

/// Titles and expressions.
fn sections(written: &str) -> Vec<(&str, &str)> {
    let parts = written.split("=== ").skip(1).filter_map(|section| section.split_once('\n'));
    parts.map(|(title, rest)| (title, rest.split("\n---").next().unwrap_or_default().trim_end())).collect()
}

/// The expressions of the parser's, the checker's and these fixtures.
fn corpus() -> Vec<String> {
    let mut texts = Vec::new();
    for name in ["promql", "check", "describe"] {
        let entries = fs::read_dir(folder(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        for path in
            entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "txt"))
        {
            let written = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let expression = |text: &str| {
                if name == "check" { text.lines().next().unwrap_or_default().to_owned() } else { text.to_owned() }
            };
            texts.extend(sections(&written).into_iter().map(|(_, text)| expression(text)));
        }
    }
    assert!(texts.len() > 300, "{} texts", texts.len());
    texts
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}
