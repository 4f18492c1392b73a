//! Cooperative tasks: what takes long is an asynchronous function whose loops yield after each batch, so that an
//! evaluation can pause within it and a cancellation comes through. Nothing here waits for anything but to be called
//! again.
//!
//! Invariant: what comes of a task does not depend on where it paused.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use super::error::Error;

/// After how many series a task yields: some milliseconds at the most. Items that are heavier count as several. In unit
/// tests after fewer, as evaluation pauses.
pub const BATCH: usize = if cfg!(test) { 1 << 8 } else { 1 << 11 };

/// Work under way.
pub struct Task<T>(Pin<Box<dyn Future<Output = T>>>);

impl<T> Task<T> {
    /// Work that is not begun.
    pub fn new(work: impl Future<Output = T> + 'static) -> Self {
        Self(Box::pin(work))
    }

    /// Works on until it yields or is done: what came of it, or `None` where there is more to do. Not to be called
    /// again once it is done.
    pub fn proceed(&mut self) -> Option<T> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }

    /// What comes of it, without a pause.
    pub fn done(mut self) -> T {
        loop {
            if let Some(done) = self.proceed() {
                return done;
            }
        }
    }
}

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.0.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for Task<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Task")
    }
}

/// Something that is done for each of so many items.
pub struct ForEachYielding<'a> {
    next: usize,
    items: usize,
    act: &'a mut dyn Act,
    weight: Option<&'a dyn Fn(usize) -> usize>,
}

impl<'a> ForEachYielding<'a> {
    /// The same, of items of which each counts as many as `weight` says, at least one.
    #[must_use]
    pub fn weighted_by(self, weight: &'a dyn Fn(usize) -> usize) -> Self {
        Self { weight: Some(weight), ..self }
    }
}

/// What is done for an item. As a `dyn FnMut` each closure would be compiled a second time, for being consumed.
trait Act {
    fn act(&mut self, item: usize) -> Result<(), Error>;
}

impl<F: FnMut(usize) -> Result<(), Error>> Act for F {
    fn act(&mut self, item: usize) -> Result<(), Error> {
        self(item)
    }
}

/// Does something for each of so many items, by number from 0, and yields after each batch of them. Ends with the first
/// error.
pub fn for_each_yielding<F: FnMut(usize) -> Result<(), Error>>(items: usize, act: &mut F) -> ForEachYielding<'_> {
    ForEachYielding { next: 0, items, act, weight: None }
}

impl Future for ForEachYielding<'_> {
    type Output = Result<(), Error>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let mut left = BATCH;
        while self.next < self.items && left > 0 {
            let next = self.next;
            self.next += 1;
            left = left.saturating_sub(self.weight.map_or(1, |weight| weight(next).max(1)));
            self.act.act(next)?;
        }
        if self.next == self.items { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yields_after_each_batch() {
        let mut seen = 0;
        let mut counting = Task::new(async move {
            for_each_yielding(2 * BATCH + 1, &mut |at| {
                assert_eq!(at, seen);
                seen += 1;
                Ok(())
            })
            .await
            .map(|()| seen)
        });
        assert_eq!([counting.proceed(), counting.proceed()], [None, None]);
        assert_eq!(counting.proceed(), Some(Ok(2 * BATCH + 1)));
        assert_eq!(Task::new(async { for_each_yielding(BATCH, &mut |_| Ok(())).await }).proceed(), Some(Ok(())));
    }

    #[test]
    fn yields_sooner_among_what_is_heavy() {
        let mut heavy = Task::new(async { for_each_yielding(5, &mut |_| Ok(())).weighted_by(&|_| BATCH / 2).await });
        assert_eq!([heavy.proceed(), heavy.proceed(), heavy.proceed()], [None, None, Some(Ok(()))]);
        let mut of_no_weight = Task::new(async { for_each_yielding(BATCH, &mut |_| Ok(())).weighted_by(&|_| 0).await });
        assert_eq!(of_no_weight.proceed(), Some(Ok(())));
    }

    #[test]
    fn ends_with_the_first_error() {
        let failing = async {
            for_each_yielding(9, &mut |at| if at < 5 { Ok(()) } else { Err(Error::evaluation(at.to_string())) }).await
        };
        assert_eq!(Task::new(failing).done(), Err(Error::evaluation("5")));
    }

    #[test]
    fn is_done_in_one_go_where_nobody_pauses() {
        let outer = Task::new(async { Task::new(async { for_each_yielding(3 * BATCH, &mut |_| Ok(())).await }).await });
        assert_eq!(outer.done(), Ok(()));
    }
}
