//! A buffer of received bytes that are not read yet, from the last commit on.

use super::Stop;
use super::scanner::Scanner;
use crate::model::outcome::Failure;

/// A window of bytes that moves over an answer.
#[derive(Debug, Default)]
pub struct ByteWindow {
    bytes: Vec<u8>,
    /// The offset of `bytes` in the answer.
    base: u64,
    /// Bytes that must be there before the element at the window's end is tried again: twice as many
    /// as there were, so that a long element that comes in small pieces is not read over and over.
    wanted: usize,
}

impl ByteWindow {
    /// How many bytes were received so far.
    pub fn received(&self) -> u64 {
        self.base + self.bytes.len() as u64
    }

    /// What is not read yet.
    pub fn unread(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds a piece and reads as many elements as there are, calling `step` for one after the other
    /// until it asks for more.
    pub fn feed(&mut self, piece: Vec<u8>, step: impl FnMut(&mut Scanner) -> Result<(), Stop>) -> Result<(), Failure> {
        if self.bytes.is_empty() {
            self.bytes = piece;
        } else {
            self.bytes.extend_from_slice(&piece);
        }
        if self.bytes.len() < self.wanted { Ok(()) } else { self.read(step) }
    }

    /// Reads what [`ByteWindow::feed`] has left for later.
    pub fn read(&mut self, mut step: impl FnMut(&mut Scanner) -> Result<(), Stop>) -> Result<(), Failure> {
        let mut scanner = Scanner::new(&self.bytes);
        let stop = loop {
            if let Err(stop) = step(&mut scanner) {
                break stop;
            }
            scanner.commit();
        };
        if let Stop::Bad { at, expected } = stop {
            return Err(Failure::Malformed { at: self.base + at as u64, expected: expected.to_owned() });
        }
        let read = scanner.committed();
        self.bytes.drain(..read);
        self.base += read as u64;
        self.wanted = self.bytes.len() * 2;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_element_in_small_pieces_is_not_read_over_and_over() {
        let text = format!("\"{}\"", "x".repeat(1 << 16));
        let (mut window, mut tries, mut lengths) = (ByteWindow::default(), 0, Vec::new());
        for byte in text.bytes() {
            let read = window.feed(vec![byte], |scanner| {
                tries += 1;
                lengths.push(scanner.text()?.len());
                Ok(())
            });
            assert_eq!(read, Ok(()));
        }
        let read = window.read(|scanner| {
            lengths.push(scanner.text()?.len());
            Ok(())
        });
        assert_eq!((read, lengths, window.unread().len()), (Ok(()), vec![1 << 16], 0));
        assert!(tries < 40, "{tries}");
    }

    #[test]
    fn offsets_count_from_the_start_of_the_answer() {
        let mut window = ByteWindow::default();
        let step = |scanner: &mut Scanner| scanner.skip();
        assert_eq!(window.feed(b"[1][2".to_vec(), step), Ok(()));
        assert_eq!(window.unread(), b"[2");
        let bad = window.feed(b",?]".to_vec(), step);
        assert_eq!(bad, Err(Failure::Malformed { at: 6, expected: "a value".to_owned() }));
    }
}
