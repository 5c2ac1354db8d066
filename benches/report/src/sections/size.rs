//! What the swap adds to a program, and to building it.

use crate::data::{Data, Figure};
use crate::section::{Part, Section};

pub(crate) fn section(data: &Data) -> Option<Section> {
    let (plain, swapped) = (data.find("size", "", "plain")?, data.find("size", "", "swapped")?);
    let added = megabytes(swapped)? - megabytes(plain)?;
    let mut meaning = vec![format!("The swap of both drivers adds {added:.2} MB to the program.")];
    if let (Some(before), Some(after)) = (plain.cpu_seconds, swapped.cpu_seconds) {
        meaning.push(format!("Building all of it takes {:.2} times the CPU time.", after / before));
    }
    Some(Section {
        title: "Size of a program",
        method: "A small service on tokio-postgres and redis-rs (`benches/size`) connects, queries, executes, gets, sets and \
                 sends a pipeline. One source is built with the drivers and with their wrappers, in the release profile with \
                 `strip` and without the SDK. The CPU time is that of building the program and all its dependencies from \
                 nothing. `cargo xtask size --cpu` measures only this."
            .to_owned(),
        meaning,
        parts: vec![Part {
            title: None,
            columns: vec!["program", "size", "CPU time of the build"],
            rows: vec![row("the drivers", plain)?, row("the wrappers", swapped)?],
            chart: None,
        }],
    })
}

fn row(label: &str, figure: &Figure) -> Option<Vec<String>> {
    let seconds = figure.cpu_seconds.map_or("–".to_owned(), |seconds| format!("{seconds:.0} s"));
    Some(vec![label.to_owned(), format!("{:.2} MB", megabytes(figure)?), seconds])
}

#[expect(clippy::cast_precision_loss, reason = "a program has less than 2^52 bytes")]
fn megabytes(figure: &Figure) -> Option<f64> {
    Some(figure.size? as f64 / 1e6)
}
