//! Texts compared as a filter compares them, and cut to what can be read.

/// A text that is looked for in others, whatever the case of its letters in either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needle {
    /// Folded.
    text: String,
}

impl Needle {
    /// Looks for this.
    pub fn new(text: &str) -> Self {
        Self { text: folded(text) }
    }

    /// Whether it is empty, and so in every text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Its text in the case in which it is looked for.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a text holds it.
    pub fn is_in(&self, haystack: &str) -> bool {
        if !haystack.is_ascii() {
            return folded(haystack).contains(&self.text);
        }
        let wanted = self.text.as_bytes();
        wanted.is_empty() || haystack.as_bytes().windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
    }
}

/// A text without differences of case: by way of capitals, in which "ß" is "SS", and both of sigma's small letters one.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
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

/// The beginning of a text of more than so many characters; `None` where it is no longer. Takes no longer for longer
/// texts.
pub fn beginning(text: &str, most: usize) -> Option<&str> {
    // A text of fewer bytes has fewer characters.
    if text.len() <= most {
        return None;
    }
    text.char_indices().nth(most).map(|(end, _)| &text[..end])
}

/// Texts in their order, each with which of its like it is, from 0: so each is named, and as the same in another list.
pub fn numbered(texts: &[String]) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    let named = texts.iter().map(|text| {
        let count = counts.entry(text.as_str()).or_insert(0_usize);
        *count += 1;
        (text.clone(), *count - 1)
    });
    named.collect()
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
        for (haystack, needle) in [
            ("Node_Load1", "node_l"),
            ("a", ""),
            ("", ""),
            ("é", ""),
            ("Zürich", "ZÜ"),
            ("x", "X"),
            ("großer ärger", "ÄRGER"),
            ("ÄRGER", "ärger"),
            ("STRASSE", "straße"),
            ("Straße", "STRASSE"),
            ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"),
            ("Привет", "ПРИВЕТ"),
            ("磁盘 Full", "full"),
        ] {
            assert!(Needle::new(needle).is_in(haystack), "{haystack} {needle}");
        }
        for (haystack, needle) in
            [("node", "nodes"), ("", "a"), ("abc", "ac"), ("é", "e"), ("ä", "ö"), ("磁盘", "磁碟")]
        {
            assert!(!Needle::new(needle).is_in(haystack), "{haystack} {needle}");
        }
    }

    #[test]
    fn texts_are_named_by_what_they_say() {
        let named = |texts: &[&str]| numbered(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let of = |text: &str, count: usize| (text.to_owned(), count);
        assert_eq!(named(&["b", "a", "b", "b"]), [of("b", 0), of("a", 0), of("b", 1), of("b", 2)]);
        assert_eq!(named(&["a", "b"]), [of("a", 0), of("b", 0)]);
        assert_eq!(named(&[]), []);
    }
}
