//! The connection that a pool gives to a caller.

use std::fmt;
use std::ops::{Deref, DerefMut};

use ::deadpool::managed::{self, ObjectId};

use super::{Manager, Pool};
use crate::pool::Lease;

/// Like [`managed::Object`]: its use is measured from its obtaining to its return.
#[must_use]
pub struct Object<M: Manager> {
    // Dropped first: when the pool has the connection back, the lease is over.
    lease: Lease,
    inner: Returning<M>,
}

/// The pool's object, which its manager sees once more before it returns.
struct Returning<M: Manager> {
    /// `None` once the connection was taken out of the pool.
    object: Option<managed::Object<M>>,
}

impl<M: Manager> Returning<M> {
    fn get(&self) -> &managed::Object<M> {
        self.object.as_ref().expect(IS_IN_USE)
    }

    fn get_mut(&mut self) -> &mut managed::Object<M> {
        self.object.as_mut().expect(IS_IN_USE)
    }

    fn take(mut self) -> managed::Object<M> {
        self.object.take().expect(IS_IN_USE)
    }
}

const IS_IN_USE: &str = "only the end of the object takes the pool's";

impl<M: Manager> Drop for Returning<M> {
    fn drop(&mut self) {
        if let Some(object) = &self.object {
            M::returns(object);
        }
    }
}

impl<M: Manager> Object<M> {
    pub(super) fn new(inner: managed::Object<M>, lease: Lease) -> Self {
        Self { lease, inner: Returning { object: Some(inner) } }
    }

    /// Like [`managed::Object::take`].
    #[must_use]
    pub fn take(this: Self) -> M::Type {
        let Self { lease, inner } = this;
        lease.detach();
        managed::Object::take(inner.take())
    }

    /// Like [`managed::Object::id`].
    pub fn id(this: &Self) -> ObjectId {
        managed::Object::id(this.inner.get())
    }

    /// Like [`managed::Object::metrics`].
    pub fn metrics(this: &Self) -> &managed::Metrics {
        managed::Object::metrics(this.inner.get())
    }

    /// Like [`managed::Object::pool`].
    pub fn pool(this: &Self) -> Option<Pool<M>> {
        managed::Object::pool(this.inner.get()).map(Pool::new)
    }
}

impl<M: Manager> Deref for Object<M> {
    type Target = M::Type;

    fn deref(&self) -> &M::Type {
        self.inner.get()
    }
}

impl<M: Manager> DerefMut for Object<M> {
    fn deref_mut(&mut self) -> &mut M::Type {
        self.inner.get_mut()
    }
}

impl<M: Manager> AsRef<M::Type> for Object<M> {
    fn as_ref(&self) -> &M::Type {
        self
    }
}

impl<M: Manager> AsMut<M::Type> for Object<M> {
    fn as_mut(&mut self) -> &mut M::Type {
        self
    }
}

impl<M> fmt::Debug for Object<M>
where
    M: fmt::Debug + Manager,
    M::Type: fmt::Debug,
{
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.get().fmt(formatter)
    }
}
