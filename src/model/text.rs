//! Texts compared as a filter compares them.

/// Whether a text holds another, whatever the case of ASCII's letters; every text holds the empty one.
///
/// The cases of all of Unicode would be 10 kB of tables in the page, for labels that hardly ever need them.
pub fn holds(inside: &str, wanted: &str) -> bool {
    let wanted = wanted.as_bytes();
    wanted.is_empty() || inside.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_length_does() {
        for (inside, wanted) in [("Node_Load1", "node_l"), ("a", ""), ("", ""), ("Zürich", "zü"), ("x", "X")] {
            assert!(holds(inside, wanted), "{inside} {wanted}");
        }
        for (inside, wanted) in [("node", "nodes"), ("", "a"), ("abc", "ac"), ("é", "É")] {
            assert!(!holds(inside, wanted), "{inside} {wanted}");
        }
    }
}
