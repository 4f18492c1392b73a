//! What holds of every sentence that the product says, in either language.

use narthex::model::lang::Lang;

/// A sentence of a language: one line, bounded, and in Chinese really Chinese.
#[track_caller]
pub(crate) fn check_sentence(sentence: &str, lang: Lang) {
    let length = sentence.chars().count();
    assert!((1..300).contains(&length) && !sentence.contains(['\n', '\r']), "{sentence:?}");
    assert_eq!(sentence.trim(), sentence, "blanks around it");
    if lang == Lang::Zh {
        assert!(sentence.chars().any(is_chinese), "no Chinese in it: {sentence}");
        assert!(!has_english_clause(sentence), "English is left: {sentence}");
        assert!(!has_gap(sentence), "a blank between Chinese characters: {sentence}");
    }
}

fn is_chinese(letter: char) -> bool {
    ('一'..='鿿').contains(&letter)
}

/// Three English words in a row, outside quotes: names and words of `PromQL` stand alone or in lists.
fn has_english_clause(sentence: &str) -> bool {
    let mut run = 0;
    outside_quotes(sentence).split(' ').any(|word| {
        let is_english = word.len() > 1 && word.bytes().all(|letter| letter.is_ascii_lowercase());
        run = if is_english { run + 1 } else { 0 };
        run == 3
    })
}

/// A blank between two Chinese characters, outside quotes.
fn has_gap(sentence: &str) -> bool {
    let letters: Vec<char> = outside_quotes(sentence).chars().collect();
    letters.windows(3).any(|three| is_chinese(three[0]) && three[1] == ' ' && is_chinese(three[2]))
}

fn outside_quotes(sentence: &str) -> String {
    sentence.replace("\\\"", "x").split('"').step_by(2).collect::<Vec<_>>().join("\"")
}

#[test]
fn english_in_chinese_is_noticed() {
    assert!(has_english_clause("函数 unknown function with \"x\""));
    assert!(!has_english_clause(
        "只能用于 delta, increase, rate，\"not with this one\"：rate(v range vector) instant vector"
    ));
}
