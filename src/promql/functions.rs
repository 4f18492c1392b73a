//! THE table of functions: signature and meaning of all of Prometheus 3.14's. The checker, completion, hover and
//! help read it.
//!
//! Source of the signatures: `promql/parser/functions.go` of Prometheus. The texts were written for this project.
//!
//! Invariant: [`FUNCTIONS`] is sorted by name and each name occurs once.
//! Not here: aggregators, which are keywords (`aggregators`); evaluation.

mod changes;
mod clock;
mod histograms;
mod labels;
mod math;
mod over_time;
mod trigonometry;
mod vectors;

use std::fmt::Write as _;

use super::doc::{Described, Doc, part};
use super::value_type::ValueType;

/// One argument that a function or an aggregator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name in signatures: `v`, `to_nearest`.
    pub name: &'static str,
    /// What it must evaluate to.
    pub value_type: ValueType,
}

/// How often a function's last parameter may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// Once, as the others.
    Once,
    /// From not at all to so many times.
    UpTo(usize),
    /// From not at all to any number of times.
    Any,
}

/// Whether Prometheus runs a word without being asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stability {
    /// Always there.
    Stable,
    /// Only with a feature flag of the server; its behaviour may still change.
    Experimental,
}

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name; case counts.
    pub name: &'static str,
    /// What it takes, in order.
    pub parameters: &'static [Parameter],
    /// How often the last of them may be given.
    pub last: Last,
    /// What it gives.
    pub returns: ValueType,
    /// Whether a server needs a flag to run it.
    pub stability: Stability,
}

/// All functions, sorted by name.
pub static FUNCTIONS: [Function; COUNT] = part!(DESCRIBED, word);

/// What each of them does.
static DOCS: [Doc; COUNT] = part!(DESCRIBED, doc);

const DESCRIBED: [Described<Function>; COUNT] = sorted();

const COUNT: usize = {
    let (mut count, mut kind) = (0, 0);
    while kind < KINDS.len() {
        count += KINDS[kind].len();
        kind += 1;
    }
    count
};

/// One list a file.
const KINDS: [&[Described<Function>]; 8] = [
    changes::FUNCTIONS,
    clock::FUNCTIONS,
    histograms::FUNCTIONS,
    labels::FUNCTIONS,
    math::FUNCTIONS,
    over_time::FUNCTIONS,
    trigonometry::FUNCTIONS,
    vectors::FUNCTIONS,
];

/// A function by a name that it had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renamed {
    /// The function, under its name before Prometheus 3.
    pub function: Function,
    /// The name since then.
    pub now: &'static str,
}

/// All of them.
static RENAMED: [Renamed; 1] = [Renamed { function: changes::HOLT_WINTERS, now: "double_exponential_smoothing" }];

/// The function that had this name before Prometheus 3.
pub fn renamed(name: &str) -> Option<&'static Renamed> {
    RENAMED.iter().find(|one| one.function.name == name)
}

const VECTOR: Parameter = Parameter::new("v", ValueType::Vector);
const RANGE: Parameter = Parameter::new("v", ValueType::Matrix);

/// The function of this name, letter by letter.
pub fn function(name: &str) -> Option<&'static Function> {
    place(name).map(|at| &FUNCTIONS[at])
}

fn place(name: &str) -> Option<usize> {
    FUNCTIONS.binary_search_by(|one| one.name.cmp(name)).ok()
}

impl Parameter {
    pub(super) const fn new(name: &'static str, value_type: ValueType) -> Self {
        Self { name, value_type }
    }
}

impl Function {
    /// The least and, if there is one, the greatest number of arguments.
    pub fn arguments(&self) -> (usize, Option<usize>) {
        let all = self.parameters.len();
        match self.last {
            Last::Once => (all, Some(all)),
            Last::UpTo(times) => (all.saturating_sub(1), Some(all.saturating_sub(1) + times)),
            Last::Any => (all.saturating_sub(1), None),
        }
    }

    /// What it does.
    pub fn doc(&self) -> Doc {
        place(self.name).map_or(Doc::default(), |at| DOCS[at])
    }

    /// The parameter that the argument at this place, from 0, is for.
    pub fn parameter(&self, at: usize) -> Option<&'static Parameter> {
        let (_, most) = self.arguments();
        if most.is_some_and(|most| at >= most) {
            return None;
        }
        self.parameters.get(at).or(self.parameters.last())
    }

    /// `round(v instant vector, to_nearest scalar?)`: `?` may be left out, `*` may be repeated or left out.
    pub fn signature(&self) -> String {
        let mut text = format!("{}(", self.name);
        for (at, parameter) in self.parameters.iter().enumerate() {
            let between = if at == 0 { "" } else { ", " };
            let last = at + 1 == self.parameters.len();
            let often = match self.last {
                Last::UpTo(1) if last => "?",
                Last::UpTo(_) | Last::Any if last => "*",
                _ => "",
            };
            // Writing to a string cannot fail.
            let _ = write!(text, "{between}{} {}{often}", parameter.name, parameter.value_type);
        }
        let _ = write!(text, ") {}", self.returns);
        text
    }

    const fn new(name: &'static str, parameters: &'static [Parameter], returns: ValueType) -> Self {
        Self { name, parameters, last: Last::Once, returns, stability: Stability::Stable }
    }

    /// From an instant vector to an instant vector: most of mathematics.
    const fn of_vector(name: &'static str) -> Self {
        Self::new(name, &[VECTOR], ValueType::Vector)
    }

    /// From a range vector to an instant vector.
    const fn of_range(name: &'static str) -> Self {
        Self::new(name, &[RANGE], ValueType::Vector)
    }

    const fn with_last(self, last: Last) -> Self {
        Self { last, ..self }
    }

    const fn experimental(self) -> Self {
        Self { stability: Stability::Experimental, ..self }
    }

    const fn says(self, en: &'static str, zh: &'static str, example: &'static str) -> Described<Self> {
        Described { word: self, doc: Doc { en, zh, example } }
    }
}

/// The lists of all files in one, by insertion; the compiler does it.
const fn sorted() -> [Described<Function>; COUNT] {
    let mut all = [KINDS[0][0]; COUNT];
    let (mut filled, mut kind) = (0, 0);
    while kind < KINDS.len() {
        let mut at = 0;
        while at < KINDS[kind].len() {
            let mut place = filled;
            while place > 0 && is_before(KINDS[kind][at].word.name, all[place - 1].word.name) {
                all[place] = all[place - 1];
                place -= 1;
            }
            all[place] = KINDS[kind][at];
            filled += 1;
            at += 1;
        }
        kind += 1;
    }
    all
}

/// `<` of texts, which the language does not have at compile time.
const fn is_before(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut at = 0;
    while at < left.len() && at < right.len() {
        if left[at] != right[at] {
            return left[at] < right[at];
        }
        at += 1;
    }
    left.len() < right.len()
}
