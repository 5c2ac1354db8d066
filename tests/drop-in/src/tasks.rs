//! The queue: prepared once, worked on from spawned tasks, announced through `LISTEN` and `NOTIFY`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;
use tokio_postgres::types::{Json, ToSql};
use tokio_postgres::{Client, Error, Notification, Statement};
use uuid::Uuid;

use crate::Report;
use crate::values::State;

type Claimed = (Uuid, Value, DateTime<Utc>);

pub(crate) async fn run(
    tasks: Tasks,
    notifications: &mut UnboundedReceiver<Notification>,
    report: &mut Report,
) -> Result<(), Error> {
    for number in 1..=4 {
        tasks.enqueue(number).await?;
    }
    report.add("states before", tasks.states().await?);

    let tasks = Arc::new(tasks);
    let workers = [(); 2].map(|()| tokio::spawn(work(&tasks)));
    let mut claimed = Vec::new();
    for worker in workers {
        match worker.await {
            Ok(result) => claimed.extend(result?),
            Err(error) => report.add("a worker ended early", error.to_string()),
        }
    }
    claimed.sort_by_key(|(id, ..)| *id);
    report.add("claimed", &claimed);
    report.add("states after", tasks.states().await?);
    report.add("told of", received(claimed.len(), notifications).await);
    Ok(())
}

/// Works until the queue is empty. The future goes to another thread, and so must the client's own be able to.
fn work(tasks: &Arc<Tasks>) -> impl Future<Output = Result<Vec<Claimed>, Error>> + Send + use<> {
    let tasks = Arc::clone(tasks);
    async move {
        let mut done = Vec::new();
        while let Some(task) = tasks.claim().await? {
            tasks.finish(task.0).await?;
            done.push(task);
        }
        Ok(done)
    }
}

async fn received(
    count: usize,
    notifications: &mut UnboundedReceiver<Notification>,
) -> Vec<(String, String)> {
    let mut told = Vec::new();
    while told.len() < count {
        let next = timeout(Duration::from_secs(10), notifications.recv()).await;
        let Ok(Some(notification)) = next else { break };
        told.push((notification.channel().to_owned(), notification.payload().to_owned()));
    }
    told.sort();
    told
}

struct Statements {
    enqueue: Statement,
    claim: Statement,
    finish: Statement,
}

pub(crate) struct Tasks {
    client: Client,
    statements: Statements,
}

impl Tasks {
    pub(crate) async fn new(client: Client) -> Result<Self, Error> {
        client.batch_execute("LISTEN task_done").await?;
        let enqueue = client.prepare("INSERT INTO task (id, payload, due) VALUES ($1, $2, $3)").await?;
        let claim = client
            .prepare(
                "UPDATE task SET state = $1 WHERE id = (
                     SELECT id FROM task WHERE state = $2 ORDER BY due FOR UPDATE SKIP LOCKED LIMIT 1
                 ) RETURNING id, payload, due",
            )
            .await?;
        let finish = client.prepare("UPDATE task SET state = $1 WHERE id = $2").await?;
        Ok(Self { client, statements: Statements { enqueue, claim, finish } })
    }

    async fn enqueue(&self, number: u8) -> Result<u64, Error> {
        let due = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(i64::from(number));
        let payload = Json(json!({ "number": number, "tags": ["mail", "urgent"] }));
        let id = Uuid::from_u128(u128::from(number));
        self.client.execute(&self.statements.enqueue, &[&id, &payload, &due]).await
    }

    async fn claim(&self) -> Result<Option<Claimed>, Error> {
        let row = self.client.query_opt(&self.statements.claim, &[&State::Running, &State::Waiting]).await?;
        row.map(|row| Ok((row.try_get("id")?, row.try_get("payload")?, row.try_get("due")?))).transpose()
    }

    async fn finish(&self, id: Uuid) -> Result<u64, Error> {
        let parameters: [&(dyn ToSql + Sync); 2] = [&State::Done, &id];
        let finished = self.client.execute_raw(&self.statements.finish, parameters).await?;
        self.client.execute("SELECT pg_notify('task_done', $1)", &[&id.to_string()]).await?;
        Ok(finished)
    }

    async fn states(&self) -> Result<Vec<State>, Error> {
        let rows = self.client.query("SELECT state FROM task ORDER BY due", &[]).await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }
}
