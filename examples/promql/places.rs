//! Lines and columns of a text.

/// Counts lines and columns forward through a text.
pub(crate) struct Places<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> Places<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, column: 1 }
    }

    /// `line:column`, both from 1, the column in characters, of a byte at or after the last one asked for.
    pub(crate) fn of(&mut self, byte: usize) -> String {
        for letter in self.text.get(self.at..byte).unwrap_or_default().chars() {
            if letter == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = byte;
        format!("{}:{}", self.line, self.column)
    }
}
