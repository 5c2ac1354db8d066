//! Begin, commit, roll back: what is sent is what is recorded.

use db_trace_tests::Recorder;
use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use crate::scene::{on_both, take_names};
use crate::schema::{posts, users};

on_both! {
    async fn transaction_records_begin_savepoints_and_commit(recorder, connection) {
        let kept = connection
            .transaction::<_, Error, _>(async |connection| {
                diesel::delete(posts::table.find(1)).execute(connection).await?;
                let undone = connection
                    .transaction::<(), Error, _>(async |connection| {
                        diesel::delete(posts::table.find(2)).execute(connection).await?;
                        Err(Error::RollbackTransaction)
                    })
                    .await;
                assert_eq!(undone, Err(Error::RollbackTransaction));
                connection
                    .transaction::<_, Error, _>(async |connection| {
                        posts::table.count().get_result::<i64>(connection).await
                    })
                    .await
            })
            .await;
        assert_eq!(kept, Ok(2));
        assert_eq!(
            take_names(recorder),
            [
                "BEGIN", "DELETE posts", "SAVEPOINT", "DELETE posts", "ROLLBACK TO SAVEPOINT", "SAVEPOINT", "SELECT posts",
                "RELEASE SAVEPOINT", "COMMIT"
            ]
        );
    }

    async fn failed_transaction_records_its_rollback(recorder, connection) {
        let failed = connection
            .transaction::<(), Error, _>(async |connection| {
                diesel::delete(posts::table).execute(connection).await?;
                diesel::insert_into(users::table).values((users::id.eq(1), users::name.eq("x"))).execute(connection).await?;
                Ok(())
            })
            .await;
        failed.expect_err("twice");
        assert_eq!(take_names(recorder), ["BEGIN", "DELETE posts", "INSERT users", "ROLLBACK"]);
        assert_eq!(posts::table.count().get_result::<i64>(connection).await, Ok(3));
    }

    async fn test_transaction_is_rolled_back(recorder, connection) {
        let count = connection
            .test_transaction::<_, Error, _>(async |connection| {
                diesel::delete(posts::table).execute(connection).await?;
                posts::table.count().get_result::<i64>(connection).await
            })
            .await;
        assert_eq!(count, 0);
        assert_eq!(take_names(recorder), ["BEGIN", "DELETE posts", "SELECT posts", "ROLLBACK"]);
        connection.begin_test_transaction().await.expect("begun");
        assert_eq!(take_names(recorder), ["BEGIN"]);
    }
}

async fn names(connection: &mut diesel_trace::AsyncPgConnection) -> QueryResult<Vec<String>> {
    users::table.select(users::name).load(connection).await
}

#[tokio::test]
async fn transaction_accepts_a_function() {
    let recorder = Recorder::new();
    let connection = &mut crate::scene::postgres(&recorder).await;
    assert_eq!(connection.transaction(names).await.expect("rows").len(), 3);
    assert_eq!(take_names(&recorder), ["BEGIN", "SELECT users", "COMMIT"]);
}
