//! The pool.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;

use ::deadpool::Status;
use ::deadpool::managed::{self, HookError, PoolError, RetainResult, Timeouts};

use super::{Manager, Object, PoolBuilder, WeakPool};
use crate::outcome::Failure;
use crate::pool::PoolState;

/// Like [`managed::Pool`]: records its connections, how long callers wait for them, and how long they are used.
pub struct Pool<M: Manager, W: From<Object<M>> = Object<M>> {
    inner: managed::Pool<M>,
    wrapper: PhantomData<fn() -> W>,
}

impl<M: Manager, W: From<Object<M>>> Pool<M, W> {
    pub(super) fn new(inner: managed::Pool<M>) -> Self {
        Self { inner, wrapper: PhantomData }
    }

    /// Like [`managed::Pool::builder`].
    pub fn builder(manager: M) -> PoolBuilder<M, W> {
        PoolBuilder::new(manager)
    }

    /// Like [`managed::Pool::get`].
    #[track_caller]
    pub fn get(&self) -> impl Future<Output = Result<W, PoolError<M::Error>>> + use<'_, M, W> {
        self.acquire(self.timeouts(), Location::caller())
    }

    /// Like [`managed::Pool::timeout_get`].
    #[track_caller]
    pub fn timeout_get(
        &self,
        timeouts: &Timeouts,
    ) -> impl Future<Output = Result<W, PoolError<M::Error>>> + use<'_, M, W> {
        self.acquire(*timeouts, Location::caller())
    }

    async fn acquire(
        &self,
        timeouts: Timeouts,
        place: &'static Location<'static>,
    ) -> Result<W, PoolError<M::Error>> {
        let acquire = self.manager().pool_telemetry().acquire(place);
        match self.inner.timeout_get(&timeouts).await {
            Ok(object) => {
                let lease = acquire.obtained(M::session(&object));
                Ok(Object::new(object, lease).into())
            }
            Err(error) => {
                match &error {
                    PoolError::Timeout(_) => acquire.timed_out(),
                    other => acquire.failed(failure::<M>(other)),
                }
                Err(error)
            }
        }
    }

    /// Like [`managed::Pool::resize`].
    pub fn resize(&self, max_size: usize) {
        self.inner.resize(max_size);
    }

    /// Like [`managed::Pool::retain`].
    pub fn retain(&self, predicate: impl FnMut(&M::Type, managed::Metrics) -> bool) -> RetainResult<M::Type> {
        self.inner.retain(predicate)
    }

    /// Like [`managed::Pool::timeouts`].
    pub fn timeouts(&self) -> Timeouts {
        self.inner.timeouts()
    }

    /// Like [`managed::Pool::close`].
    pub fn close(&self) {
        self.inner.close();
    }

    /// Like [`managed::Pool::is_closed`].
    pub fn is_closed(&self) -> bool {
        self.inner.is_closed()
    }

    /// Like [`managed::Pool::status`].
    #[must_use]
    pub fn status(&self) -> Status {
        self.inner.status()
    }

    /// Like [`managed::Pool::manager`].
    #[must_use]
    pub fn manager(&self) -> &M {
        self.inner.manager()
    }

    /// Like [`managed::Pool::weak`].
    pub fn weak(&self) -> WeakPool<M> {
        WeakPool::new(self.inner.weak())
    }

    /// Returns deadpool's pool, which records nothing.
    pub fn inner(&self) -> &managed::Pool<M> {
        &self.inner
    }
}

impl<M: Manager, W: From<Object<M>>> Clone for Pool<M, W> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone())
    }
}

impl<M, W> fmt::Debug for Pool<M, W>
where
    M: fmt::Debug + Manager,
    M::Type: fmt::Debug,
    W: From<Object<M>>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

/// What deadpool's numbers are in the conventions' terms. It keeps every connection that is given back, up to the most
/// that there may be, and makes none before a caller asks.
pub(super) fn state(status: &Status) -> PoolState {
    PoolState {
        idle: status.available,
        used: status.size - status.available,
        max: status.max_size,
        idle_max: status.max_size,
        idle_min: 0,
        pending_requests: status.waiting,
    }
}

fn failure<M: Manager>(error: &PoolError<M::Error>) -> Failure<'_> {
    match error {
        PoolError::Timeout(_) => Failure::class("timeout"),
        PoolError::Closed => Failure::class("closed"),
        PoolError::NoRuntimeSpecified => Failure::class("configuration"),
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => M::failure(error),
        PoolError::PostCreateHook(HookError::Message(_)) => Failure::class("hook"),
    }
}
