//! What of diesel and diesel-async does not work with diesel-trace's connections.

use super::beside::{Beside, Replaced};
use super::intended::Intended;

const WRAPPER_FEATURES: &[&str] =
    &["async-mysql", "async-postgres", "bb8", "deadpool", "mobc", "mysql", "postgres", "r2d2", "sqlite"];

pub(super) const ALL: &[Beside] = &[
    Beside {
        driver: "diesel",
        version: "2.3.14",
        features: &["mysql", "postgres", "r2d2", "returning_clauses_for_sqlite_3_35", "sqlite"],
        wrapper: "diesel-trace",
        wrapper_features: WRAPPER_FEATURES,
        replaced: &[
            Replaced { path: "diesel::PgConnection", by: "Traced", dereferences: true },
            Replaced { path: "diesel::MysqlConnection", by: "Traced", dereferences: true },
            Replaced { path: "diesel::SqliteConnection", by: "Traced", dereferences: true },
        ],
        intended: &[
            Intended { path: "diesel::RunQueryDsl<diesel::SqliteConnection> for (", reason: BATCH_INSERT },
            Intended {
                path: "diesel::query_dsl::LoadQuery<'query, diesel::SqliteConnection, U, B> for",
                reason: BATCH_INSERT,
            },
        ],
    },
    Beside {
        driver: "diesel-async",
        version: "0.9.2",
        features: &["bb8", "deadpool", "migrations", "mobc", "mysql", "postgres", "r2d2", "sqlite"],
        wrapper: "diesel-trace",
        wrapper_features: WRAPPER_FEATURES,
        replaced: &[
            Replaced { path: "diesel_async::AsyncPgConnection", by: "TracedAsync", dereferences: false },
            Replaced { path: "diesel_async::AsyncMysqlConnection", by: "TracedAsync", dereferences: false },
            Replaced {
                path: "diesel_async::sync_connection_wrapper::SyncConnectionWrapper",
                by: "SyncConnectionWrapper",
                dereferences: false,
            },
            Replaced {
                path: "diesel_async::sync_connection_wrapper::SyncTransactionManagerWrapper",
                by: "SyncTransactionManagerWrapper",
                dereferences: false,
            },
            Replaced {
                path: "diesel_async::pg::TransactionBuilder",
                by: "TransactionBuilder",
                dereferences: false,
            },
        ],
        intended: &[
            Intended { path: "diesel_async::pg::TransactionBuilder::walk_ast", reason: BUILDER },
            Intended { path: "for diesel_async::pg::TransactionBuilder<'_, C>", reason: BUILDER },
        ],
    },
];

const BATCH_INSERT: &str = "SQLite's insert of several rows with RETURNING is for diesel's own type, and the types in it are private";

const BUILDER: &str = "diesel-async writes its own BEGIN by this, and a program has no use for it";
