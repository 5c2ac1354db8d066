//! `db-trace-report <folder> <data.json>…` writes `report.html` and `report.md` into the folder.

use std::error::Error;
use std::fs;
use std::path::Path;

use db_trace_report::{Data, html, markdown, sections};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: db-trace-report <folder> <data.json>…")?;
    let mut data = Data::default();
    for path in arguments {
        data.extend(serde_json::from_str(&fs::read_to_string(path)?)?);
    }
    let sections = sections(&data);
    let folder = Path::new(&folder);
    fs::write(folder.join("report.html"), html::page(&data, &sections))?;
    fs::write(folder.join("report.md"), markdown::page(&data, &sections))?;
    Ok(())
}
