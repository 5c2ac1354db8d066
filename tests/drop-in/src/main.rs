//! drop-in

fn main() {}
