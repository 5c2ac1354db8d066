//! Connections that pass on what they are asked to a connection in them.

/// The methods of [`redis::ConnectionLike`], asked of a field.
macro_rules! pass_on {
    ($field:ident) => {
        fn req_command(&mut self, cmd: &redis::Cmd) -> redis::RedisResult<redis::Value> {
            self.$field.req_command(cmd)
        }

        $crate::pass_on::pass_on!($field, all but commands);
    };
    ($field:ident, all but commands) => {
        fn req_packed_command(&mut self, cmd: &[u8]) -> redis::RedisResult<redis::Value> {
            self.$field.req_packed_command(cmd)
        }

        fn req_packed_commands(
            &mut self,
            cmd: &[u8],
            offset: usize,
            count: usize,
        ) -> redis::RedisResult<Vec<redis::Value>> {
            self.$field.req_packed_commands(cmd, offset, count)
        }

        fn get_db(&self) -> i64 {
            self.$field.get_db()
        }

        fn supports_pipelining(&self) -> bool {
            self.$field.supports_pipelining()
        }

        fn check_connection(&mut self) -> bool {
            self.$field.check_connection()
        }

        fn is_open(&self) -> bool {
            self.$field.is_open()
        }
    };
}

pub(crate) use pass_on;
