//! The common part of the adapters of PostgreSQL's drivers.

mod driver_class;
mod search_path;
mod sqlstate;

pub use self::driver_class::tokio_postgres_class;
pub use self::search_path::search_path_schema;
pub use self::sqlstate::condition_name;
