//! A pool of connections to PostgreSQL.

use std::pin::Pin;

use tokio::task::JoinHandle;
use tokio_postgres::types::Type;
use tokio_postgres::{Error, IsolationLevel, NoTls};

use crate::pools::deadpool_postgres::{
    BuildError, Client, ClientWrapper, ConfigConnectImpl, Connect, GenericClient, Hook, HookError, Manager,
    ManagerConfig, Metrics, Object, ObjectId, Pool, PoolBuilder, PoolConfig, PoolError, QueueMode, Runtime,
    StatementCache, StatementCaches, Status, TimeoutType, Timeouts, Transaction, TransactionBuilder,
    WeakPool,
};
use crate::program::{Report, is_sent, is_shared, settings};

/// Lets the program do everything that it can, once.
pub async fn run(url: &str) -> Report {
    let mut report = Report::new();
    settings::run(url, &mut report);
    let pool: Pool = settings::all(url).create_pool(Some(Runtime::Tokio1), NoTls).expect("a pool");
    is_shared(&pool);
    let mut client: Client = is_sent(pool.get()).await.expect("a connection");
    statements(&client, pool.manager(), &mut report).await;
    transactions(&mut client, &mut report).await;
    drop(client);
    numbers(&pool, &mut report).await;
    hooks(url, &mut report).await;
    report
}

fn push_status(report: &mut Report, pool: &Pool) {
    let Status { max_size, size, available, waiting } = pool.status();
    report.push(format!("status: {max_size} {size} {available} {waiting}"));
}

async fn statements(client: &Client, manager: &Manager, report: &mut Report) {
    let wrapper: &ClientWrapper = client;
    let driver: &tokio_postgres::Client = wrapper;
    report.push(format!("closed: {}", driver.is_closed()));
    let cache: &StatementCache = &wrapper.statement_cache;
    let caches: &StatementCaches = &manager.statement_caches;
    for (query, types) in [("SELECT 1 + $1::int4", vec![]), ("SELECT $1", vec![Type::INT4])] {
        let statement = wrapper.prepare_typed_cached(query, &types).await.expect("prepared");
        report.push(format!("{query}: {:?}", statement.params()));
    }
    let statement = wrapper.prepare_cached("SELECT 1 + $1::int4").await.expect("found");
    let row = client.query_one(&statement, &[&2]).await.expect("a row");
    report.push(format!("sum: {} of {}", row.get::<_, i32>(0), cache.size()));
    let removed = cache.remove("SELECT $1", &[Type::INT4]);
    report.push(format!("removed: {} of {}", removed.is_some(), cache.size()));
    report.push(format!("none: {}", cache.remove("SELECT $1", &[]).is_none()));
    cache.prepare(driver, "SELECT 2").await.expect("prepared");
    cache.prepare_typed(driver, "SELECT $1", &[Type::TEXT]).await.expect("prepared");
    caches.remove("SELECT $1", &[Type::TEXT]);
    report.push(format!("left: {}", cache.size()));
    caches.clear();
    cache.clear();
    report.push(format!("{cache:?} {caches:?}").replace("(Weak)", ""));
    let failure = wrapper.prepare_cached("SELECT nothing").await.expect_err("no such column");
    report.push(format!("failure: {failure}"));
}

async fn transactions(client: &mut Client, report: &mut Report) {
    client.batch_execute("DROP TABLE IF EXISTS items; CREATE TABLE items (id int4)").await.expect("done");
    let mut transaction: Transaction<'_> = client.transaction().await.expect("begun");
    transaction.execute("INSERT INTO items VALUES (1)", &[]).await.expect("done");
    {
        let mut nested: Transaction<'_> = transaction.transaction().await.expect("begun");
        generic(&mut nested, report).await.expect("done");
        nested.rollback().await.expect("done");
    }
    {
        let savepoint = transaction.savepoint("one").await.expect("begun");
        let statement = savepoint.prepare_cached("INSERT INTO items VALUES ($1)").await.expect("prepared");
        savepoint.execute(&statement, &[&2]).await.expect("done");
        savepoint.prepare_typed_cached("SELECT $1", &[Type::BOOL]).await.expect("prepared");
        savepoint.commit().await.expect("done");
    }
    report.push(format!("cached: {}", transaction.statement_cache.size()));
    let driver: &tokio_postgres::Transaction<'_> = &transaction;
    let portal = driver.bind("SELECT id FROM items ORDER BY id", &[]).await.expect("bound");
    report.push(format!("portal: {}", driver.query_portal(&portal, 1).await.expect("rows").len()));
    transaction.commit().await.expect("done");

    let builder: TransactionBuilder<'_> = client.build_transaction();
    let builder = builder.isolation_level(IsolationLevel::Serializable).read_only(true).deferrable(true);
    let transaction = builder.start().await.expect("begun");
    let failure = transaction.execute("INSERT INTO items VALUES (3)", &[]).await.expect_err("it only reads");
    report.push(format!("failure: {failure} {:?}", failure.code()));
    transaction.rollback().await.expect("done");
    generic(client, report).await.expect("done");
}

