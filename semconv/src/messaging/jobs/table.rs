//! The statements on a table of jobs.

use std::fmt::{self, Write as _};

/// The name of a table, quoted. Its `Debug` does not show the name, which may be masked elsewhere.
#[derive(Clone)]
pub(super) struct Table(String);

impl Table {
    /// Returns the table `name`, or `schema.table`.
    pub(super) fn new(name: &str) -> Self {
        let mut quoted = String::with_capacity(name.len() + 4);
        for part in name.split('.') {
            let separator = if quoted.is_empty() { "" } else { "." };
            // It cannot fail: a text grows.
            let _ = write!(quoted, "{separator}\"{}\"", part.replace('"', "\"\""));
        }
        Self(quoted)
    }

    /// One job: payload, time, parent, state, baggage.
    pub(super) fn insert(&self) -> String {
        format!(
            "INSERT INTO {self} (payload, run_at, traceparent, tracestate, baggage) \
             VALUES ($1, coalesce($2, now()), $3, $4, $5) RETURNING id"
        )
    }

    /// Many jobs: an array of each. The identities are in the order of the jobs.
    pub(super) fn insert_all(&self) -> String {
        format!(
            "INSERT INTO {self} (payload, run_at, traceparent, tracestate, baggage) \
             SELECT payload, coalesce(run_at, now()), traceparent, tracestate, baggage \
             FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY \
             AS job (payload, run_at, traceparent, tracestate, baggage, number) ORDER BY number RETURNING id"
        )
    }

    /// Counts a delivery of jobs that no other transaction holds: the most deliveries before it, and the most jobs.
    ///
    /// The count is a transaction of its own, so it stays if the process is killed during the job. For the second after it,
    /// nothing but `delivered_at` keeps other consumers from the job: then the row is locked.
    pub(super) fn count_delivery(&self) -> String {
        format!(
            "WITH due AS (SELECT id FROM {self} \
             WHERE done_at IS NULL AND run_at <= statement_timestamp() AND deliveries < $1 \
             AND (delivered_at IS NULL OR delivered_at <= statement_timestamp() - interval '1 second') \
             ORDER BY run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED) \
             UPDATE {self} AS job SET deliveries = job.deliveries + 1, delivered_at = statement_timestamp() \
             FROM due WHERE job.id = due.id RETURNING job.id, job.deliveries"
        )
    }

    /// Locks the jobs whose delivery was counted: identities and counts.
    ///
    /// It waits for a row that is locked. Another consumer that counts its deliveries locks also rows that it then leaves alone,
    /// because they are no longer due when it has their lock. It holds them for that one statement.
    pub(super) fn lock(&self) -> String {
        format!(
            "SELECT job.id, job.payload, job.deliveries, job.traceparent, job.tracestate, job.baggage \
             FROM {self} AS job JOIN unnest($1, $2) AS counted (id, deliveries) \
             ON job.id = counted.id AND job.deliveries = counted.deliveries \
             ORDER BY job.run_at, job.id FOR UPDATE OF job"
        )
    }

    pub(super) fn delete(&self) -> String {
        format!("DELETE FROM {self} WHERE id = ANY ($1)")
    }

    pub(super) fn mark_done(&self) -> String {
        format!("UPDATE {self} SET done_at = statement_timestamp() WHERE id = ANY ($1) AND done_at IS NULL")
    }

    /// An identity, and the time from now in seconds.
    pub(super) fn retry(&self) -> String {
        format!(
            "UPDATE {self} SET run_at = statement_timestamp() + make_interval(secs => $2) \
             WHERE id = $1 AND done_at IS NULL"
        )
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Table").finish_non_exhaustive()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_a_table_is_quoted_part_by_part() {
        for (name, quoted) in [
            ("jobs", r#""jobs""#),
            ("app.Jobs", r#""app"."Jobs""#),
            (r#"a"; DROP TABLE b; --"#, r#""a""; DROP TABLE b; --""#),
        ] {
            assert_eq!(Table::new(name).to_string(), quoted);
        }
    }
}
