//! A small shop on a real PostgreSQL, a real Redis server and SQLite, traced; prints what its traces and metrics show.
//!
//! `quickstart [--svg FILE]`. With `OTEL_EXPORTER_OTLP_ENDPOINT` set, a collector gets the same over `http/protobuf`.

mod cart;
mod check;
mod collect;
mod histogram;
mod library;
mod otlp;
mod questions;
mod shop;
mod svg;
mod values;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use opentelemetry::trace::{FutureExt, TraceContextExt, Tracer};
use opentelemetry::{Context, global};

use cart::Carts;
use collect::Collector;
use db_testcontainers::{Postgres, Redis};
use library::Library;
use otlp::Exporters;
use questions::Printed;
use shop::Shop;
use span_tree::{Paint, Span, arrange, render};

const INTRODUCTION: &str = "\
A small shop has run on PostgreSQL, Redis and SQLite. Its code, src/shop.rs, src/cart.rs and src/library.rs, is written
for tokio-postgres, redis-rs and diesel and does not know of tracing; Cargo.toml gives it pg-trace and redis-trace under
these names, and diesel's connection is diesel-trace's. This is what OpenTelemetry got to see:
";
const SPANS: &str = ": the program's own steps, and below each its calls: how long, when, and how they ended.
The second line of a call is its db.query.text: no parameter is in it, and literals are `?`, unless you opt in to them.
";
const DURATIONS: &str = ": the calls of each statement, by how long they took.";

const QUESTIONS: &str = "\
Five questions and their answers. src/questions.rs asks for stream times, repeated queries and slow calls.";

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    match demonstrate() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("quickstart: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every value was kept inside.
fn demonstrate() -> Result<bool, Failure> {
    let picture = picture_file()?;
    let exporters = Exporters::from_environment()?;
    let endpoint = exporters.as_ref().map(|exporters| exporters.endpoint.clone());
    let collector = Collector::install(exporters);

    let printed = tokio::runtime::Runtime::new()?.block_on(run_shop())?;

    // Not inside the runtime: flushing blocks.
    let delivery = collector.flush();
    let paint = Paint::for_standard_output();
    let kept = show(&collector, &printed, picture, paint)?;
    let sent = endpoint.map(|endpoint| otlp::describe(&endpoint, &delivery));
    if let Some(line) = sent.or_else(|| otlp::unsupported(otlp::variable)) {
        println!("{line}");
    }
    Ok(kept)
}

async fn run_shop() -> Result<Printed, Failure> {
    let database = Postgres::start().await?.create_database().await?;
    let cache = Redis::start().await?;
    // The futures of all steps are a large one.
    Box::pin(step("quickstart", spend_a_day(&database, cache.url()))).await?;
    Box::pin(questions::play(&database)).await
}

async fn spend_a_day(database: &str, cache: &str) -> Result<(), Failure> {
    let mut shop = step("open the shop", Shop::open(database)).await?;
    step("stock the shelf", shop.stock()).await?;
    step("register customers", shop.register()).await?;
    let mut carts = step("bring the carts", Carts::open(cache)).await?;
    step("fill a cart", carts.fill()).await?;
    step("check out", carts.check_out()).await?;
    step("pack", carts.pack()).await?;
    let mut library = step("open the library", async { Library::open() }).await?;
    step("stock the library", async { library.stock() }).await?;
    step("lend a manual", async { library.lend() }).await?;
    step("look manuals up", async { library.look_up() }).await?;
    step("sell", shop.sell()).await?;
    step("a customer walks out", shop.walk_out()).await?;
    step("look things up", shop.look_up()).await?;
    step("close the books", shop.close_books()).await?;
    step("run out of patience", shop.run_out_of_patience()).await?;
    Ok(())
}

/// Runs a part of the program inside a span of the program's own.
async fn step<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    let context = Context::current_with_span(global::tracer("quickstart").start(name));
    let result = work.with_context(context.clone()).await;
    context.span().end();
    result
}

fn picture_file() -> Result<Option<PathBuf>, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => Ok(None),
        ["--svg", file] => Ok(Some(file.into())),
        _ => Err("usage: quickstart [--svg FILE]".into()),
    }
}

fn show(
    collector: &Collector,
    printed: &Printed,
    picture: Option<PathBuf>,
    paint: Paint,
) -> Result<bool, Failure> {
    let (spans, metrics) = (collector.spans()?, collector.metrics()?);
    let rows = arrange(&spans.iter().map(collect::shown).collect::<Vec<Span>>());
    let findings = check::search(&spans, &metrics, printed.texts(), &values::all());

    print!("{INTRODUCTION}");
    println!("\n{}{SPANS}", paint.heading(&format!("{} spans", rows.len())));
    println!("{}", render(&rows, paint));
    println!("{}{DURATIONS}", paint.heading("db.client.operation.duration"));
    println!("{}", histogram::render(&collect::durations(&metrics), paint));
    println!("{QUESTIONS}\n{}", questions::render(&spans, printed, paint));
    print!("{}", check::render(&findings, paint));
    if let Some(file) = picture {
        std::fs::write(&file, svg::draw(&rows))?;
        println!("The tree is drawn in {}.", file.display());
    }
    Ok(findings.leaks.is_empty())
}
