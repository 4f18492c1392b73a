//! The word that was likely meant by a misspelt one.
//!
//! Source of the distance: optimal string alignment (insertions, deletions, substitutions, swaps of neighbours).

/// Longer words are not compared: nothing in the language is as long.
const LONGEST: usize = 48;

/// The candidate nearest to a word: the same but for case, or within one mistake for each three letters and at most
/// three. Of equally near ones, the first.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let letters = word.chars().count();
    let allowed = (letters / 3).clamp(1, 3);
    // Each letter more or fewer is a mistake: most candidates need no comparison.
    let near = candidates.filter(|candidate| candidate.chars().count().abs_diff(letters) <= allowed);
    let distances = near.map(|candidate| (distance(&word, candidate), candidate));
    let (found, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (found <= allowed && found < letters).then_some(candidate)
}

fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut before_last = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != other);
            let mut least = replaced.min(last[column + 1] + 1).min(line[column] + 1);
            let swapped = row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other;
            if swapped {
                least = least.min(before_last[column - 1] + 1);
            }
            line.push(least);
        }
        before_last = std::mem::replace(&mut last, line);
    }
    last[right.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let words = ["rate", "irate", "sum", "sum_over_time", "abs", "histogram_quantile"];
        for (word, expected) in [
            ("raet", Some("rate")),
            ("Rate", Some("rate")),
            ("rates", Some("rate")),
            ("histogram_quantil", Some("histogram_quantile")),
            ("histogra_quanti", Some("histogram_quantile")),
            ("histogr_quanti", None),
            ("sumovertime", Some("sum_over_time")),
            ("sumover", None),
            ("foo", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words.into_iter()), expected, "{word}");
        }
        assert_eq!(nearest(&"rate".repeat(1000), words.into_iter()), None);
    }
}
