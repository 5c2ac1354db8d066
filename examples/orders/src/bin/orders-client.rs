//! `orders-client`: places an order and shows what became of it.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    orders::program::run_blocking("orders-client", || orders::client::run(&arguments))
}
