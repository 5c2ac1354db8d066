//! The commands of a subscription, which several asynchronous connections have.

/// The methods that subscribe, of a connection that has `parts`: the driver's and where that is.
macro_rules! subscriptions {
    ($driver:literal) => {
        $crate::aio::subscriptions::subscriptions! {
            $driver:
            "SUBSCRIBE" subscribe(channel_name);
            "UNSUBSCRIBE" unsubscribe(channel_name);
            "PSUBSCRIBE" psubscribe(channel_pattern);
            "PUNSUBSCRIBE" punsubscribe(channel_pattern);
        }
    };
    ($driver:literal: $($command:literal $name:ident($argument:ident);)*) => {
        $(
            #[doc = concat!("Like [`", $driver, "::", stringify!($name), "`].")]
            pub async fn $name(&mut self, $argument: impl redis::ToRedisArgs) -> redis::RedisResult<()> {
                let (driver, session) = self.parts();
                let described = $crate::call::named(session, $command, $argument.num_of_args());
                session.observe(described, |_| driver.$name($argument), $crate::outcome::done).await
            }
        )*
    };
}

pub(crate) use subscriptions;
