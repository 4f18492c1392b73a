//! Positions: line and column of a byte in a text, as a person counts them.

/// Counts lines and columns forward through a text, so that many positions take one pass.
#[derive(Debug, Clone)]
pub struct Positions<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Positions<'a> {
    /// At the beginning of a text.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    /// Line and column, both from 1, the column in characters, of a byte at or after the last one asked for.
    pub fn of(&mut self, byte: usize) -> (u32, u32) {
        for letter in self.text.get(self.at..byte).unwrap_or_default().chars() {
            (self.line, self.column) = if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        }
        self.at = byte;
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_lines() {
        let mut positions = Positions::new("é漢\na\n\nb");
        let found: Vec<_> = [0, 2, 5, 6, 8, 9, 99].into_iter().map(|byte| positions.of(byte)).collect();
        assert_eq!(found, [(1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (4, 1), (4, 1)]);
    }
}
