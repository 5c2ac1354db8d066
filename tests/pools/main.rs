//! What pools of connections tell, asked of real servers.

mod acquire;
mod bb8;
mod calls;
mod cancellation;
mod counts;
mod held;
mod names;
mod scene;
mod times;
mod warnings;
