//! [`deadpool`]'s managed pool, observed: what the pools of all clients have in common.
//!
//! The types have the shape of those in [`deadpool::managed`], and hold them. A client's manager implements
//! [`Manager`] next to deadpool's own trait; [`pool_aliases!`](crate::pool_aliases) gives the types the names under
//! which the crates that are built on deadpool know them.

mod builder;
mod manager;
mod object;
mod pool;
mod weak;

// For `pool_aliases!`.
#[doc(hidden)]
pub use ::deadpool::managed;

pub use self::builder::PoolBuilder;
pub use self::manager::Manager;
pub use self::object::Object;
pub use self::pool::Pool;
pub use self::weak::WeakPool;

/// The names under which a crate that is built on deadpool has the types of its pool: deadpool's own macro for it has
/// the same ones.
///
/// `pool_aliases!(Manager, Wrapper, Error, ConfigError)`: the wrapper is what a pool hands out.
#[macro_export]
macro_rules! pool_aliases {
    ($manager:ty, $wrapper:ty, $error:ty, $config_error:ty) => {
        pub use $crate::deadpool::managed::reexports::*;

        /// The pool, observed.
        pub type Pool = $crate::deadpool::Pool<$manager, $wrapper>;
        /// A reference to a pool that does not keep it.
        pub type WeakPool = $crate::deadpool::WeakPool<$manager, $wrapper>;
        /// Makes a [`Pool`].
        pub type PoolBuilder = $crate::deadpool::PoolBuilder<$manager, $wrapper>;
        /// Why a [`Pool`] could not be built.
        pub type BuildError = $crate::deadpool::managed::BuildError;
        /// Why a [`Pool`] could not be made from a configuration.
        pub type CreatePoolError = $crate::deadpool::managed::CreatePoolError<$config_error>;
        /// Why a [`Pool`] gave no connection.
        pub type PoolError = $crate::deadpool::managed::PoolError<$error>;
        /// A connection that returns to its [`Pool`] when it is dropped.
        pub type Object = $crate::deadpool::Object<$manager>;
        /// A function that runs when a connection was made, or before or after it is used again.
        pub type Hook = $crate::deadpool::managed::Hook<$manager>;
        /// The error of a [`Hook`].
        pub type HookError = $crate::deadpool::managed::HookError<$error>;
        /// The order in which idle connections are used.
        pub type QueueMode = $crate::deadpool::managed::QueueMode;
    };
}
