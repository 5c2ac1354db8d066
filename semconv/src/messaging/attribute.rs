//! The names of the messaging conventions that we emit. All are in development in the conventions.

/// The messaging system: `redis` and `postgresql` are values of this project's own, because the conventions have none for them.
pub const MESSAGING_SYSTEM: &str = "messaging.system";
/// `send`, `receive`, `process` or `settle`.
pub const MESSAGING_OPERATION_NAME: &str = "messaging.operation.name";
/// The type of the operation: the same four words.
pub const MESSAGING_OPERATION_TYPE: &str = "messaging.operation.type";
/// The stream, list, channel or table.
pub const MESSAGING_DESTINATION_NAME: &str = "messaging.destination.name";
/// The identity of a message, as the system assigned it.
pub const MESSAGING_MESSAGE_ID: &str = "messaging.message.id";
/// The number of messages of an operation on a batch.
pub const MESSAGING_BATCH_MESSAGE_COUNT: &str = "messaging.batch.message_count";
/// The group of consumers that share the messages.
pub const MESSAGING_CONSUMER_GROUP_NAME: &str = "messaging.consumer.group.name";

/// Counter of the messages that a producer tried to send, in `{message}`.
pub const MESSAGING_CLIENT_SENT_MESSAGES: &str = "messaging.client.sent.messages";
/// Counter of the messages that a consumer received, in `{message}`.
pub const MESSAGING_CLIENT_CONSUMED_MESSAGES: &str = "messaging.client.consumed.messages";
/// Histogram of the duration of `send`, `receive` and `settle`, in seconds.
pub const MESSAGING_CLIENT_OPERATION_DURATION: &str = "messaging.client.operation.duration";
/// Histogram of the duration of `process`, in seconds.
pub const MESSAGING_PROCESS_DURATION: &str = "messaging.process.duration";
