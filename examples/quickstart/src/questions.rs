//! Questions that the spans and the log of a program answer, one scene each. Here the program asks for more than the default.

use std::fmt::Write as _;
use std::io;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use opentelemetry_sdk::trace::SpanData;
use span_tree::Paint;
use tokio::time::sleep;
use tokio_postgres::testing::record_queries;
use tokio_postgres::{Client, Config, Error, NoTls, Telemetry};
use tracing_subscriber::fmt::MakeWriter;

use crate::values::{ADA, GRACE};
use crate::{Failure, step};

/// A step of the program, the question that it raises, and the answer's beginning.
const SCENES: [(&str, &str); 4] = [
    ("wait for the bank", "Why are rows locked for so long? The transaction was idle."),
    ("print labels", "Is the server slow, or the loop over the rows? The loop held the stream."),
    ("list the baskets", "Which request makes a query in a loop? This one."),
    ("take stock", "Which query is slow? The log names it, also if the trace is not sampled."),
];

/// What the log and the assertion printed.
pub(crate) struct Printed {
    log: Vec<String>,
    assertion: String,
}

impl Printed {
    /// Every line.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> {
        self.log.iter().cloned().chain([self.assertion.clone()])
    }
}

/// Plays the scenes, and returns what was printed.
pub(crate) async fn play(url: &str) -> Result<Printed, Failure> {
    let log = Log::default();
    // On this thread, and while the scenes are played.
    let subscriber = tracing_subscriber::fmt().without_time().with_ansi(false).with_target(false);
    let _subscriber = tracing::subscriber::set_default(subscriber.with_writer(log.clone()).finish());

    let telemetry = Telemetry::builder()
        .stream_times(true)
        .repetition_threshold(3)
        .slow_call_threshold(Duration::from_millis(100))
        .build();
    let mut config: Config = url.parse()?;
    let (mut client, connection) = config.telemetry(&telemetry).connect(NoTls).await?;
    tokio::spawn(connection);

    step(SCENES[0].0, wait_for_the_bank(&mut client)).await?;
    step(SCENES[1].0, print_labels(&client)).await?;
    step(SCENES[2].0, list_baskets(&client)).await?;
    step(SCENES[3].0, take_stock(&client)).await?;
    let queries = record_queries(list_baskets(&client)).await;
    Ok(Printed { log: log.lines(), assertion: queries.tree() })
}

async fn wait_for_the_bank(client: &mut Client) -> Result<(), Error> {
    let transaction = client.transaction().await?;
    transaction.execute("UPDATE sale SET paid = paid + 1 WHERE paid > $1", &[&0_i64]).await?;
    // A call of another service, over HTTP.
    sleep(Duration::from_millis(40)).await;
    transaction.commit().await
}

async fn print_labels(client: &Client) -> Result<(), Error> {
    let mut labels = pin!(client.query_raw("SELECT name FROM product", [0_i32; 0]).await?);
    while labels.try_next().await?.is_some() {
        // The printer takes its time.
        sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

async fn list_baskets(client: &Client) -> Result<(), Error> {
    let statement = client.prepare("SELECT id FROM customer WHERE email = $1").await?;
    for email in [ADA.email, GRACE.email, ADA.email, GRACE.email] {
        client.query(&statement, &[&email]).await?;
    }
    Ok(())
}

async fn take_stock(client: &Client) -> Result<(), Error> {
    client.query("SELECT count(*), pg_sleep(0.12) FROM sale WHERE paid = 1849950", &[]).await?;
    Ok(())
}

/// The question of each scene, with the spans and lines that answer it.
pub(crate) fn render(spans: &[SpanData], printed: &Printed, paint: Paint) -> String {
    let mut output = String::new();
    // Writing into a `String` cannot fail.
    for (step, question) in SCENES {
        let _ = writeln!(output, "{}", paint.heading(question));
        let parent = spans.iter().find(|span| span.name == step);
        let is_inside = |span: &&SpanData| {
            parent.is_some_and(|parent| parent.span_context.span_id() == span.parent_span_id)
        };
        for span in parent.into_iter().chain(spans.iter().filter(is_inside)) {
            let own = span.attributes.iter().filter(|pair| pair.key.as_str().starts_with("dbtrace."));
            let own: Vec<String> = own.map(|pair| format!("{}={}", pair.key, pair.value)).collect();
            if !own.is_empty() {
                write_wrapped(&mut output, &format!("{}  {}", span.name, own.join(" ")));
            }
        }
        let trace = parent.map(|parent| parent.span_context.trace_id().to_string()).unwrap_or_default();
        let words = if step == "take stock" { "slow call" } else { "repeated query" };
        for line in &printed.log {
            if line.contains(&trace)
                && line.contains(words)
                && ["take stock", "list the baskets"].contains(&step)
            {
                write_wrapped(&mut output, &format!("log: {}", line.trim()));
            }
        }
    }
    let _ = writeln!(output, "{}", paint.heading("What does a test see? `record_queries` returns:"));
    output + &printed.assertion
}

/// Writes a text with two spaces in front of it, and four in front of each further line.
fn write_wrapped(output: &mut String, text: &str) {
    const WIDTH: usize = 118;
    let mut line = String::from(" ");
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(output, "{line}");
            line = String::from("   ");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(output, "{line}");
}

/// The lines of a log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
