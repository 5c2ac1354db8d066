//! A reference to a pool that does not keep it.

use std::fmt;
use std::marker::PhantomData;

use ::deadpool::managed;

use super::{Manager, Object, Pool};

/// Like [`managed::WeakPool`].
pub struct WeakPool<M: Manager, W: From<Object<M>> = Object<M>> {
    inner: managed::WeakPool<M>,
    wrapper: PhantomData<fn() -> W>,
}

impl<M: Manager, W: From<Object<M>>> WeakPool<M, W> {
    pub(super) fn new(inner: managed::WeakPool<M>) -> Self {
        Self { inner, wrapper: PhantomData }
    }

    /// Like [`managed::WeakPool::upgrade`].
    pub fn upgrade(&self) -> Option<Pool<M, W>> {
        self.inner.upgrade().map(Pool::new)
    }
}

impl<M, W> fmt::Debug for WeakPool<M, W>
where
    M: fmt::Debug + Manager,
    M::Type: fmt::Debug,
    W: From<Object<M>>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WeakPool").finish_non_exhaustive()
    }
}
