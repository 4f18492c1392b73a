//! The `load` blocks of a text: `load 1m`, then a line a series; an empty line ends a block.
//!
//! Not here: the other commands of test scripts.

use super::{Reason, Wrong, load_within};
use crate::engine::labels::Labels;
use crate::engine::samples::Samples;
use crate::model::duration;
use crate::model::memory::MemoryBudget;

/// One block.
#[derive(Debug)]
pub struct Block<'a> {
    step_ms: i64,
    /// Its lines with their numbers, from 1.
    lines: Vec<(usize, &'a str)>,
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it; `None` where it is no `load` with a step longer than 0.
    pub why: Option<Reason>,
}

/// The bytes that a line takes until its block is read.
pub const LINE: usize = 3 * size_of::<(usize, &str)>();

/// The blocks of a text, one after the other. Lines that begin with `#` are left out.
pub fn blocks(text: &str) -> impl Iterator<Item = Result<Block<'_>, Mistake>> {
    let numbered = text.trim_start_matches('\u{feff}').lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    let mut lines = numbered.filter(|(_, line)| !line.starts_with('#')).peekable();
    std::iter::from_fn(move || {
        while lines.next_if(|(_, line)| line.is_empty()).is_some() {}
        let (line, head) = lines.next()?;
        let step = head.strip_prefix("load").filter(|step| step.starts_with([' ', '\t']));
        let step_ms = step.and_then(|step| duration::parse(step.trim())).filter(|ms| *ms > 0);
        let own = std::iter::from_fn(|| lines.next_if(|(_, line)| !line.is_empty())).collect();
        Some(step_ms.map(|step_ms| Block { step_ms, lines: own }).ok_or(Mistake { line, why: None }))
    })
}

impl Block<'_> {
    /// Its series.
    pub fn load(&self) -> Result<Vec<(Labels, Samples)>, Mistake> {
        self.load_within(&mut MemoryBudget::default())
    }

    /// Its series, where there is memory for them.
    pub fn load_within(&self, memory: &mut MemoryBudget) -> Result<Vec<(Labels, Samples)>, Mistake> {
        let lines = self.lines.iter().map(|(_, line)| *line);
        load_within(lines, self.step_ms, memory).map_err(|Wrong { at, why }| {
            let line = self.lines.get(at).map_or(0, |(number, _)| *number);
            Mistake { line, why: Some(why) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Result<usize, (usize, bool)>) {
        let loaded: Result<Vec<_>, _> = blocks(text).map(|block| block.and_then(|block| block.load())).collect();
        let found = loaded
            .map(|blocks| blocks.iter().flatten().map(|(_, samples)| samples.len()).sum::<usize>())
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
