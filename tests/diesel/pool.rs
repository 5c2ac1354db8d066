//! r2d2's pool of traced connections.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel_trace::{PgConnection, SqliteConnection};

use crate::connection::postgres_url;
use crate::schema::{self, users};

#[derive(Debug)]
struct Prepare(Telemetry);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        use diesel::connection::SimpleConnection as _;
        connection.batch_execute(schema::CREATE)?;
        connection.set_telemetry(&self.0);
        Ok(())
    }
}

fn pool(telemetry: Telemetry) -> Pool<ConnectionManager<SqliteConnection>> {
    Pool::builder()
        .max_size(1)
        .test_on_check_out(true)
        .connection_customizer(Box::new(Prepare(telemetry)))
        .build(ConnectionManager::new(":memory:"))
        .expect("a pool")
}

#[test]
fn what_pooled_connections_do_is_told_and_their_checks_are_not() {
    let recorder = Recorder::new();
    let pool = pool(recorder.telemetry());
    for _ in 0..2 {
        let mut connection = pool.get().expect("a connection");
        let names: Vec<String> = users::table.select(users::name).load(&mut connection).expect("rows");
        assert_eq!(names.len(), 3);
        connection
            .transaction(|connection| diesel::delete(users::table.find(9)).execute(connection))
            .expect("committed");
    }
    let expected = ["SELECT `users`", "BEGIN", "DELETE `users`", "COMMIT"];
    assert_eq!(recorder.names(), [expected, expected].concat());
}

#[test]
fn checks_are_told_to_whoever_wants_them() {
    let recorder = Recorder::new();
    let pool = pool(recorder.builder().health_check_spans(true).build());
    drop(pool.get().expect("a connection"));
    assert_eq!(recorder.names(), ["PING"]);
}

#[test]
fn a_connection_with_an_open_transaction_is_not_used_again() {
    use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
    use diesel::r2d2::R2D2Connection as _;

    let mut connection =
        PgConnection::establish_with(&postgres_url(), &Telemetry::disabled()).expect("a connection");
    connection.ping().expect("it is there");
    assert!(!connection.is_broken());
    AnsiTransactionManager::begin_transaction(&mut connection).expect("begun");
    assert!(connection.is_broken());
}
