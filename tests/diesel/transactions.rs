//! The spans of transactions and savepoints.

use db_trace_tests::Recorder;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::result::Error;

use crate::connection::{on_sqlite_and_mysql, postgres_quietly, sqlite_quietly};
use crate::schema::users;

#[test]
fn transaction_records_begin_and_commit_or_rollback() {
    on_sqlite_and_mysql!(|recorder, connection| {
        connection
            .transaction(|connection| diesel::delete(users::table.find(2)).execute(connection))
            .expect("committed");
        assert_eq!(recorder.names(), ["BEGIN", "DELETE `users`", "COMMIT"]);
        recorder.forget();
        connection
            .transaction::<(), _, _>(|connection| {
                diesel::delete(users::table.find(9)).execute(connection)?;
                Err(Error::RollbackTransaction)
            })
            .expect_err("rolled back");
        assert_eq!(recorder.names(), ["BEGIN", "DELETE `users`", "ROLLBACK"]);
        recorder.forget();
        connection.test_transaction::<_, Error, _>(|connection| {
            diesel::delete(users::table.find(9)).execute(connection)
        });
        assert_eq!(recorder.names(), ["BEGIN", "DELETE `users`", "ROLLBACK"]);
    });
}

#[test]
fn nested_transaction_is_a_savepoint() {
    on_sqlite_and_mysql!(|recorder, connection| {
        connection
            .transaction::<_, Error, _>(|connection| {
                connection.transaction::<_, Error, _>(|_| Ok(()))?;
                let inner = connection.transaction::<(), _, _>(|_| Err(Error::RollbackTransaction));
                assert_eq!(inner, Err(Error::RollbackTransaction));
                Ok(())
            })
            .expect("committed");
        assert_eq!(
            recorder.names(),
            ["BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "SAVEPOINT", "ROLLBACK TO SAVEPOINT", "COMMIT"]
        );
    });
}

#[test]
fn sqlite_transaction_closure_gets_the_traced_connection() {
    let recorder = Recorder::new();
    let connection = &mut sqlite_quietly(&recorder);
    let remove = |connection: &mut diesel_trace::SqliteConnection| {
        diesel::delete(users::table.find(9)).execute(connection)
    };
    connection.immediate_transaction(remove).expect("committed");
    connection.exclusive_transaction(remove).expect("committed");
    connection
        .exclusive_transaction::<(), _, _>(|_| Err(Error::RollbackTransaction))
        .expect_err("rolled back");
    assert_eq!(
        recorder.names(),
        ["BEGIN", "DELETE `users`", "COMMIT", "BEGIN", "DELETE `users`", "COMMIT", "BEGIN", "ROLLBACK"]
    );
}

#[test]
fn built_transaction_closure_gets_the_traced_connection() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    connection
        .build_transaction()
        .serializable()
        .read_only()
        .run(|connection: &mut diesel_trace::PgConnection| users::table.count().get_result::<i64>(connection))
        .expect("committed");
    let names = recorder.names();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names[0].starts_with("BEGIN"), "{names:?}");
    assert_eq!(names[1..], [r#"SELECT "users""#, "COMMIT"]);
}

#[test]
fn failed_statement_rolls_its_transaction_back() {
    let recorder = Recorder::new();
    let connection = &mut postgres_quietly(&recorder);
    let result = connection.transaction::<(), Error, _>(|connection| {
        connection.batch_execute("SELECT nonsense FROM users").map(drop)
    });
    assert!(matches!(result, Err(Error::DatabaseError(..))));
    assert_eq!(recorder.names(), ["BEGIN", "SELECT users", "ROLLBACK"]);
    connection.transaction::<_, Error, _>(|_| Ok(())).expect("a new one works");
}

#[test]
fn test_transaction_records_its_begin() {
    on_sqlite_and_mysql!(|recorder, connection| {
        connection.begin_test_transaction().expect("begun");
        assert_eq!(recorder.names(), ["BEGIN"]);
    });
}
