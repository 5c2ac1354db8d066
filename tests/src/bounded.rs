//! Futures that are dropped on purpose.

use std::future::{Future, poll_fn};
use std::task::Poll;

use opentelemetry::Context;

/// Polls `future` at most `times` times, each when it is woken, and then drops it.
///
/// Returns `None` if it was dropped. So a loop over `times` drops a future at each of its await points. It is dropped while the
/// current context is borrowed: code that attaches a context in a drop panics.
pub async fn poll_times<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut polls = 0;
    let output = poll_fn(|context| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // No waker comes for a future that is dropped at its next poll.
            Poll::Pending if polls == times => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await;
    Context::map_current(|_| drop(future));
    output
}