/// Every method of the trait.
async fn generic<C: GenericClient>(client: &mut C, report: &mut Report) -> Result<(), Error> {
    let parameters = || -> [&(dyn tokio_postgres::types::ToSql + Sync); 1] { [&7_i32] };
    let insert = "INSERT INTO items VALUES ($1)";
    let mut told = vec![client.execute(insert, &parameters()).await?];
    told.push(client.execute_raw::<i32, _, _>(insert, [8]).await?);
    let select = client.prepare_cached("SELECT id FROM items WHERE id = $1").await?;
    told.push(client.query(&select, &parameters()).await?.len() as u64);
    told.push(u64::from(client.query_opt(&select, &[&1_000]).await?.is_some()));
    client.query_one("SELECT 1 FROM items LIMIT 1", &[]).await?;
    drop(client.query_raw::<_, i32, _>(&select, [7]).await?);
    client.prepare("SELECT 1").await?;
    client.prepare_typed("SELECT $1", &[Type::INT4]).await?;
    client.prepare_typed_cached("SELECT $1", &[Type::INT4]).await?;
    client.batch_execute("DELETE FROM items WHERE id = 8").await?;
    let transaction = client.transaction().await?;
    told.push(transaction.execute("DELETE FROM items WHERE id = 7", &[]).await?);
    transaction.commit().await?;
    report.push(format!("generic: {told:?}"));
    Ok(())
}

async fn numbers(pool: &Pool, report: &mut Report) {
    push_status(report, pool);
    let first: Object = pool.get().await.expect("a connection");
    let id: ObjectId = Object::id(&first);
    let metrics: &Metrics = Object::metrics(&first);
    report.push(format!("object: {id} {}", metrics.recycle_count));
    let mut second =
        pool.timeout_get(&Timeouts { wait: None, create: None, recycle: None }).await.expect("another");
    let (shared, exclusive): (&ClientWrapper, &mut ClientWrapper) = (first.as_ref(), second.as_mut());
    report.push(format!("closed: {} {}", shared.is_closed(), exclusive.is_closed()));
    push_status(report, pool);
    match pool.timeout_get(&Timeouts::wait_millis(1)).await {
        Err(error @ PoolError::Timeout(TimeoutType::Wait)) => report.push(format!("{error:?}: {error}")),
        other => panic!("{other:?}"),
    }
    report.push(format!("timeouts: {:?}", pool.timeouts()));
    let owner: Pool = Object::pool(&first).expect("it is there");
    owner.resize(1);
    drop(second);
    push_status(report, pool);
    let taken: ClientWrapper = Object::take(first);
    taken.batch_execute("SELECT 1").await.expect("done");
    push_status(report, pool);
    drop(pool.get().await.expect("a connection"));
    let retained = pool.retain(|client, metrics| client.is_closed() || metrics.recycle_count > 9);
    report.push(format!("retained: {} {}", retained.retained, retained.removed.len()));
    let weak: WeakPool = pool.weak();
    report.push(format!("weak: {}", weak.upgrade().is_some()));
    pool.close();
    report.push(format!("closed: {}", pool.is_closed()));
    let error = pool.get().await.expect_err("closed");
    report.push(format!("{error:?}: {error}"));
    push_status(report, pool);
}

struct Connected(ConfigConnectImpl<NoTls>);

impl Connect for Connected {
    fn connect(
        &self,
        pg_config: &tokio_postgres::Config,
    ) -> Pin<Box<dyn Future<Output = Result<(tokio_postgres::Client, JoinHandle<()>), Error>> + Send + '_>>
    {
        self.0.connect(pg_config)
    }
}

async fn hooks(url: &str, report: &mut Report) {
    let config: tokio_postgres::Config = url.parse().expect("a URL");
    drop(Manager::new(config.clone(), NoTls));
    drop(Manager::from_config(config.clone(), NoTls, ManagerConfig::default()));
    let connected = Connected(ConfigConnectImpl { tls: NoTls });
    let manager = Manager::from_connect(config, connected, ManagerConfig::default());
    let builder: PoolBuilder = Pool::builder(manager);
    let builder = builder.config(PoolConfig::new(7)).max_size(1).queue_mode(QueueMode::Fifo);
    let builder =
        builder.timeouts(Timeouts::default()).wait_timeout(None).create_timeout(None).recycle_timeout(None);
    let named = Hook::async_fn(|client, _| {
        Box::pin(async move {
            client.batch_execute("SET application_name = 'hooked'").await.map_err(HookError::Backend)
        })
    });
    let young = Hook::sync_fn(|_, metrics| match metrics.recycle_count {
        0 => Ok(()),
        _ => Err(HookError::message("too old")),
    });
    let silent = Hook::Fn(Box::new(|_, _| Ok(())));
    let builder = builder.post_create(named).pre_recycle(young).post_recycle(silent);
    let built: Result<Pool, BuildError> = builder.runtime(Runtime::Tokio1).build();
    let pool = built.expect("a pool");
    for _ in 0..3 {
        let client = pool.get().await.expect("a connection");
        let row = client.query_one("SELECT current_setting('application_name')", &[]).await.expect("a row");
        report.push(format!("hooked: {} {}", row.get::<_, String>(0), Object::id(&client)));
    }
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("a connection");
    let task = tokio::spawn(async move { drop(connection.await) });
    let wrapper = ClientWrapper::new(client, task);
    wrapper.prepare_cached("SELECT 1").await.expect("prepared");
    report.push(format!("own: {}", wrapper.statement_cache.size()));
}
