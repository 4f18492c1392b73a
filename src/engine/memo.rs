//! What a node computed from the series of its operands, kept for the next tile.

use std::rc::Rc;

use super::value::Shape;

/// Remembers one `T` for as long as the operands' shapes are the very same.
#[derive(Debug)]
pub struct Memo<T> {
    known: Option<(Vec<Rc<Shape>>, Rc<T>)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { known: None }
    }
}

impl<T> Memo<T> {
    /// What was made last.
    pub fn last(&self) -> Option<&T> {
        self.known.as_ref().map(|(_, made)| &**made)
    }

    /// Whether it was these shapes of which something was made last.
    pub fn is_of(&self, shapes: &[&Rc<Shape>]) -> bool {
        self.known.as_ref().is_some_and(|(known, _)| {
            known.len() == shapes.len() && known.iter().zip(shapes).all(|(a, b)| Rc::ptr_eq(a, b))
        })
    }

    /// What was made of these shapes, made now if they are not those of the last time. A failure is not remembered.
    pub fn of<E>(&mut self, shapes: &[&Rc<Shape>], make: impl FnOnce() -> Result<T, E>) -> Result<Rc<T>, E> {
        if let Some((_, made)) = &self.known
            && self.is_of(shapes)
        {
            return Ok(Rc::clone(made));
        }
        let made = Rc::new(make()?);
        self.known = Some((shapes.iter().map(|shape| Rc::clone(shape)).collect(), Rc::clone(&made)));
        Ok(made)
    }
}

/// Of how many series something is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Of those so far.
    Some,
    /// Of all.
    All,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_once_for_the_same_shapes() {
        let (a, b) = (Rc::new(Shape::default()), Rc::new(Shape::default()));
        let mut memo = Memo::default();
        let mut made = 0;
        for shapes in [[&a, &b], [&a, &b], [&a, &a], [&a, &a]] {
            let seen = memo.of(&shapes, || {
                made += 1;
                Ok::<_, ()>(made)
            });
            assert!(seen.is_ok());
        }
        assert_eq!(made, 2);
        assert_eq!(memo.of(&[&b], || Err::<i32, _>("no")), Err("no"));
    }
}
