//! The spans and metrics of each step, and what is in the table.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use db_semconv::messaging::jobs::JOBS_SQL;
use db_trace_tests::{Proxy, Recorder, Refused, traceparent};
use diesel_trace::queue::{Consumer, Job, Producer};

use crate::scene::{Scene, Then, on_both, only, process};

on_both! {
    async fn job_has_four_spans_with_links_and_is_deleted<C>() {
        let scene = Scene::new().await;
        let (mut sending, producer, _) = scene.sides::<C>().await;
        let (mut working, _, consumer) = scene.sides::<C>().await;
        let id = sending.send(&producer, "Xq7payload".into()).await.expect("sent");
        let handler = Then::Process(&|message| Ok(message.payload().to_owned()));
        let done = working.receive(&consumer, 1, handler).await.expect("received").expect("a job");
        let [done] = done.as_slice() else { panic!("not one job") };
        assert!(matches!(&done.end, Some(Ok(payload)) if payload == "Xq7payload"));
        let message = &done.message;
        assert_eq!((message.id(), message.deliveries(), message.is_redelivered()), (id, 1, false));
        scene.assert_one_message(id, "BEGIN");
        assert_eq!(scene.jobs().await, 0);
        for debug in [format!("{message:?}"), format!("{consumer:?}"), format!("{:?}", Job::new("Xq7"))] {
            assert!(!debug.contains("Xq7"), "{debug}");
        }
    }

    async fn job_carries_the_context_of_its_send_span<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, _) = scene.sides::<C>().await;
        let id = connection.send(&producer, "1".into()).await.expect("sent");
        let send = scene.recorder.span("send jobs");
        assert_eq!(scene.context(id).await, [Some(traceparent(&send)), None, None]);
    }

    async fn receive_without_a_job_records_nothing<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        assert_eq!(process(&consumer, &mut connection).await, 0);
        assert!(connection.send_batch(&producer, &[]).await.expect("nothing").is_empty());
        assert!(scene.recorder.spans().is_empty());
        assert!(scene.counts("messaging.client.operation.duration").is_empty());
    }

    async fn step_takes_the_round_trips_of_its_statements<C>() {
        let scene = Scene::new().await;
        let server = scene.server();
        // A connection that blocks would stop a proxy on its own thread.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let proxy = runtime.spawn(Proxy::start(server.clone())).await.expect("a proxy");
        let url = scene.url.replace(&server, &proxy.address().to_string());
        let mut connection = C::connect(&url, &scene.telemetry).await;
        let (producer, consumer) = (Producer::new(&connection, "jobs"), Consumer::new(&connection, "jobs"));
        let mut trips = Vec::new();
        // The first time, diesel prepares the statements.
        for _ in 0..2 {
            trips.clear();
            let mut last = proxy.round_trips();
            let mut since = || {
                let now = proxy.round_trips();
                now - std::mem::replace(&mut last, now)
            };
            assert_eq!(process(&consumer, &mut connection).await, 0);
            trips.push(("receive nothing", since()));
            connection.send(&producer, "1".into()).await.expect("sent");
            trips.push(("send", since()));
            connection.send_batch(&producer, &["2", "3"].map(Job::new)).await.expect("sent");
            trips.push(("send a batch", since()));
            assert_eq!(process(&consumer, &mut connection).await, 3);
            trips.push(("receive and process three", since()));
        }
        let expected = [("receive nothing", 1), ("send", 1), ("send a batch", 1), ("receive and process three", 4 + 3)];
        assert_eq!(trips, expected);
        runtime.shutdown_background();
    }

    async fn job_is_not_delivered_before_its_time<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let later = SystemTime::now() + Duration::from_secs(3_600);
        let jobs = [Job::new("later").run_at(later), Job::new("now")];
        let ids = connection.send_batch(&producer, &jobs).await.expect("sent");
        let message = only(&consumer, &mut connection).await;
        assert_eq!((message.id(), message.payload()), (ids[1], "now"));
        let row = scene.plain.query_one("SELECT run_at FROM jobs WHERE id = $1", &[&ids[0]]).await;
        let run_at: SystemTime = row.expect("a row").get(0);
        assert_eq!(run_at.duration_since(later).unwrap_or_else(|error| error.duration()).as_micros(), 0);
        let id = connection.send(&producer, Job::new("later").run_at(later)).await.expect("sent");
        let row = scene.plain.query_one("SELECT run_at FROM jobs WHERE id = $1", &[&id]).await;
        assert_eq!(row.expect("a row").get::<_, SystemTime>(0), run_at);

        let earlier = "UPDATE jobs SET run_at = run_at - interval '1 hour' WHERE id <= $1";
        scene.plain.execute(earlier, &[&ids[1]]).await.expect("changed");
        let message = only(&consumer.clone().most_deliveries(1), &mut connection).await;
        assert_eq!((message.id(), message.is_redelivered()), (ids[0], false));
    }

    async fn jobs_are_delivered_in_the_order_of_their_time<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let ago = |seconds| SystemTime::now() - Duration::from_secs(seconds);
        let jobs = [Job::new("c").run_at(ago(10)), Job::new("a").run_at(ago(30)), Job::new("b").run_at(ago(20))];
        connection.send_batch(&producer, &jobs).await.expect("sent");
        let mut order = String::new();
        while let Some(done) = connection.receive(&consumer, 2, Then::Acknowledge(&|_| ())).await.expect("received") {
            order.extend(done.iter().map(|done| done.message.payload()));
            order.push('|');
        }
        assert_eq!(order, "ab|c|");
    }

    async fn acknowledged_job_is_kept_with_its_time_on_request<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.keep_done(true);
        connection.send(&producer, "1".into()).await.expect("sent");
        assert_eq!(process(&consumer, &mut connection).await, 1);
        let row = scene.plain.query_one("SELECT done_at IS NOT NULL FROM jobs", &[]).await.expect("a row");
        assert!(row.get::<_, bool>(0));
        scene.pass_a_second().await;
        assert_eq!(process(&consumer, &mut connection).await, 0);
    }

    async fn job_counts_and_durations_are_metrics_of_their_table<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let jobs = ["Xq7one", "Xq7two", "Xq7three"].map(Job::new);
        connection.send_batch(&producer, &jobs).await.expect("sent");
        let handler = Then::Process(&|message| if message.payload() == "Xq7two" { Err(Refused) } else { Ok(()) });
        connection.receive(&consumer, 10, handler).await.expect("received").expect("jobs");
        let point = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            let mut point = scene.place("jobs");
            point.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
            point
        };
        let name = |name| ("messaging.operation.name", name);
        let kind = |kind| ("messaging.operation.type", kind);
        let refused = ("error.type", std::any::type_name::<Refused>());
        let sums = |name| scene.recorder.sums(name);
        assert_eq!(sums("messaging.client.sent.messages"), BTreeMap::from([(point(&[name("send")]), 3)]));
        assert_eq!(sums("messaging.client.consumed.messages"), BTreeMap::from([(point(&[name("receive")]), 3)]));
        let operations = [("send", 1), ("receive", 1), ("settle", 3)]
            .map(|(step, count)| (point(&[name(step), kind(step)]), count));
        assert_eq!(scene.counts("messaging.client.operation.duration"), operations.into());
        let processed = [(point(&[name("process")]), 2), (point(&[name("process"), refused]), 1)];
        assert_eq!(scene.counts("messaging.process.duration"), processed.into());
        let calls = scene.recorder.durations();
        let summaries: Vec<_> = calls.iter().map(|point| point.attributes["db.query.summary"].as_str()).collect();
        assert!(
            summaries.iter().all(|summary| ["CONNECT", "BEGIN", "COMMIT"].contains(summary)),
            "{summaries:?}"
        );
        scene.recorder.assert_never_seen(&["Xq7"]);
    }

    async fn jobs_of_other_programs_are_all_received<C>() {
        let scene = Scene::new().await;
        let (mut connection, _, consumer) = scene.sides::<C>().await;
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        scene
            .plain
            .batch_execute(&format!(
                "INSERT INTO jobs (payload) VALUES ('Xq7'); \
                 INSERT INTO jobs (payload, traceparent) VALUES ('Xq7', '{parent}'); \
                 INSERT INTO jobs (payload, traceparent, tracestate, baggage) VALUES ('Xq7', 'Xq7 is none', 'Xq7', 'Xq7')"
            ))
            .await
            .expect("jobs");
        let done = connection.receive(&consumer, 10, Then::Process(&|_| Ok(()))).await.expect("received");
        let done = done.expect("jobs");
        let [plain, foreign, wrong] = done.as_slice() else { panic!("not three") };
        assert!(plain.message.origin().is_none() && wrong.message.origin().is_none());
        assert_eq!(foreign.message.origin().expect("a span").trace_id().to_string(), &parent[3..35]);
        scene.recorder.assert_never_seen(&["Xq7"]);
    }

    async fn table_of_masked_names_is_masked_in_names_and_metrics<C>() {
        let scene = Scene::with(|builder| builder.masked_names(true)).await;
        let mut connection: C = scene.connection().await;
        let table = JOBS_SQL.replace("jobs", "\"Jobs_48151623\"").replace("\"Jobs_48151623\"_waiting", "waiting");
        let sql = format!("CREATE SCHEMA app; SET search_path TO app; {table}");
        scene.plain.batch_execute(&sql).await.expect("a table");
        let table = "app.Jobs_48151623";
        let (producer, consumer) = (Producer::new(&connection, table), Consumer::new(&connection, table));
        connection.send(&producer, "1".into()).await.expect("sent");
        assert_eq!(process(&consumer, &mut connection).await, 1);
        let steps = ["send", "receive", "process", "settle"].map(|step| format!("{step} app.Jobs_?"));
        let names = scene.recorder.names();
        assert_eq!(names.iter().filter(|name| name.contains("app")).collect::<Vec<_>>(), Vec::from_iter(&steps));
        scene.recorder.assert_never_seen(&["48151623"]);
        assert!(!format!("{producer:?} {consumer:?}").contains("48151623"));
    }

    async fn queue_of_a_switched_off_connection_writes_and_records_nothing<C>() {
        let scene = Scene::with(|builder| builder.enabled(false)).await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let sent = {
            use opentelemetry::trace::FutureExt as _;
            connection.send(&producer, "1".into()).with_context(Recorder::new().parent("caller")).await
        };
        assert_eq!(scene.context(sent.expect("sent")).await, [const { None }; 3]);
        assert_eq!(process(&consumer, &mut connection).await, 1);
        assert_eq!(scene.jobs().await, 0);
        assert!(scene.recorder.spans().is_empty());
    }
}
