//! A cache of what a node derived from the series sets of its operands, valid as long as these are the very same.

use std::rc::Rc;

use super::error::Error;
use super::task::Task;
use super::value::SeriesSet;

/// Remembers one `T` for as long as the operands' series sets are the very same.
#[derive(Debug)]
pub struct Memo<T> {
    known: Option<(Vec<Rc<SeriesSet>>, Rc<T>)>,
    /// The finding out, under way.
    finding: Option<Task<Result<T, Error>>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: None, finding: None }
    }
}

impl<T> Memo<T> {
    /// What was found out last.
    pub fn last(&self) -> Option<&T> {
        self.known.as_ref().map(|(_, found)| &**found)
    }

    /// What is known of these series sets.
    pub fn known(&self, series_sets: &[&Rc<SeriesSet>]) -> Option<Rc<T>> {
        let (known, found) = self.known.as_ref()?;
        let is_same = known.len() == series_sets.len() && known.iter().zip(series_sets).all(|(a, b)| Rc::ptr_eq(a, b));
        is_same.then(|| Rc::clone(found))
    }

    /// What there is to know of these series sets; `None` where there is more to find out: then the next call has to be
    /// for the same series sets. A failure is not remembered.
    pub fn find(
        &mut self,
        series_sets: &[&Rc<SeriesSet>],
        begin: impl FnOnce() -> Task<Result<T, Error>>,
    ) -> Result<Option<Rc<T>>, Error> {
        if let Some(known) = self.known(series_sets) {
            return Ok(Some(known));
        }
        let mut finding = self.finding.take().unwrap_or_else(begin);
        let Some(found) = finding.proceed() else {
            self.finding = Some(finding);
            return Ok(None);
        };
        Ok(Some(self.keep(series_sets, found?)))
    }

    /// Keeps what was found out about these series sets.
    pub fn keep(&mut self, series_sets: &[&Rc<SeriesSet>], found: T) -> Rc<T> {
        let found = Rc::new(found);
        self.known = Some((series_sets.iter().map(|series_set| Rc::clone(series_set)).collect(), Rc::clone(&found)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::task::{BATCH, for_each_yielding};

    #[test]
    fn finds_out_once_about_the_same_series_sets() {
        let (a, b) = (Rc::new(SeriesSet::default()), Rc::new(SeriesSet::default()));
        let mut memo = Memo::default();
        let mut begun = 0;
        // More than one batch: it is found out at the second call.
        for (series_sets, wanted) in [
            ([&a, &b], None),
            ([&a, &b], Some(1)),
            ([&a, &b], Some(1)),
            ([&a, &a], None),
            ([&a, &a], Some(2)),
            ([&a, &a], Some(2)),
        ] {
            let found = memo.find(&series_sets, || {
                begun += 1;
                let number = begun;
                Task::new(async move {
                    for_each_yielding(BATCH + 1, &mut |_| Ok(())).await?;
                    Ok(number)
                })
            });
            assert_eq!(found, Ok(wanted.map(Rc::new)));
        }
        assert_eq!((begun, memo.last()), (2, Some(&2)));
        let failure = Error::evaluation("no");
        assert_eq!(memo.find(&[&b], || Task::new(std::future::ready(Err(failure.clone())))), Err(failure));
        assert_eq!(memo.last(), Some(&2));
    }
}
