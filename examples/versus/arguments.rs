//! What of it is to be run: `[NAME…] [--sizes 1,100,2000] [--steps 1,1000] [--browser FILE]`; all of it where nothing
//! is said.

use crate::fleet::SIZES;
use crate::queries::STEPS;

/// What is to be run.
#[derive(Debug)]
pub(crate) struct Arguments {
    names: Vec<String>,
    /// Numbers of series, of those that the data have.
    pub(crate) sizes: Vec<usize>,
    /// Numbers of steps.
    pub(crate) steps: Vec<i64>,
    /// The file with what the test in a browser printed.
    pub(crate) browser: Option<String>,
}

impl Arguments {
    /// Reads the program's arguments.
    pub(crate) fn read(given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self { names: Vec::new(), sizes: SIZES.to_vec(), steps: STEPS.to_vec(), browser: None };
        let mut given = given.peekable();
        while let Some(one) = given.next() {
            match one.as_str() {
                "--sizes" => arguments.sizes = numbers(&one, given.next())?,
                "--steps" => arguments.steps = numbers(&one, given.next())?,
                "--browser" => arguments.browser = Some(given.next().ok_or("--browser: a file is expected")?),
                _ => arguments.names.push(one),
            }
        }
        match arguments.sizes.iter().find(|size| !SIZES.contains(size)) {
            Some(other) => Err(format!("--sizes: there are {SIZES:?}, not {other}")),
            None => Ok(arguments),
        }
    }

    /// Whether a kind of query is to be run, by its name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|one| one == name)
    }
}

/// Numbers above 0, with commas between them.
fn numbers<T: std::str::FromStr + PartialOrd + Default>(name: &str, text: Option<String>) -> Result<Vec<T>, String> {
    let text = text.ok_or_else(|| format!("{name}: numbers are expected"))?;
    let number = |one: &str| one.trim().parse().ok().filter(|number| *number > T::default());
    text.split(',').map(|one| number(one).ok_or_else(|| format!("{name}: \"{one}\" is no number above 0"))).collect()
}
