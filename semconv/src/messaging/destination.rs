//! The destination of messages: where they are sent to and received from.

use std::fmt;
use std::sync::Arc;

use opentelemetry::KeyValue;

use super::attribute::{MESSAGING_CONSUMER_GROUP_NAME, MESSAGING_DESTINATION_NAME, MESSAGING_SYSTEM};
use super::observation::Step;
use crate::attribute::{SERVER_ADDRESS, SERVER_PORT};
use crate::database::Database;
use crate::name;
use crate::redis::{self, Options};
use crate::redis_session::RedisSession;
use crate::session::Session;
use crate::strings::Label;

/// A stream, list, channel or table, with its telemetry. Cheap to clone.
#[derive(Clone)]
pub struct Destination(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) database: Database,
    /// As the program gave it. It is compared and never exported.
    given: Box<[u8]>,
    names: [Label; Step::COUNT],
    /// The attributes that the spans and the metrics of all steps share.
    pub(super) attributes: Vec<KeyValue>,
}

impl Destination {
    /// Returns the stream, list or channel `key` of a Redis. `group` is the group of the consumers.
    ///
    /// The name is shown as a key is in `db.query.text`: [`masked_keys`](crate::TelemetryBuilder::masked_keys) hides the parts
    /// that look like values. Choose it if a program has a stream for each user, because the name is on each metric. It has at
    /// most 255 bytes, and so has the name of the group.
    pub fn redis(session: &RedisSession, key: &[u8], group: Option<&str>) -> Self {
        let database = session.database();
        Self::new(database, key, &shown(key, database), group)
    }

    /// Returns the table or channel `name` of a PostgreSQL.
    ///
    /// The name is shown as that of a table is in `db.query.summary`: [`masked_names`](crate::TelemetryBuilder::masked_names)
    /// hides the parts that look like values. It has at most 255 bytes.
    pub fn postgres(session: &Session, name: &str) -> Self {
        let database = session.database();
        let shown = database.settings().shown().name(name).into_owned();
        Self::new(database, name.as_bytes(), &name::capped(shown), None)
    }

    fn new(database: &Database, given: &[u8], name: &str, group: Option<&str>) -> Self {
        let mut attributes = vec![
            KeyValue::new(MESSAGING_SYSTEM, database.system().name()),
            KeyValue::new(MESSAGING_DESTINATION_NAME, &Label::interned(name)),
        ];
        if let Some(group) = group {
            let group = name::capped(group.to_owned());
            attributes.push(KeyValue::new(MESSAGING_CONSUMER_GROUP_NAME, &Label::interned(&group)));
        }
        database.0.attributes.for_each(|attribute| {
            if is_of_server(&attribute) {
                attributes.push(attribute);
            }
        });
        let names = Step::ALL.map(|step| name::of_operation(step.name(), name));
        Self(Arc::new(Inner { database: database.clone(), given: given.into(), names, attributes }))
    }

    /// Returns `true` if the other destination is the same queue: of the same name, at the same server.
    pub(super) fn is_same_queue(&self, other: &Self) -> bool {
        self.0.given == other.0.given
            && self.server().eq(other.server())
            && self.0.database.pool_name() == other.0.database.pool_name()
    }

    fn server(&self) -> impl Iterator<Item = &KeyValue> {
        self.0.attributes.iter().filter(|attribute| is_of_server(attribute))
    }

    /// The name of the span of a step.
    pub(super) fn span_name(&self, step: Step) -> &Label {
        &self.0.names[step as usize]
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Destination").field("attributes", &self.0.attributes).finish_non_exhaustive()
    }
}

fn is_of_server(attribute: &KeyValue) -> bool {
    [SERVER_ADDRESS, SERVER_PORT].contains(&attribute.key.as_str())
}

/// The key as the redaction of commands shows it.
fn shown(key: &[u8], database: &Database) -> String {
    const COMMAND: &str = "XLEN ";
    let options = Options { limit: COMMAND.len() + 255, keys: database.settings().masked_keys };
    let text = redis::sanitize([COMMAND.trim_end().as_bytes(), key].into_iter(), &options);
    text.strip_prefix(COMMAND).unwrap_or("?").to_owned()
}
