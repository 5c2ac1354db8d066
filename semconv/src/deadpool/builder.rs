//! Makes a pool.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use ::deadpool::Runtime;
use ::deadpool::managed::{self, BuildError, Hook, PoolConfig, QueueMode, Timeouts};

use super::{Manager, Object, Pool, pool};

/// Like [`managed::PoolBuilder`], and takes a [name](Self::pool_name).
#[must_use = "builder does nothing itself, use `.build()` to build it"]
pub struct PoolBuilder<M, W = Object<M>>
where
    M: Manager,
    W: From<Object<M>>,
{
    inner: managed::PoolBuilder<M>,
    name: Option<String>,
    wrapper: PhantomData<fn() -> W>,
}

impl<M, W> PoolBuilder<M, W>
where
    M: Manager,
    W: From<Object<M>>,
{
    pub(super) fn new(manager: M) -> Self {
        Self { inner: managed::Pool::builder(manager), name: None, wrapper: PhantomData }
    }

    /// Sets `db.client.connection.pool.name`, which distinguishes pools in metrics.
    ///
    /// Default: the name of the database, or the server's if the database is not known. A number follows if another pool of
    /// the process has that name.
    pub fn pool_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Like [`managed::PoolBuilder::build`].
    pub fn build(self) -> Result<Pool<M, W>, BuildError>
    where
        M: 'static,
    {
        let pool = self.inner.build()?;
        let weak = pool.weak();
        let state = move || weak.upgrade().map(|pool| pool::state(&pool.status()));
        pool.manager().pool_telemetry().register(self.name.as_deref(), state);
        Ok(Pool::new(pool))
    }

    /// Like [`managed::PoolBuilder::config`].
    pub fn config(self, value: PoolConfig) -> Self {
        self.map(|inner| inner.config(value))
    }

    /// Like [`managed::PoolBuilder::max_size`].
    pub fn max_size(self, value: usize) -> Self {
        self.map(|inner| inner.max_size(value))
    }

    /// Like [`managed::PoolBuilder::timeouts`].
    pub fn timeouts(self, value: Timeouts) -> Self {
        self.map(|inner| inner.timeouts(value))
    }

    /// Like [`managed::PoolBuilder::wait_timeout`].
    pub fn wait_timeout(self, value: Option<Duration>) -> Self {
        self.map(|inner| inner.wait_timeout(value))
    }

    /// Like [`managed::PoolBuilder::create_timeout`].
    pub fn create_timeout(self, value: Option<Duration>) -> Self {
        self.map(|inner| inner.create_timeout(value))
    }

    /// Like [`managed::PoolBuilder::recycle_timeout`].
    pub fn recycle_timeout(self, value: Option<Duration>) -> Self {
        self.map(|inner| inner.recycle_timeout(value))
    }

    /// Like [`managed::PoolBuilder::queue_mode`].
    pub fn queue_mode(self, value: QueueMode) -> Self {
        self.map(|inner| inner.queue_mode(value))
    }

    /// Like [`managed::PoolBuilder::post_create`].
    pub fn post_create(self, hook: impl Into<Hook<M>>) -> Self {
        self.map(|inner| inner.post_create(hook))
    }

    /// Like [`managed::PoolBuilder::pre_recycle`].
    pub fn pre_recycle(self, hook: impl Into<Hook<M>>) -> Self {
        self.map(|inner| inner.pre_recycle(hook))
    }

    /// Like [`managed::PoolBuilder::post_recycle`].
    pub fn post_recycle(self, hook: impl Into<Hook<M>>) -> Self {
        self.map(|inner| inner.post_recycle(hook))
    }

    /// Like [`managed::PoolBuilder::runtime`].
    pub fn runtime(self, value: Runtime) -> Self {
        self.map(|inner| inner.runtime(value))
    }

    fn map(self, change: impl FnOnce(managed::PoolBuilder<M>) -> managed::PoolBuilder<M>) -> Self {
        Self { inner: change(self.inner), ..self }
    }
}

impl<M, W> fmt::Debug for PoolBuilder<M, W>
where
    M: fmt::Debug + Manager,
    W: From<Object<M>>,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}
