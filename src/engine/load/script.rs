//! The `load` blocks of a text: `load 1m`, then a line a series; an empty line ends a block.
//!
//! Invariant: a text of any length is read line by line, and nothing is kept of lines but their series.
//! Not here: the other commands of test scripts.

use std::iter::Enumerate;
use std::str::Lines;

use super::{Loader, Reason};
use crate::engine::labels::Labels;
use crate::engine::samples::Samples;
use crate::model::duration;
use crate::model::memory::MemoryBudget;

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub struct ScriptError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it; `None` where it is no `load` with a step longer than 0.
    pub why: Option<Reason>,
}

/// What reading a line gave.
#[derive(Debug)]
pub enum LineRead<B> {
    /// Nothing yet: the block goes on, or none has begun.
    More,
    /// A block has ended: its series.
    Block(B),
    /// The text has ended.
    End,
}

/// Reads the blocks of a text, one after the other. Lines that begin with `#` are left out.
#[derive(Debug)]
pub struct ScriptReader<'a> {
    lines: Enumerate<Lines<'a>>,
    block: Option<Block>,
}

/// A block that is being read.
#[derive(Debug)]
struct Block {
    loader: Loader,
    /// Its last line so far, from 1.
    last: usize,
}

impl<'a> ScriptReader<'a> {
    /// Nothing is read yet.
    pub fn new(text: &'a str) -> Self {
        Self { lines: text.trim_start_matches('\u{feff}').lines().enumerate(), block: None }
    }

    /// Reads one more line, for which the memory is reserved.
    pub fn advance(
        &mut self,
        memory: &mut MemoryBudget,
    ) -> Result<LineRead<impl Iterator<Item = (Labels, Samples)> + use<>>, ScriptError> {
        let Some((at, line)) = self.lines.next() else {
            return self.end().map(|ended| ended.map_or(LineRead::End, LineRead::Block));
        };
        let (number, line) = (at + 1, line.trim());
        if line.starts_with('#') {
            return Ok(LineRead::More);
        }
        if line.is_empty() {
            return self.end().map(|ended| ended.map_or(LineRead::More, LineRead::Block));
        }
        if let Some(block) = &mut self.block {
            block.last = number;
            block.loader.feed(line, memory).map_err(|why| ScriptError { line: number, why: Some(why) })?;
        } else {
            let step_ms = step_ms(line).ok_or(ScriptError { line: number, why: None })?;
            self.block = Some(Block { loader: Loader::new(step_ms), last: number });
        }
        Ok(LineRead::More)
    }

    /// Ends the block that is being read, if there is one.
    fn end(&mut self) -> Result<Option<impl Iterator<Item = (Labels, Samples)> + use<>>, ScriptError> {
        let Some(Block { loader, last }) = self.block.take() else { return Ok(None) };
        loader.finish().map(Some).map_err(|why| ScriptError { line: last, why: Some(why) })
    }
}

/// The step of `load 1m`, longer than 0.
fn step_ms(head: &str) -> Option<i64> {
    let step = head.strip_prefix("load").filter(|step| step.starts_with([' ', '\t']))?;
    duration::parse(step.trim()).filter(|ms| *ms > 0)
}

/// All series of a text's blocks, one block after the other. Fails at the first line that cannot be read, or would be
/// too much.
pub fn load(text: &str) -> Result<Vec<(Labels, Samples)>, ScriptError> {
    let (mut reader, mut all) = (ScriptReader::new(text), Vec::new());
    loop {
        match reader.advance(&mut MemoryBudget::default())? {
            LineRead::More => {}
            LineRead::Block(series) => all.extend(series),
            LineRead::End => return Ok(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Result<usize, (usize, bool)>) {
        let found = load(text)
            .map(|series| series.iter().map(|(_, samples)| samples.len()).sum::<usize>())
            .map_err(|wrong| (wrong.line, wrong.why.is_some()));
        assert_eq!(&found, expected, "{text}");
    }

    #[test]
    fn blocks_are_loaded_and_mistakes_have_their_line() {
        check("", &Ok(0));
        check("\u{feff}# a\nload 1m\n a 1 2\n # b\n b 3\n\n\nload 5s\n c 1x9\n", &Ok(13));
        check("load 0s\n a 1", &Err((1, false)));
        check("load 1m\n a 1\n\neval instant at 5m a\n", &Err((4, false)));
        check("loads 1m", &Err((1, false)));
        check("load 1m\n\n# x\nload 1m\n a 1\n# y\n b y\n", &Err((7, true)));
        check("load 1m\n a@st 1s\n", &Err((2, true)));
    }
}
