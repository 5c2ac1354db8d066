//! A made-up database with its asynchronous driver. An adapter uses a driver as it is and cannot change it.

use std::fmt;
use std::future::pending;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{FutureExt as _, Stream, stream};
use tokio::task::yield_now;

/// What a caller may pass as a parameter.
pub trait Value: fmt::Debug + Sync {}

impl Value for i64 {}
impl Value for &str {}

/// How to connect.
#[derive(Clone)]
pub struct Config {
    pub server: Server,
    pub host: String,
    pub port: u16,
    pub database: String,
    pub password: String,
}

impl Config {
    pub async fn connect(&self) -> Result<Client, Error> {
        yield_now().await;
        if self.password.is_empty() { Err(Error::Closed) } else { Ok(Client(self.server.clone())) }
    }
}

/// A connection.
pub struct Client(Server);

impl Client {
    pub async fn query(&self, sql: &str, parameters: &[&dyn Value]) -> Result<Answer, Error> {
        self.0.send(sql, parameters).await?;
        Ok(Answer { rows: vec![Row("Ada"), Row("Grace")], shards: 3 })
    }

    pub async fn execute(&self, sql: &str, parameters: &[&dyn Value]) -> Result<u64, Error> {
        self.0.send(sql, parameters).await.map(|()| 1)
    }

    /// The text is sent when the stream is polled first.
    pub fn query_stream(
        &self,
        sql: &str,
        parameters: &[&dyn Value],
    ) -> impl Stream<Item = Result<Item, Error>> {
        let answer = async move {
            stream::iter(match self.0.send(sql, parameters).await {
                Ok(()) => vec![Ok(Item::Row(Row("Ada"))), Ok(Item::Row(Row("Grace"))), Ok(Item::Done(2))],
                Err(error) => vec![Err(error)],
            })
        };
        answer.flatten_stream()
    }

    pub async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        self.0.send("BEGIN", &[]).await?;
        Ok(Transaction { client: self, is_over: false })
    }
}

/// A transaction. It is rolled back when it is dropped.
pub struct Transaction<'a> {
    client: &'a Client,
    is_over: bool,
}

impl Transaction<'_> {
    pub fn client(&self) -> &Client {
        self.client
    }

    pub async fn commit(mut self) -> Result<(), Error> {
        self.is_over = true;
        self.client.0.send("COMMIT", &[]).await
    }

    pub async fn rollback(mut self) -> Result<(), Error> {
        self.is_over = true;
        self.client.0.send("ROLLBACK", &[]).await
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.client.0.receive("ROLLBACK");
        }
    }
}

/// A row.
#[derive(Debug, PartialEq, Eq)]
pub struct Row(pub &'static str);

/// The answer to a query.
#[derive(Debug)]
pub struct Answer {
    pub rows: Vec<Row>,
    /// How many shards of the database were read.
    pub shards: u32,
}

/// What a stream yields.
#[derive(Debug, PartialEq, Eq)]
pub enum Item {
    Row(Row),
    /// The statement is over and has changed this many rows.
    Done(u64),
}

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// There is no connection.
    Closed,
    /// The server said no.
    Server(ServerError),
}

/// What the server said. Its message quotes values.
#[derive(Debug)]
pub struct ServerError {
    pub code: &'static str,
    pub constraint: Option<String>,
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => formatter.write_str("the connection is closed"),
            Self::Server(error) => formatter.write_str(&error.message),
        }
    }
}

impl std::error::Error for Error {}

/// A server in memory, which keeps the texts that it receives.
#[derive(Clone, Default)]
pub struct Server(Arc<Mutex<Vec<String>>>);

impl Server {
    /// Returns what was received since the last time.
    pub fn take_received(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.0))
    }

    fn receive(&self, sql: &str) {
        lock(&self.0).push(sql.to_owned());
    }

    async fn send(&self, sql: &str, parameters: &[&dyn Value]) -> Result<(), Error> {
        self.receive(sql);
        yield_now().await;
        if sql.contains("SLEEP") {
            return pending().await;
        }
        match parameters.first().filter(|_| sql.starts_with("INSERT")) {
            Some(taken) => Err(Error::Server(ServerError {
                code: "23505",
                constraint: Some("users_email_key".to_owned()),
                message: format!("Key (email)=({taken:?}) already exists."),
            })),
            None => Ok(()),
        }
    }
}

/// What makes the connections of a pool.
pub trait Manager {
    type Connection;

    fn connect(&self) -> impl Future<Output = Result<Self::Connection, Error>> + Send;
}

/// A pool of connections.
pub struct Pool<M: Manager> {
    manager: M,
    max: usize,
    state: Mutex<State<M::Connection>>,
}

struct State<C> {
    idle: Vec<C>,
    used: usize,
}

/// Why a pool has no connection.
#[derive(Debug)]
pub enum PoolError {
    Timeout,
    Connect(Error),
}

impl<M: Manager> Pool<M> {
    pub fn new(manager: M, max: usize) -> Self {
        Self { manager, max, state: Mutex::new(State { idle: Vec::new(), used: 0 }) }
    }

    pub async fn get(&self) -> Result<Pooled<'_, M>, PoolError> {
        yield_now().await;
        let connection = {
            let mut state = lock(&self.state);
            if state.used == self.max {
                return Err(PoolError::Timeout);
            }
            state.used += 1;
            state.idle.pop()
        };
        let mut pooled = Pooled { pool: self, connection };
        if pooled.connection.is_none() {
            pooled.connection = Some(self.manager.connect().await.map_err(PoolError::Connect)?);
        }
        Ok(pooled)
    }

    /// Returns the idle connections, the used ones and the most that there may be.
    pub fn status(&self) -> (usize, usize, usize) {
        let state = lock(&self.state);
        (state.idle.len(), state.used, self.max)
    }
}

/// A connection of a pool, which has it back when this is dropped.
pub struct Pooled<'a, M: Manager> {
    pool: &'a Pool<M>,
    connection: Option<M::Connection>,
}

impl<M: Manager> Deref for Pooled<'_, M> {
    type Target = M::Connection;

    fn deref(&self) -> &M::Connection {
        self.connection.as_ref().expect("it is there until the drop")
    }
}

impl<M: Manager> DerefMut for Pooled<'_, M> {
    fn deref_mut(&mut self) -> &mut M::Connection {
        self.connection.as_mut().expect("it is there until the drop")
    }
}

impl<M: Manager> Drop for Pooled<'_, M> {
    fn drop(&mut self) {
        let mut state = lock(&self.pool.state);
        state.used -= 1;
        state.idle.extend(self.connection.take());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
