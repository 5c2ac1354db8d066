//! What a load by primary key costs, on SQLite in memory, where the overhead shows most.
//!
//! `primary_key <bare|disabled|absent|unsampled|sampled|measured> <loads>` prints how often each load allocates. Run it under
//! `valgrind --tool=callgrind` with two numbers of loads: the difference is what the loads between them cost.

use std::alloc::{GlobalAlloc, Layout, System};
use std::error::Error;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_trace::Telemetry;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, Span, SpanData, SpanProcessor};

use schema::users;

mod schema {
    #![allow(missing_docs, reason = "diesel's macro makes modules without docs")]

    diesel::table! {
        users {
            id -> Integer,
            name -> Text,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [variant, loads] = arguments.as_slice() else {
        return Err("which variant, and how many loads?".into());
    };
    let loads = loads.parse()?;
    let tracers =
        |sampler| SdkTracerProvider::builder().with_sampler(sampler).with_span_processor(Discard).build();
    let telemetry = match variant.as_str() {
        "bare" => return run(variant, diesel::SqliteConnection::establish(":memory:")?, loads),
        "disabled" => Telemetry::disabled(),
        "absent" => Telemetry::global(),
        "unsampled" => Telemetry::builder().tracer_provider(tracers(Sampler::AlwaysOff)).build(),
        "sampled" => Telemetry::builder().tracer_provider(tracers(Sampler::AlwaysOn)).build(),
        "measured" => {
            let hour = Duration::from_secs(3_600);
            let reader =
                PeriodicReader::builder(InMemoryMetricExporter::default()).with_interval(hour).build();
            let meters = SdkMeterProvider::builder().with_reader(reader).build();
            Telemetry::builder().tracer_provider(tracers(Sampler::AlwaysOn)).meter_provider(meters).build()
        }
        _ => return Err("no such variant".into()),
    };
    run(variant, diesel_trace::SqliteConnection::establish_with(":memory:", &telemetry)?, loads)
}

fn run(
    variant: &str,
    mut connection: impl LoadConnection<Backend = Sqlite> + SimpleConnection,
    loads: usize,
) -> Result<(), Box<dyn Error>> {
    connection.batch_execute("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")?;
    connection.batch_execute("INSERT INTO users VALUES (1, 'ada')")?;
    // Providers that are not there are looked for at each of the first calls.
    for _ in 0..300 {
        load(&mut connection)?;
    }
    let before = ALLOCATIONS.load(Relaxed);
    for _ in 0..loads {
        load(&mut connection)?;
    }
    let allocations = ALLOCATIONS.load(Relaxed) - before;
    println!("{variant}: {allocations} allocations in {loads} loads");
    Ok(())
}

fn load(connection: &mut impl LoadConnection<Backend = Sqlite>) -> QueryResult<()> {
    // Not `first`: a limit makes SQLite prepare the statement again each time.
    let user: (i32, String) = users::table.find(black_box(1)).get_result(connection)?;
    black_box(user);
    Ok(())
}

/// Takes each span and drops it.
#[derive(Debug)]
struct Discard;

impl SpanProcessor for Discard {
    fn on_start(&self, _: &mut Span, _: &opentelemetry::Context) {}

    fn on_end(&self, span: SpanData) {
        black_box(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTING: Counting = Counting;

struct Counting;

#[expect(unsafe_code, reason = "the trait of an allocator is unsafe; this one hands everything on")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the system's conditions, which are ours.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
