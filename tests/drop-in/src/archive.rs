//! Moves entries in bulk: `COPY` in text and binary form, and portals.

use std::pin::pin;

use bytes::Bytes;
use chrono::{Days, NaiveDate};
use futures_util::{SinkExt, StreamExt, TryStreamExt, stream};
use tokio_postgres::binary_copy::{BinaryCopyInWriter, BinaryCopyOutStream};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, CopyInSink, CopyOutStream, Error};

use crate::Report;
use crate::values::Money;

const COLUMNS: [Type; 3] = [Type::TEXT, Type::INT8, Type::DATE];

pub(crate) async fn run(client: &mut Client, report: &mut Report) -> Result<(), Error> {
    report.add("text in", text_in(client).await?);
    report.add("binary in", binary_in(client).await?);
    report.add("text out", text_out(client).await?);
    report.add("binary out", binary_out(client).await?);
    report.add("abandoned", abandon(client).await?);
    report.add("pages", pages(client).await?);
    Ok(())
}

async fn text_in(client: &Client) -> Result<u64, Error> {
    let sink: CopyInSink<Bytes> = client.copy_in("COPY entry (account, amount, booked) FROM STDIN").await?;
    let mut sink = pin!(sink);
    let mut lines =
        stream::iter(["alice\t1\t2026-02-01\n", "bob\t2\t2026-02-02\n"]).map(|line| Ok(Bytes::from(line)));
    sink.send_all(&mut lines).await?;
    sink.send(Bytes::from_static(b"carol\t3\t2026-02-03\n")).await?;
    sink.as_mut().finish().await
}

async fn binary_in(client: &Client) -> Result<u64, Error> {
    let sink = client.copy_in("COPY entry (account, amount, booked) FROM STDIN BINARY").await?;
    let mut writer = pin!(BinaryCopyInWriter::new(sink, &COLUMNS));
    for day in 0..5_u32 {
        let booked = NaiveDate::from_ymd_opt(2026, 3, 1).map(|first| first + Days::new(day.into()));
        let amount = Money(i64::from(day) * 100);
        let values: [&(dyn ToSql + Sync); 3] = [&"alice", &amount, &booked];
        writer.as_mut().write(&values).await?;
    }
    writer.finish().await
}

async fn text_out(client: &Client) -> Result<String, Error> {
    let statement = client.prepare("COPY (SELECT account, amount FROM entry ORDER BY id) TO STDOUT").await?;
    let stream: CopyOutStream = client.copy_out(&statement).await?;
    let bytes = stream.try_fold(Vec::new(), |mut text, chunk| async move {
        text.extend_from_slice(&chunk);
        Ok(text)
    });
    Ok(String::from_utf8_lossy(&bytes.await?).into_owned())
}

async fn binary_out(client: &Client) -> Result<Vec<(String, Money, NaiveDate)>, Error> {
    let stream = client
        .copy_out("COPY (SELECT account, amount, booked FROM entry WHERE booked >= '2026-03-01' ORDER BY id) TO STDOUT BINARY")
        .await?;
    let rows: Vec<_> = BinaryCopyOutStream::new(stream, &COLUMNS).try_collect().await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// A sink that is dropped without its end leaves nothing.
async fn abandon(client: &Client) -> Result<i64, Error> {
    {
        let sink = client.copy_in("COPY entry (account, amount, booked) FROM STDIN").await?;
        let mut sink = pin!(sink);
        sink.send(Bytes::from_static(b"carol\t4\t2026-02-04\n")).await?;
    }
    client.query_one("SELECT count(*) FROM entry WHERE amount = 4", &[]).await?.try_get(0)
}

/// Reads in pages of three through a portal that stays open between them.
async fn pages(client: &mut Client) -> Result<Vec<Vec<i64>>, Error> {
    let transaction = client.transaction().await?;
    let statement = transaction.prepare("SELECT amount FROM entry WHERE account = $1 ORDER BY id").await?;
    let portal = transaction.bind(&statement, &[&"alice"]).await?;
    let mut pages = Vec::new();
    loop {
        let page = transaction.query_portal(&portal, 3).await?;
        if page.is_empty() {
            break;
        }
        pages.push(page.iter().map(|row| row.get("amount")).collect());
    }

    let whole = transaction.bind_raw(&statement, ["bob"]).await?;
    let stream = transaction.query_portal_raw(&whole, 0).await?;
    pages.push(stream.map_ok(|row| row.get::<_, i64>(0)).try_collect().await?);
    transaction.rollback().await?;
    Ok(pages)
}
