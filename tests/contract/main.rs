//! The contract, run for every driver's wrapper: `cargo test -p db-trace-tests --test contract redis_blocking::`.

mod diesel;
mod diesel_async;
mod postgres;
mod redis;
mod servers;

use db_trace_tests::contract;

contract! {
    tokio_postgres: crate::postgres::TokioPostgres {
        first_poll: tested,
        cancellation: tested,
        sql: tested,
    }
}

contract! {
    deadpool_postgres: crate::postgres::Pooled {
        first_poll: tested,
        cancellation: tested,
        sql: tested,
    }
}

contract! {
    redis_blocking: crate::redis::Blocking {
        first_poll: "a blocking call is not polled",
        cancellation: "a blocking call has no future to drop",
        sql: "Redis has no tables, no rows and no parameters",
    }
}

contract! {
    redis_asynchronous: crate::redis::Asynchronous {
        first_poll: tested,
        cancellation: tested,
        sql: "Redis has no tables, no rows and no parameters",
    }
}

contract! {
    deadpool_redis: crate::redis::Pooled {
        first_poll: tested,
        cancellation: tested,
        sql: "Redis has no tables, no rows and no parameters",
    }
}

contract! {
    diesel_postgres: crate::diesel::Postgres {
        first_poll: "a blocking call is not polled",
        cancellation: "a blocking call has no future to drop",
        sql: tested,
    }
}

contract! {
    diesel_mysql: crate::diesel::Mysql {
        first_poll: "a blocking call is not polled",
        cancellation: "a blocking call has no future to drop",
        sql: tested,
    }
}

contract! {
    diesel_sqlite: crate::diesel::Sqlite {
        first_poll: "a blocking call is not polled",
        cancellation: "a blocking call has no future to drop",
        sql: tested,
    }
}

contract! {
    diesel_async_postgres: crate::diesel_async::Postgres {
        first_poll: tested,
        cancellation: tested,
        sql: tested,
    }
}

contract! {
    diesel_async_mysql: crate::diesel_async::Mysql {
        first_poll: tested,
        cancellation: tested,
        sql: tested,
    }
}

contract! {
    diesel_async_sqlite: crate::diesel_async::Sqlite {
        first_poll: tested,
        cancellation: "a call runs to its end on its thread, also after its future is dropped",
        sql: tested,
    }
}
