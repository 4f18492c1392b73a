//! Bytes as choices: any bytes make something, near bytes something near, fewer and smaller ones something smaller.

/// Choices, the first of all where the bytes are used up.
#[derive(Debug)]
pub(crate) struct Choices<'a>(std::slice::Iter<'a, u8>);

impl<'a> Choices<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    /// A number below `limit`, which is above 0: of one byte, or of as many as the limit needs.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let (mut number, mut reach) = (0, 1);
        while reach < limit {
            number = number << 8 | self.0.next().map_or(0, |byte| usize::from(*byte));
            reach <<= 8;
        }
        number % limit
    }

    /// Whether one in `count` came.
    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}
