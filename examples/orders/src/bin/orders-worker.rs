//! `orders-worker`: packs the orders that the service has put into the stream.

use std::process::ExitCode;

fn main() -> ExitCode {
    orders::program::run("orders-worker", orders::worker::work())
}
