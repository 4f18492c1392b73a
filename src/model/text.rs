//! Texts compared as a filter compares them, and cut to what can be read.

/// Whether a text holds another, whatever the case of ASCII's letters; every text holds the empty one.
///
/// The cases of all of Unicode would be 10 kB of tables in the page, for labels that hardly ever need them.
pub fn holds(inside: &str, wanted: &str) -> bool {
    let wanted = wanted.as_bytes();
    wanted.is_empty() || inside.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

/// A text as far as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounded {
    /// The text, or its beginning and the sign that it goes on.
    pub text: String,
    /// Whether the text is only a beginning.
    pub is_cut: bool,
}

impl Bounded {
    /// A text of at most so many characters.
    pub fn of(text: &str, most: usize) -> Self {
        match beginning(text, most) {
            Some(cut) => Self { text: cut.to_owned() + "…", is_cut: true },
            None => Self { text: text.to_owned(), is_cut: false },
        }
    }
}

/// The beginning of a text of more than so many characters; `None` where it is no longer. Takes no longer for longer texts.
pub fn beginning(text: &str, most: usize) -> Option<&str> {
    // A text of fewer bytes has fewer characters.
    if text.len() <= most {
        return None;
    }
    text.char_indices().nth(most).map(|(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_at_characters() {
        for (text, beginning_of_two) in
            [("", None), ("é", None), ("éé", None), ("ééé", Some("éé")), ("abc", Some("ab"))]
        {
            assert_eq!(beginning(text, 2), beginning_of_two, "{text}");
        }
    }

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
