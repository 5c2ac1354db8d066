//! The bound of a closure that runs within a transaction.

/// An asynchronous function whose future has a name, to say of it that it can go to another thread.
///
/// diesel-async has the same, and keeps it to itself.
pub trait AsyncFunction<A, R>:
    AsyncFnOnce(A) -> R + FnOnce(A) -> <Self as AsyncFunction<A, R>>::Future
{
    /// The future that it returns.
    type Future: Future<Output = R>;
}

impl<F, A, R, Fut> AsyncFunction<A, R> for F
where
    F: AsyncFnOnce(A) -> R + FnOnce(A) -> Fut,
    Fut: Future<Output = R>,
{
    type Future = Fut;
}
