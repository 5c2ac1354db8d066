//! Rows come, change and go.

use diesel::connection::DefaultLoadingMode;
use diesel::prelude::*;
use drop_in_support::library::{Author, Book, Shelf, authors, books, dated};

super::for_all! {
    fn (run_on_sqlite, run_on_postgres, run_on_mysql)(connection, report) {
        let mary = Author { id: 1, name: "Mary Shelley".to_owned() };
        report.push(format!("{:?}", diesel::insert_into(authors::table).values(&mary).execute(connection)));
        report.push(format!("{:?}", diesel::insert_into(authors::table).values(&mary).execute(connection)));
        let books = [(1, "Frankenstein", Some(1818)), (2, "The Last Man", Some(1826)), (3, "Mathilda", None)];
        let books: Vec<_> = books
            .into_iter()
            .map(|(id, title, year)| Book { id, author_id: 1, title: title.to_owned(), year })
            .collect();
        report.push(format!("{:?}", diesel::insert_into(books::table).values(&books).execute(connection)));
        let all: Vec<Book> = books::table.order(books::id).select(Book::as_select()).load(connection)?;
        report.push(format!("{all:?}"));
        report.push(format!("{:?}", dated().count().get_result::<i64>(connection)));
        report.push(format!("{:?}", books::table.find(9).first::<Book>(connection)));
        report.push(format!("{:?}", books::table.find(9).first::<Book>(connection).optional()));
        let changed = Book { year: Some(1820), ..all[2].clone() };
        report.push(format!("{:?}", changed.save_changes::<Book>(connection)));
        let mut search = books::table.into_boxed();
        search = search.filter(books::title.like("%an%"));
        report.push(format!("{:?}", search.order(books::id).select(books::title).load::<String>(connection)));
        let shelves = diesel::sql_query(
            "SELECT authors.name AS name, COUNT(*) AS count FROM authors JOIN books ON author_id = authors.id
             WHERE year > 1800 GROUP BY authors.name",
        );
        for Shelf { name, count } in shelves.load(connection)? {
            report.push(format!("{name}: {count}"));
        }
        report.push(format!("{:?}", diesel::sql_query("SELECT nothing").execute(connection).is_err()));
        let mut titles = Vec::new();
        for title in books::table.order(books::id).select(books::title).load_iter::<String, DefaultLoadingMode>(connection)? {
            titles.push(title?);
            if titles.len() == 2 {
                break;
            }
        }
        report.push(format!("{titles:?}"));
        let gone = diesel::delete(books::table.filter(books::year.eq_any([1818, 1820])));
        report.push(format!("{:?}", gone.execute(connection)));
        Ok(())
    }
}
