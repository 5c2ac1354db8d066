//! `orders-service`: takes orders over HTTP.

use std::process::ExitCode;

fn main() -> ExitCode {
    orders::program::run("orders-service", orders::api::serve())
}
