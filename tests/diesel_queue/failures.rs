//! What happens to a job whose handler does not succeed, and what is recorded of failures.

use std::time::Duration;

use db_trace_tests::Refused;
use diesel_trace::queue::{Consumer, Job, ProcessError, Producer};
use opentelemetry::trace::Status;

use crate::scene::{Scene, Then, on_both, only};

on_both! {
    async fn job_whose_handler_fails_is_delivered_again_after_the_delay<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.retry_after(Duration::from_secs(60));
        connection.send(&producer, "Xq7".into()).await.expect("sent");
        let refuse = Then::Process::<()>(&|_| Err(Refused));
        let done = connection.receive(&consumer, 1, refuse).await.expect("received").expect("a job");
        assert!(matches!(done[0].end, Some(Err(ProcessError::Handler(Refused)))));
        let (process, settle) = (scene.recorder.span("process jobs"), scene.recorder.span("settle jobs"));
        let class = std::any::type_name::<Refused>();
        assert_eq!((process.attribute("error.type"), &process.status), (Some(class), &Status::error(class)));
        assert_eq!((settle.parent, &settle.status), (process.id, &Status::Unset));

        scene.pass_a_second().await;
        let due = connection.receive(&consumer, 1, Then::Process(&|_| Ok(()))).await;
        assert!(due.expect("received").is_none());
        let sql = "UPDATE jobs SET run_at = run_at - interval '60 seconds'";
        assert_eq!(scene.plain.execute(sql, &[]).await.expect("changed"), 1);
        // The longest delay is one that the server has a time for.
        let retry = Then::Retry(&|_| (), Duration::MAX);
        let again = connection.receive(&consumer, 1, retry).await.expect("received").expect("a job");
        assert_eq!((again[0].message.id(), again[0].message.deliveries()), (done[0].message.id(), 2));
        scene.recorder.assert_never_seen(&["Xq7"]);
    }

    async fn job_that_is_never_settled_is_delivered_as_often_as_the_limit_says<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.most_deliveries(3);
        connection.send(&producer, "1".into()).await.expect("sent");
        let mut deliveries = Vec::new();
        // What is left of a killed process: a transaction that rolls back.
        while let Some(done) = connection.receive::<()>(&consumer, 1, Then::GiveBack).await.expect("received") {
            deliveries.extend(done.iter().map(|done| done.message.deliveries()));
            assert!(deliveries.len() < 10, "it is never enough");
            scene.pass_a_second().await;
        }
        assert_eq!((deliveries, scene.jobs().await), (vec![1, 2, 3], 1));
    }

    async fn job_that_was_given_back_is_not_delivered_within_a_second<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        connection.send(&producer, "1".into()).await.expect("sent");
        let message = only(&consumer, &mut connection).await;
        scene.plain.batch_execute("UPDATE jobs SET delivered_at = 'infinity'").await.expect("changed");
        let due = connection.receive::<()>(&consumer, 1, Then::GiveBack).await;
        assert!(due.expect("received").is_none());
        scene.plain.batch_execute("UPDATE jobs SET delivered_at = '-infinity'").await.expect("changed");
        assert_eq!(only(&consumer, &mut connection).await.id(), message.id());
    }

    async fn poisoned_job_stops_no_other_and_stays_in_the_table<C>() {
        let scene = Scene::new().await;
        let (mut connection, producer, consumer) = scene.sides::<C>().await;
        let consumer = consumer.most_deliveries(3).retry_after(Duration::ZERO);
        let jobs = ["good", "Xq7poison", "good"].map(Job::new);
        let ids = connection.send_batch(&producer, &jobs).await.expect("sent");
        let (mut good, mut deliveries) = (0, Vec::new());
        let handler = |message: &diesel_trace::queue::Message| {
            if message.payload() == "good" { Ok(()) } else { Err(Refused) }
        };
        while let Some(done) =
            connection.receive(&consumer, 10, Then::Process(&handler)).await.expect("received")
        {
            for done in done {
                good += usize::from(matches!(done.end, Some(Ok(()))));
                if done.message.id() == ids[1] {
                    deliveries.push(done.message.deliveries());
                }
            }
            assert!(deliveries.len() < 10, "it is never enough");
            scene.pass_a_second().await;
        }
        assert_eq!((good, deliveries), (2, vec![1, 2, 3]));
        let left = scene.plain.query_one("SELECT id FROM jobs WHERE deliveries >= 3", &[]).await;
        assert_eq!(left.expect("a row").get::<_, i64>(0), ids[1]);
        scene.plain.batch_execute("UPDATE jobs SET deliveries = 0").await.expect("changed");
        assert_eq!(only(&consumer, &mut connection).await.id(), ids[1], "it has another chance");
        scene.recorder.assert_never_seen(&["Xq7"]);
    }

    async fn failed_steps_have_a_class_and_no_value<C>() {
        let scene = Scene::new().await;
        let mut connection: C = scene.connection().await;
        let (producer, consumer) = (Producer::new(&connection, "nothing"), Consumer::new(&connection, "nothing"));
        connection.send(&producer, "Xq7".into()).await.expect_err("no table");
        connection.send_batch(&producer, &["Xq7", "Xq7"].map(Job::new)).await.expect_err("no table");
        connection.receive::<()>(&consumer, 1, Then::GiveBack).await.err().expect("no table");
        let spans = scene.recorder.spans();
        let ends: Vec<_> = spans.iter().map(|span| (span.name.as_str(), span.attribute("error.type"))).collect();
        // diesel keeps the code of an error.
        let class = Some("_OTHER");
        assert_eq!(ends, [("send nothing", class), ("send nothing", class), ("receive nothing", class)]);
        assert!(spans.iter().all(|span| span.status == Status::error("_OTHER")), "{spans:?}");
        let sent = scene.recorder.sums("messaging.client.sent.messages");
        assert_eq!(sent.into_values().collect::<Vec<_>>(), [3]);

        // All of a batch or none of it.
        let producer = Producer::new(&connection, "jobs");
        connection.send_batch(&producer, &["Xq7", "Xq7\0"].map(Job::new)).await.expect_err("no text");
        assert_eq!(scene.jobs().await, 0);
        scene.recorder.assert_never_seen(&["Xq7"]);
    }
}
