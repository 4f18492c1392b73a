//! Names of labels as a grouping, `on` or `ignoring` lists them.
//!
//! Invariant: they keep the order in which they are written; looking one up does not take longer for each of them.

use std::ops::Deref;

use crate::model::count;

/// So many names are compared one by one: that is quicker than a search, as most differ in length.
const FEW: usize = 8;

/// Names of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelNames {
    written: Vec<String>,
    /// The numbers of the names, sorted by name; empty where they are few.
    sorted: Vec<u32>,
}

impl LabelNames {
    /// The names as they are written, in any order.
    pub fn new(written: Vec<String>) -> Self {
        let mut sorted = Vec::new();
        if written.len() > FEW {
            sorted.extend(0..count::to_u32(written.len()));
            sorted.sort_by(|a, b| written[*a as usize].cmp(&written[*b as usize]));
        }
        Self { written, sorted }
    }

    /// Whether this is one of them.
    pub fn has(&self, name: &str) -> bool {
        if self.sorted.is_empty() {
            return self.written.iter().any(|one| one == name);
        }
        self.sorted.binary_search_by(|at| self.written[*at as usize].as_str().cmp(name)).is_ok()
    }
}

impl Deref for LabelNames {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_found_alike() {
        for count in [0, 1, FEW, FEW + 1, 100] {
            let written: Vec<String> = (0..count).rev().map(|at| format!("n{at}")).collect();
            let names = LabelNames::new(written.clone());
            assert_eq!(&*names, written);
            assert!(written.iter().all(|name| names.has(name)), "{count}");
            assert!(!names.has("n") && !names.has("n100") && !names.has(""), "{count}");
        }
    }
}
