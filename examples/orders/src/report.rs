//! The report on all orders, by diesel-async.

use diesel::ExpressionMethods as _;
use diesel::QueryDsl as _;
use diesel::dsl::count_star;
use diesel_async::RunQueryDsl as _;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::Pool;
use diesel_trace::AsyncPgConnection;

use crate::Error;

const POOL_SIZE: usize = 2;

diesel::table! {
    orders (id) {
        id -> BigInt,
        state -> Text,
    }
}

/// The pool of diesel's connections.
#[derive(Clone)]
pub(crate) struct Reports {
    pool: Pool<AsyncPgConnection>,
}

impl Reports {
    /// Makes the pool. It connects when a connection is needed.
    pub(crate) fn new(url: &str) -> Result<Self, Error> {
        let pool = Pool::builder(AsyncDieselConnectionManager::<AsyncPgConnection>::new(url))
            .max_size(POOL_SIZE)
            .build()
            .map_err(|error| Error::Start(error.to_string()))?;
        Ok(Self { pool })
    }

    /// Returns how many orders there are in each state.
    pub(crate) async fn orders_by_state(&self) -> Result<Vec<(String, i64)>, Error> {
        let mut connection = self.pool.get().await.map_err(|_| Error::Diesel("no connection"))?;
        let report = orders::table
            .group_by(orders::state)
            .select((orders::state, count_star()))
            .order(orders::state.asc())
            .load(&mut connection)
            .await?;
        Ok(report)
    }
}
