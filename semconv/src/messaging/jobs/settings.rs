//! The settings of a consumer, for the type of each driver.

/// Makes the methods that set up a wrapper's consumer, a tuple of one [`Receiver`](crate::messaging::jobs::Receiver).
#[doc(hidden)]
#[macro_export]
macro_rules! job_consumer_settings {
    () => {
        /// Sets the relation of `process` spans to the span that sent the job.
        ///
        /// Default: [`Relation::Link`](db_semconv::messaging::Relation::Link).
        #[must_use]
        pub fn relation(self, relation: $crate::messaging::Relation) -> Self {
            Self(self.0.relation(relation))
        }

        /// Takes the column `baggage` of a job for the baggage of its handler.
        ///
        /// A handler passes baggage on to what it calls. So ask for it only if you trust the producers. Default: `false`.
        #[must_use]
        pub fn baggage(self, baggage: bool) -> Self {
            Self(self.0.baggage(baggage))
        }

        /// Keeps the row of an acknowledged job, with the time in `done_at`. Default: `false`, the row is deleted.
        #[must_use]
        pub fn keep_done(self, keep_done: bool) -> Self {
            Self(self.0.keep_done(keep_done))
        }

        /// Sets how often a job is delivered at most. Default: 5.
        ///
        /// A job that was delivered so often stays in the table, and no consumer receives it. A delivery counts also if the process
        /// is killed during it.
        #[must_use]
        pub fn most_deliveries(self, most_deliveries: u32) -> Self {
            Self(self.0.most_deliveries(most_deliveries))
        }

        /// Sets the time until [`process`](Self::process) lets a job whose handler failed be delivered again. Default: 10 seconds.
        #[must_use]
        pub fn retry_after(self, delay: ::std::time::Duration) -> Self {
            Self(self.0.retry_after(delay))
        }
    };
}
