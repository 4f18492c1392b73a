//! What a node found out about the series of its operands, kept for the next tile.

use std::rc::Rc;

use super::error::Error;
use super::task::Task;
use super::value::Shape;

/// Remembers one `T` for as long as the operands' shapes are the very same.
#[derive(Debug)]
pub struct Memo<T> {
    known: Option<(Vec<Rc<Shape>>, Rc<T>)>,
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

    /// What is known of these shapes.
    pub fn known(&self, shapes: &[&Rc<Shape>]) -> Option<Rc<T>> {
        let (known, found) = self.known.as_ref()?;
        let is_same = known.len() == shapes.len() && known.iter().zip(shapes).all(|(a, b)| Rc::ptr_eq(a, b));
        is_same.then(|| Rc::clone(found))
    }

    /// What there is to know of these shapes; `None` where there is more to find out: then the next call has to be for
    /// the same shapes. A failure is not remembered.
    pub fn find(
        &mut self,
        shapes: &[&Rc<Shape>],
        begin: impl FnOnce() -> Task<Result<T, Error>>,
    ) -> Result<Option<Rc<T>>, Error> {
        if let Some(known) = self.known(shapes) {
            return Ok(Some(known));
        }
        let mut finding = self.finding.take().unwrap_or_else(begin);
        let Some(found) = finding.proceed() else {
            self.finding = Some(finding);
            return Ok(None);
        };
        Ok(Some(self.keep(shapes, found?)))
    }

    /// Keeps what was found out about these shapes.
    pub fn keep(&mut self, shapes: &[&Rc<Shape>], found: T) -> Rc<T> {
        let found = Rc::new(found);
        self.known = Some((shapes.iter().map(|shape| Rc::clone(shape)).collect(), Rc::clone(&found)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::task::{PIECE, each};

    #[test]
    fn finds_out_once_about_the_same_shapes() {
        let (a, b) = (Rc::new(Shape::default()), Rc::new(Shape::default()));
        let mut memo = Memo::default();
        let mut begun = 0;
        for shapes in [[&a, &b], [&a, &b], [&a, &b], [&a, &a], [&a, &a], [&a, &a]] {
            let found = memo.find(&shapes, || {
                begun += 1;
                let number = begun;
                Task::new(async move {
                    each(PIECE + 1, &mut |_| Ok(())).await?;
                    Ok(number)
                })
            });
            let number = if Rc::ptr_eq(shapes[1], &b) { 1 } else { 2 };
            assert!(found == Ok(None) || found == Ok(Some(Rc::new(number))), "{found:?}");
        }
        assert_eq!((begun, memo.last()), (2, Some(&2)));
        let failure = Error::evaluation("no");
        assert_eq!(memo.find(&[&b], || Task::new(std::future::ready(Err(failure.clone())))), Err(failure));
        assert_eq!(memo.last(), Some(&2));
    }
}
