//! r2d2's pool of traced connections.

use db_semconv::Telemetry;
use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, R2D2Connection};
use diesel_trace::{Driver, MysqlConnection, PgConnection, SqliteConnection, Traced};

use crate::connection::{mysql_url, postgres_url};
use crate::schema::{self, users};

#[derive(Debug)]
struct Prepare(&'static str, Telemetry);

impl<C: Driver + 'static> CustomizeConnection<Traced<C>, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, connection: &mut Traced<C>) -> Result<(), diesel::r2d2::Error> {
        connection.batch_execute(self.0)?;
        connection.set_telemetry(&self.1);
        Ok(())
    }
}

fn pool<C>(url: &str, create: &'static str, telemetry: Telemetry) -> Pool<ConnectionManager<Traced<C>>>
where
    C: Driver + R2D2Connection + 'static,
{
    Pool::builder()
        .max_size(1)
        .test_on_check_out(true)
        .connection_customizer(Box::new(Prepare(create, telemetry)))
        .build(ConnectionManager::new(url))
        .expect("a pool")
}

fn sqlite_pool(telemetry: Telemetry) -> Pool<ConnectionManager<SqliteConnection>> {
    pool(":memory:", schema::CREATE, telemetry)
}

fn mysql_pool(telemetry: Telemetry) -> Pool<ConnectionManager<MysqlConnection>> {
    pool(&mysql_url(), schema::CREATE_ON_MYSQL, telemetry)
}

#[test]
fn r2d2_pool_records_calls_and_no_checks() {
    macro_rules! test {
        ($pool:ident) => {
            let recorder = Recorder::new();
            let pool = $pool(recorder.telemetry());
            for _ in 0..2 {
                let mut connection = pool.get().expect("a connection");
                let names: Vec<String> =
                    users::table.select(users::name).load(&mut connection).expect("rows");
                assert_eq!(names.len(), 3);
                connection
                    .transaction(|connection| diesel::delete(users::table.find(9)).execute(connection))
                    .expect("committed");
            }
            let expected = ["SELECT `users`", "BEGIN", "DELETE `users`", "COMMIT"];
            assert_eq!(recorder.names(), [expected, expected].concat());
        };
    }
    test!(sqlite_pool);
    test!(mysql_pool);
}

#[test]
fn r2d2_pool_check_spans_are_an_opt_in() {
    let recorder = Recorder::new();
    let pool = sqlite_pool(recorder.builder().health_check_spans(true).build());
    drop(pool.get().expect("a connection"));
    assert_eq!(recorder.names(), ["PING"]);
    recorder.forget();
    let pool = mysql_pool(recorder.builder().health_check_spans(true).build());
    drop(pool.get().expect("a connection"));
    assert_eq!(recorder.names(), ["PING"]);
}

#[test]
fn connection_with_an_open_transaction_is_broken() {
    use diesel::connection::{AnsiTransactionManager, TransactionManager as _};

    let mut connection =
        PgConnection::establish_with(&postgres_url(), &Telemetry::disabled()).expect("a connection");
    connection.ping().expect("it is there");
    assert!(!connection.is_broken());
    AnsiTransactionManager::begin_transaction(&mut connection).expect("begun");
    assert!(connection.is_broken());
}
